import { blake2AsHex } from '#polkadot'
import { hexBytes } from '../../chain/scale/hex.ts'
import type { Hash, MmrLeaf } from '../store/types.ts'

export const ZERO: Hash = `0x${'00'.repeat(32)}`

export const hashOf = (data: Uint8Array): Hash => blake2AsHex(data)

const join = (left: Hash, right: Hash): Hash => hashOf(Buffer.concat([hexBytes(left), hexBytes(right)]))

export function leafHash({ dataRoot, dataSize, totalSize }: MmrLeaf): Hash {
  const bytes = Buffer.alloc(48)
  hexBytes(dataRoot).copy(bytes)
  bytes.writeBigUInt64LE(dataSize, 32)
  bytes.writeBigUInt64LE(totalSize, 40)
  return hashOf(bytes)
}

/** Leaves under each peak of an MMR of so many, left to right. */
export function peakSizes(leafCount: number): number[] {
  const sizes: number[] = []
  for (let rest = leafCount; rest > 0; rest -= sizes.at(-1)!) sizes.push(2 ** Math.floor(Math.log2(rest)))
  return sizes
}

/** Peaks over these leaves, left to right. */
export function peaksOf(leaves: readonly MmrLeaf[]): Hash[] {
  const hashes = leaves.map(leafHash)
  let from = 0
  return peakSizes(leaves.length).map((size) => {
    let level = hashes.slice(from, from + size)
    from += size
    while (level.length > 1)
      level = Array.from({ length: level.length / 2 }, (_, at) => join(level[2 * at]!, level[2 * at + 1]!))
    return level[0]!
  })
}

/** The root over peaks; zero over none. */
export const bag = (peaks: readonly Hash[]): Hash =>
  peaks.length === 0 ? ZERO : peaks.reduceRight((right, peak) => join(peak, right))

export const mmrRoot = (leaves: readonly MmrLeaf[]): Hash => bag(peaksOf(leaves))
