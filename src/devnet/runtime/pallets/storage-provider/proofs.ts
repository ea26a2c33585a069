import { blake2, concat, sameBytes } from '../../../bytes.ts'
import { leafBytes, type MerkleProof, type MmrProof } from './types.ts'

const parent = (left: Uint8Array, right: Uint8Array): Uint8Array => blake2(concat(left, right))

/** From a node up a path, to the root it leads to. */
const climb = (from: Uint8Array, { siblings, path }: MerkleProof): Uint8Array =>
  siblings.reduce((node, sibling, step) => (path[step] ? parent(sibling, node) : parent(node, sibling)), from)

/** Peaks are folded from the right; none give zeros. */
const bag = (peaks: readonly Uint8Array[]): Uint8Array =>
  peaks.length === 0 ? new Uint8Array(32) : peaks.reduceRight((right, peak) => parent(peak, right))

/** Whether these are the bytes of the chunk with this index. Bits of the index beyond the tree's depth are not looked at. */
export function isChunkOf(dataRoot: Uint8Array, chunk: Uint8Array, index: bigint, proof: MerkleProof): boolean {
  const { siblings, path } = proof
  if (siblings.length !== path.length) return false
  if (path.some((isRight, step) => isRight !== ((index >> BigInt(step)) & 1n) > 0n)) return false
  return sameBytes(climb(blake2(chunk), proof), dataRoot)
}

/** Whether the leaf is under the root. Where under it is not looked at, as in the pallet that this stands for. */
export function isLeafUnder(root: Uint8Array, { peaks, leaf, leaf_proof }: MmrProof): boolean {
  if (leaf_proof.siblings.length !== leaf_proof.path.length) return false
  const peak = climb(blake2(leafBytes(leaf)), leaf_proof)
  return peaks.some((each) => sameBytes(each, peak)) && sameBytes(bag(peaks), root)
}
