import type { Commitment, ContentStore, MmrLeaf } from '../../store/types.ts'
import type { ReplicaPorts, VerifiedLeaves } from '../ports.ts'

/** Leaves that may be the first under a commitment. */
export interface KnownLeaves {
  readonly leaves: readonly MmrLeaf[]
  /** Those whose data the store has: the live ones from the commitment's first on; null when they do not reach to it. */
  readonly stored: readonly MmrLeaf[] | null
}

/** What an earlier sync has left, in the store or in mind. It may be what the primaries have given up since. */
export async function knownLeaves(
  { store, leaves }: Pick<ReplicaPorts, 'store' | 'leaves'>,
  bucketId: bigint,
  target: Commitment,
): Promise<KnownLeaves> {
  const stored = await storedFrom(store, bucketId, target)
  const held = within(leaves.get(String(bucketId)), target)
  const live = stored?.slice(0, Number(target.leafCount)) ?? []
  return { stored, leaves: held.length > live.length ? held : live }
}

async function storedFrom(store: ContentStore, bucketId: bigint, { startSeq }: Commitment): Promise<MmrLeaf[] | null> {
  const local = await store.bucket(bucketId)
  if (local === null || local.leafCount === 0n) return []
  const from = startSeq - local.startSeq
  if (from < 0n || from > local.leafCount) return null
  return store.leaves(bucketId, from, local.leafCount - from)
}

function within(held: VerifiedLeaves | undefined, { startSeq, leafCount }: Commitment): readonly MmrLeaf[] {
  if (held === undefined || held.startSeq > startSeq) return []
  const from = Number(startSeq - held.startSeq)
  return held.leaves.slice(from, from + Number(leafCount))
}
