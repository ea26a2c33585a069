import { decode, encode, type SnapshotStore } from '../../../kernel/index.ts'
import type { Taken } from '../deployments/capacity.ts'
import { addUsed, NOTHING_USED, type Used, used, usedIn } from './used.ts'

/** Counts what each deployment uses in each period, in whole seconds, and only while this node runs. */
export interface Meter {
  /** Nothing was used up to now: the node was down, or the deployment not there. */
  begin(contractId: number, twinId: number, now: number): void
  /** Adds what was used since the last count. @param period seconds; periods are counted from 1970 */
  count(contractId: number, taken: Taken, at: { readonly now: number; readonly period: number }): void
  end(contractId: number): void
  used(contractId: number, period: number): Used
  /** The twin of a deployment that is or was here. */
  owner(contractId: number): number | undefined
  /** Forgets the periods before this one. */
  forget(before: number): void
}

const PREFIX = 'usage'
const OWNERS = 'usage-owner'

/** Only whole seconds are used: what is left of one belongs to the next count. */
const secondOf = (milliseconds: number): number => Math.floor(milliseconds / 1_000)

export function createMeter(store: SnapshotStore): Meter {
  const since = new Map<number, number>()
  const nameOf = (contractId: number, period: number) => `${PREFIX}/${contractId}/${period}`

  function read(contractId: number, period: number): Used {
    const text = store.get(nameOf(contractId, period))
    return text === undefined ? NOTHING_USED : used.parse(decode(text))
  }

  return {
    begin(contractId, twinId, now) {
      since.set(contractId, secondOf(now))
      store.put([[`${OWNERS}/${contractId}`, String(twinId)]])
    },
    count(contractId, taken, { now, period }) {
      const to = secondOf(now)
      let from = since.get(contractId) ?? to
      const entries: [string, string][] = []
      while (from < to) {
        const at = Math.floor(from / period)
        const until = Math.min(to, (at + 1) * period)
        const sum = addUsed(read(contractId, at), usedIn(taken, until - from))
        entries.push([nameOf(contractId, at), encode(sum)])
        from = until
      }
      if (entries.length > 0) store.put(entries)
      since.set(contractId, Math.max(from, to))
    },
    end: (contractId) => void since.delete(contractId),
    used: read,
    owner(contractId) {
      const text = store.get(`${OWNERS}/${contractId}`)
      return text === undefined ? undefined : Number(text)
    },
    forget(before) {
      for (const name of store.names(`${PREFIX}/`))
        if (Number(name.slice(name.lastIndexOf('/') + 1)) < before) store.delete(name)
    },
  }
}
