import { ZERO } from '../store/hashing.ts'
import type { Commitment, Hash } from '../store/types.ts'
import type { Bucket, ProviderRole, StorageAgreement } from '../types.ts'
import { positionOf } from './roots.ts'

/**
 * - `gone`: no replica agreement of ours. `over`: past its time.
 * - `behind`: the chain has another root than this node. `settled`: nothing is to be done.
 * - The data is here, and to be confirmed: but `unpaid` while the balance for syncs does not cover it, `early` before its block.
 */
export type Stand = 'gone' | 'over' | 'behind' | 'settled' | 'unpaid' | 'early' | 'confirmable'

/** What can be said to the chain about the data that is here. */
export interface Confirmation {
  readonly root: Hash
  /** Among the roots of the call: 0 for the snapshot, from 1 on for earlier ones. */
  readonly position: number
  /** First block in which the chain takes it. */
  readonly from: number
  /** Whether the next block is one, and the balance covers it. */
  readonly isDue: boolean
  /** Names this confirmation among all of the bucket's. */
  readonly key: string
}

/** What is known about a replica, as of one block. */
export interface SyncCase {
  readonly bucketId: bigint
  /** Number of the block. */
  readonly at: number
  readonly stand: Stand
  readonly localRoot: Hash
  /** What the chain has; null without a checkpoint. */
  readonly target: Commitment | null
  readonly confirmation: Confirmation | null
  /** Bytes the agreement is for. */
  readonly maxBytes: bigint
  /** First block after the agreement. */
  readonly expiresAt: number
}

export interface Facts {
  readonly bucketId: bigint
  readonly at: number
  readonly agreement: StorageAgreement | null
  readonly bucket: Bucket | null
  readonly localRoot: Hash
}

type Replica = Extract<ProviderRole, { role: 'replica' }>

/** What is to be done about a replica by what is known of it. */
export function assess({ bucketId, at, agreement, bucket, localRoot }: Facts): SyncCase {
  const none = { bucketId, at, localRoot, target: null, confirmation: null }
  if (agreement === null || bucket === null || agreement.role.role === 'primary')
    return { ...none, stand: 'gone', maxBytes: 0n, expiresAt: at }
  const { role: replica, maxBytes, expiresAt } = agreement
  const target = bucket.snapshot
  const confirmation = confirmationOf(replica, agreement, bucket, { bucketId, at, localRoot })
  const known = { ...none, target, confirmation, maxBytes, expiresAt }
  return { ...known, stand: standOf(known, replica) }
}

function standOf({ at, expiresAt, localRoot, target, confirmation }: Omit<SyncCase, 'stand'>, replica: Replica): Stand {
  if (at >= expiresAt) return 'over'
  if (localRoot !== (target?.mmrRoot ?? ZERO)) return 'behind'
  if (confirmation === null) return 'settled'
  if (replica.syncBalance < replica.syncPrice) return 'unpaid'
  return confirmation.isDue ? 'confirmable' : 'early'
}

function confirmationOf(
  { lastSync, minSyncInterval, syncBalance, syncPrice }: Replica,
  { startedAt }: StorageAgreement,
  bucket: Bucket,
  { bucketId, at, localRoot }: Pick<Facts, 'bucketId' | 'at' | 'localRoot'>,
): Confirmation | null {
  const position = positionOf(bucket, localRoot)
  if (position === undefined || lastSync?.[0] === localRoot) return null
  const from = lastSync === null ? 0 : lastSync[1] + minSyncInterval
  return {
    root: localRoot,
    position,
    from,
    isDue: at + 1 >= from && syncBalance >= syncPrice,
    // An agreement of its own after this one, and a root that comes back, are other syncs.
    key: `replica-sync/${bucketId}/${startedAt}/${lastSync?.[1] ?? 0}/${localRoot}`,
  }
}
