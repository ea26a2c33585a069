import { hashChildren } from '../../store/hashing.ts'
import { leafHash } from '../../store/leaf.ts'
import { bag } from '../../store/mmr.ts'
import type { Hash, MmrLeaf } from '../../store/types.ts'

interface Peak {
  readonly level: number
  readonly hash: Hash
}

/** The peaks of an MMR of so many leaves, left to right. */
export function peaksOver(leaves: Iterable<MmrLeaf>): Hash[] {
  const peaks: Peak[] = []
  for (const leaf of leaves) {
    let top: Peak = { level: 0, hash: leafHash(leaf) }
    while (peaks.at(-1)?.level === top.level)
      top = { level: top.level + 1, hash: hashChildren(peaks.pop()!.hash, top.hash) }
    peaks.push(top)
  }
  return peaks.map(({ hash }) => hash)
}

export const rootOver = (leaves: Iterable<MmrLeaf>): Hash => bag(peaksOver(leaves))

/**
 * How many of the first leaves are right, by the peaks of an MMR of `count` leaves that begins with them if they are: those of its
 * mountains that they reach over.
 */
export function agreeing(leaves: readonly MmrLeaf[], count: number, peaks: readonly Hash[]): number {
  let start = 0
  let place = 0
  for (let size = 2 ** Math.floor(Math.log2(Math.max(1, count))); size >= 1; size /= 2) {
    if (count - start < size) continue
    const mountain = leaves.slice(start, start + size)
    if (mountain.length < size || rootOver(mountain) !== peaks[place]) return start
    start += size
    place += 1
  }
  return start
}
