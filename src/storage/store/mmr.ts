import { hashChildren, ZERO } from './hashing.ts'
import type { Hash, MerkleProof } from './types.ts'

/**
 * A Merkle mountain range as its perfect subtrees: the node of `level` and `index` is over the leaves from `index * 2^level` on.
 * Such a node never changes, so what stands for many leaves stands for fewer of them too.
 */
export interface MmrNodes {
  get(level: number, index: number): Hash
  set(level: number, index: number, hash: Hash): void
}

/** Adds a leaf to a range of `count`. */
export function append(nodes: MmrNodes, count: number, leaf: Hash): void {
  nodes.set(0, count, leaf)
  let index = count
  for (let level = 0; index % 2 === 1; level += 1) {
    const parent = hashChildren(nodes.get(level, index - 1), nodes.get(level, index))
    index = (index - 1) / 2
    nodes.set(level + 1, index, parent)
  }
}

interface Mountain {
  readonly level: number
  readonly index: number
  /** First leaf of it. */
  readonly start: number
}

/** The mountains of a range of so many leaves, left to right, the highest first. */
function mountains(count: number): Mountain[] {
  const found: Mountain[] = []
  let start = 0
  for (let level = Math.floor(Math.log2(Math.max(1, count))) + 1; level >= 0; level -= 1) {
    const size = 2 ** level
    if (count - start < size) continue
    found.push({ level, index: start / size, start })
    start += size
  }
  return found
}

export const peaksOf = (nodes: Pick<MmrNodes, 'get'>, count: number): Hash[] =>
  mountains(count).map(({ level, index }) => nodes.get(level, index))

/** Folded from the right; zeros for no leaves. */
export const bag = (peaks: readonly Hash[]): Hash =>
  peaks.length === 0 ? ZERO : peaks.reduceRight((right, peak) => hashChildren(peak, right))

/** The way from a leaf up to its peak, in a range of `count` leaves. */
export function proofOf(nodes: Pick<MmrNodes, 'get'>, count: number, leaf: number): MerkleProof {
  const mountain = mountains(count).findLast(({ start }) => start <= leaf)!
  const siblings: Hash[] = []
  const path: boolean[] = []
  let index = leaf
  for (let level = 0; level < mountain.level; level += 1) {
    const isRight = index % 2 === 1
    siblings.push(nodes.get(level, isRight ? index - 1 : index + 1))
    path.push(isRight)
    index = (index - (isRight ? 1 : 0)) / 2
  }
  return { siblings, path }
}

/** Where a leaf has to be found: its peak among those of `count` leaves, and its place under it. */
export function placeOf(count: number, leaf: number): { readonly peak: number; readonly path: readonly boolean[] } {
  const all = mountains(count)
  const peak = all.findLastIndex(({ start }) => start <= leaf)
  const { level, start } = all[peak]!
  const offset = leaf - start
  return { peak, path: Array.from({ length: level }, (_, step) => Math.floor(offset / 2 ** step) % 2 === 1) }
}
