import { storageProviderStorage as items } from '../runtime/pallets/storage-provider/index.ts'
import type { StateView } from '../types.ts'

/** What becomes of a request when the provider's node does its duty. */
export type Expected = 'accept' | 'reject' | 'withdrawn' | 'foreign'

/** Why a request was made, and so what it tests. */
export type RequestKind =
  | 'primary'
  | 'replica'
  /** More bytes than the provider's capacity and stake bear at all. */
  | 'over-capacity'
  /** More bytes than are left of them. */
  | 'over-remaining'
  /** Made before the provider named its price: it pays nothing. */
  | 'unpaid'
  /** Made before the provider named its shortest and longest duration. */
  | 'too-short'
  | 'too-long'
  /** For a bucket the provider has an agreement on: accepting would overwrite it. */
  | 'duplicate'
  /** Withdrawn by the same extrinsic. */
  | 'withdrawn-at-once'
  /** Withdrawn in the next block. */
  | 'withdrawn-next'
  /** To another provider. */
  | 'foreign'

export const EXPECTED: Record<RequestKind, Expected> = {
  primary: 'accept',
  replica: 'accept',
  'over-capacity': 'reject',
  'over-remaining': 'reject',
  unpaid: 'reject',
  'too-short': 'reject',
  'too-long': 'reject',
  duplicate: 'reject',
  'withdrawn-at-once': 'withdrawn',
  'withdrawn-next': 'withdrawn',
  foreign: 'foreign',
}

/** One request the demonstration made. */
export interface LedgerEntry {
  readonly kind: RequestKind
  readonly expected: Expected
  readonly bucketId: bigint
  readonly provider: Uint8Array
  readonly requester: Uint8Array
  readonly bytes: bigint
  readonly duration: number
  /** The block it was sent on; it is in one of the next. */
  readonly sentOn: number
  /** The bucket's agreement with the provider at that time, by its first block. */
  readonly agreementSince: number | undefined
}

/** `open` while the request waits. */
export type Verdict = 'right' | 'wrong' | 'open'

/** Whether the state shows the expected answer. */
export function judge(entry: LedgerEntry, state: StateView): Verdict {
  const { bucketId, provider, expected } = entry
  const waits = items.AgreementRequests.has(state, bucketId, provider)
  const agreement = items.StorageAgreements.get(state, bucketId, provider)
  const accepted = agreement !== undefined && agreement.started_at !== entry.agreementSince
  switch (expected) {
    case 'foreign':
      return waits && !accepted ? 'right' : 'wrong'
    case 'accept':
      if (waits) return 'open'
      return accepted && agreement.max_bytes === entry.bytes ? 'right' : 'wrong'
    case 'reject':
    case 'withdrawn':
      if (accepted) return 'wrong'
      return waits ? 'open' : 'right'
  }
}
