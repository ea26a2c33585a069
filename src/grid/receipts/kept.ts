import type { Signature } from '../../chain/signing/signer.ts'
import { decode, encode, type SnapshotStore } from '../../kernel/index.ts'
import type { RefusalReason } from './events.ts'

/** What came of a bill. `bill`: the farmer's signature under it, where the farm gave one that holds. */
export type KeptReceipt =
  | {
      readonly outcome: 'given'
      readonly root: string
      readonly total: bigint
      readonly amount: bigint
      readonly signature: Signature
      readonly bill: Signature | null
    }
  | { readonly outcome: 'refused'; readonly root: string; readonly reason: RefusalReason }

export interface KeptReceipts {
  get(agreement: string, period: number): KeptReceipt | undefined
  put(agreement: string, period: number, receipt: KeptReceipt): void
  /** Those of periods before this one. */
  forget(period: number): void
}

const PREFIX = 'user-receipt'

/** Kept with what else outlives the process: nobody but us writes it. */
export function createKeptReceipts(store: SnapshotStore): KeptReceipts {
  const nameOf = (agreement: string, period: number) => `${PREFIX}/${period}/${agreement}`
  return {
    get(agreement, period) {
      const text = store.get(nameOf(agreement, period))
      return text === undefined ? undefined : (decode(text) as KeptReceipt)
    },
    put: (agreement, period, receipt) => store.put([[nameOf(agreement, period), encode(receipt)]]),
    forget(period) {
      for (const name of store.names(`${PREFIX}/`)) if (Number(name.split('/')[1]) < period) store.delete(name)
    },
  }
}
