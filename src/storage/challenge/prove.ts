import { StoreError } from '../store/errors.ts'
import type { ChunkProof, Commitment, ContentStore, Hash } from '../store/types.ts'
import type { Challenge } from '../types.ts'
import type { UndefendedReason } from './events.ts'
import type { ChallengeLayout } from './open-challenge.ts'
import type { HeldProof } from './response.ts'

/** Why there is no proof. `commitment`: what the challenge is about, where it is known. */
export interface NotHeld {
  readonly kind: 'missing'
  readonly reason: Exclude<UndefendedReason, 'refused'>
  readonly detail: string
  readonly commitment: Commitment | null
}

export type ProofOutcome = HeldProof | NotHeld

/** What the store says when it does not have something, or not as it was; all else may pass. */
const LOSSES: ReadonlySet<string> = new Set(['not_found', 'root_not_found', 'commitment_unknown', 'corrupt'])

/**
 * The proof that a challenge asks for, under the commitment that it is about.
 *
 * The commitment is found by its root, and by its first sequence number where one has that: a challenge of a replica is recorded
 * with 0 for it, whatever the root begins with. The leaf's index counts from the first leaf under the root either way.
 *
 * Where challenges are kept in lists the chain does not look where under the root a leaf is, nor at bits of the chunk's index
 * beyond the depth of the object's tree, and takes the node above all chunks for a chunk. A challenge of a place that never was
 * can be answered by that. What was there and is lost is never answered so.
 *
 * @throws what the store throws when it cannot be read now
 */
export async function prove(store: ContentStore, challenge: Challenge, layout: ChallengeLayout): Promise<ProofOutcome> {
  const { bucketId, mmrRoot, leafIndex, chunkIndex } = challenge
  const commitment = chosen(await store.commitmentsTo(bucketId, mmrRoot), challenge)
  const missing = (reason: NotHeld['reason'], detail: string): NotHeld => ({
    kind: 'missing',
    reason,
    detail,
    commitment,
  })
  if (commitment === null) return missing('commitment-unknown', `nothing is known under ${mmrRoot}`)
  const { leafCount } = commitment
  if (leafCount === 0n || (leafIndex >= leafCount && layout === 'map'))
    return missing('no-such-place', `leaf ${leafIndex} of ${leafCount}`)
  const place = leafIndex < leafCount ? leafIndex : leafCount - 1n
  try {
    const mmrProof = await store.mmrProof(bucketId, commitment, place)
    const chunkProof = await chunkAt(store, mmrProof.leaf.dataRoot, chunkIndex, layout)
    if (chunkProof === null) return missing('no-such-place', `chunk ${chunkIndex} of leaf ${leafIndex}`)
    return { kind: 'proof', commitment, mmrProof, chunkProof }
  } catch (error) {
    if (error instanceof StoreError && LOSSES.has(error.code)) return missing('data-lost', error.message)
    throw error
  }
}

const chosen = (known: readonly Commitment[], { startSeq, leafIndex }: Challenge): Commitment | null =>
  known.find((each) => each.startSeq === startSeq) ??
  known.find(({ leafCount }) => leafIndex < leafCount) ??
  known[0] ??
  null

async function chunkAt(
  store: ContentStore,
  dataRoot: Hash,
  index: bigint,
  layout: ChallengeLayout,
): Promise<ChunkProof | null> {
  const there = await chunkIfAny(store, dataRoot, index)
  if (there !== null || layout === 'map') return there
  const { proof } = await store.chunkProof(dataRoot, 0n)
  const seen = BigInt.asUintN(proof.path.length, index)
  return (await chunkIfAny(store, dataRoot, seen)) ?? (await topOf(store, dataRoot))
}

async function chunkIfAny(store: ContentStore, dataRoot: Hash, index: bigint): Promise<ChunkProof | null> {
  try {
    return await store.chunkProof(dataRoot, index)
  } catch (error) {
    if (error instanceof StoreError && error.code === 'not_found') return null
    throw error
  }
}

async function topOf(store: ContentStore, dataRoot: Hash): Promise<ChunkProof> {
  const node = await store.node(dataRoot)
  if (node === null) throw new StoreError('root_not_found', `${dataRoot} is not here`, { hash: dataRoot })
  return { chunkHash: dataRoot, chunk: node.data, proof: { siblings: [], path: [] } }
}
