import type { Commitment, ContentStore } from '../store/types.ts'
import type { Challenge } from '../types.ts'
import type { UndefendedReason } from './events.ts'
import { isLoss } from './loss.ts'
import type { HeldProof } from './response.ts'
import { chunkIfAny, standInFor } from './stand-in.ts'

/** Why there is no proof. */
export interface NotHeld {
  readonly kind: 'missing'
  readonly reason: Exclude<UndefendedReason, 'refused'>
  readonly detail: string
  /** What the challenge is about, where it is known. */
  readonly commitment: Commitment | null
  /** What can be shown in the stead of a place that never was; never of what was there and is lost. */
  readonly standIn: HeldProof | null
}

export type ProofOutcome = HeldProof | NotHeld

/**
 * The proof that a challenge asks for, under the commitment that it is about.
 *
 * The commitment is found by its root, and by its first sequence number where one has that: a challenge of a replica is recorded
 * with 0 for it, whatever the root begins with. The leaf's index counts from the first leaf under the root either way.
 *
 * @throws what the store throws when it cannot be read now
 */
export async function prove(store: ContentStore, challenge: Challenge): Promise<ProofOutcome> {
  const { bucketId, mmrRoot, leafIndex, chunkIndex } = challenge
  const commitment = chosen(await store.commitmentsTo(bucketId, mmrRoot), challenge)
  const missing = (reason: NotHeld['reason'], detail: string, standIn: HeldProof | null = null): NotHeld => ({
    kind: 'missing',
    reason,
    detail,
    commitment,
    standIn,
  })
  if (commitment === null) return missing('commitment-unknown', `nothing is known under ${mmrRoot}`)
  const neverWas = async (what: string) =>
    missing('no-such-place', `${what} never was`, await standInFor(store, challenge, commitment))
  if (leafIndex >= commitment.leafCount) return neverWas(`leaf ${leafIndex} of ${commitment.leafCount}`)
  try {
    const mmrProof = await store.mmrProof(bucketId, commitment, leafIndex)
    const chunkProof = await chunkIfAny(store, mmrProof.leaf.dataRoot, chunkIndex)
    if (chunkProof === null) return await neverWas(`chunk ${chunkIndex} of leaf ${leafIndex}`)
    return { kind: 'proof', commitment, mmrProof, chunkProof }
  } catch (error) {
    if (isLoss(error)) return missing('data-lost', error.message)
    throw error
  }
}

const chosen = (known: readonly Commitment[], { startSeq, leafIndex }: Challenge): Commitment | null =>
  known.find((each) => each.startSeq === startSeq) ??
  known.find(({ leafCount }) => leafIndex < leafCount) ??
  known[0] ??
  null
