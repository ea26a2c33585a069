import { hashChildren, hashOf } from './hashing.ts'
import { leafHash } from './leaf.ts'
import { bag, placeOf } from './mmr.ts'
import type { Hash, MerkleProof, MmrProof } from './types.ts'

/** From a node up a path, to what it leads to. */
const climb = (from: Hash, { siblings, path }: MerkleProof): Hash =>
  siblings.reduce(
    (node, sibling, step) => (path[step] ? hashChildren(sibling, node) : hashChildren(node, sibling)),
    from,
  )

const isWhole = ({ siblings, path }: MerkleProof): boolean => siblings.length === path.length

/** By the chain's rule: bits of the index beyond the depth of the tree are not looked at. */
export function isChunkOf(dataRoot: Hash, chunk: Uint8Array, index: bigint, proof: MerkleProof): boolean {
  if (!isWhole(proof)) return false
  const isPlace = proof.path.every((isRight, step) => isRight === ((index >> BigInt(step)) & 1n) > 0n)
  return isPlace && climb(hashOf(chunk), proof) === dataRoot
}

/** By the chain's rule: the leaf is somewhere under the root. */
export function isLeafUnder(root: Hash, { peaks, leaf, leafProof }: MmrProof): boolean {
  return isWhole(leafProof) && peaks.includes(climb(leafHash(leaf), leafProof)) && bag(peaks) === root
}

/** More than the chain asks for: the leaf is the one of this index among so many. */
export function isLeafAt(root: Hash, count: bigint, index: bigint, proof: MmrProof): boolean {
  if (index >= count || !isLeafUnder(root, proof)) return false
  const { peak, path } = placeOf(Number(count), Number(index))
  const { peaks, leaf, leafProof } = proof
  return (
    path.length === leafProof.path.length &&
    path.every((isRight, step) => isRight === leafProof.path[step]) &&
    peaks[peak] === climb(leafHash(leaf), leafProof)
  )
}
