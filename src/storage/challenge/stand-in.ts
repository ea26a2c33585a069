import { StoreError } from '../store/errors.ts'
import type { ChunkProof, Commitment, ContentStore, Hash } from '../store/types.ts'
import type { Challenge } from '../types.ts'
import { isLoss } from './loss.ts'
import type { HeldProof } from './response.ts'

/** Leaves that are tried for one that never was: data of some may be lost. */
const MOST_LEAVES = 8n

/**
 * What a chain may take for a place that never was, of which there is no proof: it does not look where under the root a leaf is, nor
 * at bits of the chunk's index beyond the depth of the object's tree, and takes the node above all chunks for a chunk. A chain that
 * looks at more refuses it, at the price of silence.
 *
 * @returns null where there is nothing to show @throws what the store throws when it cannot be read now
 */
export async function standInFor(
  store: ContentStore,
  { bucketId, leafIndex, chunkIndex }: Challenge,
  commitment: Commitment,
): Promise<HeldProof | null> {
  for (const leaf of leavesFor(leafIndex, commitment)) {
    try {
      const mmrProof = await store.mmrProof(bucketId, commitment, leaf)
      const chunkProof = await chunkAt(store, mmrProof.leaf.dataRoot, chunkIndex)
      return { kind: 'proof', commitment, mmrProof, chunkProof }
    } catch (error) {
      if (!isLoss(error)) throw error
    }
  }
  return null
}

/** The leaf itself if there is one, or the last ones. */
function* leavesFor(leafIndex: bigint, { leafCount }: Commitment): Generator<bigint> {
  if (leafIndex < leafCount) yield leafIndex
  else for (let back = 1n; back <= leafCount && back <= MOST_LEAVES; back += 1n) yield leafCount - back
}

async function chunkAt(store: ContentStore, dataRoot: Hash, index: bigint): Promise<ChunkProof> {
  const { proof } = await store.chunkProof(dataRoot, 0n)
  const seen = BigInt.asUintN(proof.path.length, index)
  return (await chunkIfAny(store, dataRoot, seen)) ?? (await topOf(store, dataRoot))
}

/** Null for a chunk that the object has not. */
export async function chunkIfAny(store: ContentStore, dataRoot: Hash, index: bigint): Promise<ChunkProof | null> {
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
