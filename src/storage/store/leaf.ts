import { bytesOf, hashOf } from './hashing.ts'
import type { Hash, MmrLeaf } from './types.ts'

/** SCALE: the root, and both sizes as 64 bits, the lowest byte first. */
export function leafBytes({ dataRoot, dataSize, totalSize }: MmrLeaf): Uint8Array {
  const bytes = Buffer.alloc(48)
  bytesOf(dataRoot).copy(bytes)
  bytes.writeBigUInt64LE(dataSize, 32)
  bytes.writeBigUInt64LE(totalSize, 40)
  return bytes
}

export const leafHash = (leaf: MmrLeaf): Hash => hashOf(leafBytes(leaf))
