import type { Hash, TreeNode } from '../../store/types.ts'
import { ZERO } from '../mmr.ts'

/** Bytes of a chunk; the last of an object may be shorter. */
export const CHUNK = 262_144
const PAIR = 64

/** Where a node stands in its object's tree. Without `leaves` and `bytes`: nothing is known of what is below it. */
export interface Place {
  readonly hash: Hash
  /** Chunks under it, the padding included: a power of two. */
  readonly leaves?: number
  /** Bytes of the object under it. */
  readonly bytes?: number
}

export function rootPlace(hash: Hash, dataSize: bigint): Place {
  const bytes = Number(dataSize)
  if (!Number.isSafeInteger(bytes)) return { hash }
  return { hash, leaves: 2 ** Math.ceil(Math.log2(Math.max(1, Math.ceil(bytes / CHUNK)))), bytes }
}

/** Bytes that the node is expected to have, at most. */
export const expectedBytes = ({ leaves, bytes = CHUNK }: Place): number =>
  leaves !== undefined && leaves > 1 ? PAIR : Math.max(PAIR, Math.min(CHUNK, bytes))

/**
 * A pair of hashes is told from a chunk of 64 bytes by its place, never by the word of who sent it: a pair taken for a chunk
 * would be an object with a part missing.
 */
function isPair(data: Uint8Array, { leaves, bytes }: Place): boolean {
  return data.length === PAIR && !(leaves === 1 && bytes === PAIR)
}

/** The node as the store takes it, and the places of those of its children that are not padding. */
export function nodeAt(place: Place, data: Uint8Array): { node: TreeNode; below: readonly Place[] } {
  const { hash, leaves, bytes } = place
  if (!isPair(data, place)) return { node: { hash, data, children: [] }, below: [] }
  const children = [hexOf(data.subarray(0, 32)), hexOf(data.subarray(32))] as const
  const node = { hash, data, children }
  if (leaves === undefined || bytes === undefined || leaves === 1)
    return { node, below: children.filter((child) => child !== ZERO).map((child) => ({ hash: child })) }
  const half = leaves / 2
  const left = Math.min(bytes, half * CHUNK)
  const below = [
    { hash: children[0], leaves: half, bytes: left },
    { hash: children[1], leaves: half, bytes: bytes - left },
  ]
  return { node, below: below.filter((child) => child.hash !== ZERO) }
}

const hexOf = (bytes: Uint8Array): Hash => `0x${Buffer.from(bytes).toString('hex')}`
