import { h256, u128 } from './bytes.ts'
import { type Hash, hashOf } from './hash.ts'

/** A node of a tree whose hashes bind the sums below them. */
export interface SumNode {
  readonly hash: Hash
  readonly sum: bigint
}

/** A sibling on the way from a leaf up to its root, and whether it stands left of it. */
export interface Step {
  readonly sibling: Hash
  readonly sum: bigint
  readonly isLeft: boolean
}
export type Path = readonly Step[]

/** The chain follows no longer way. */
export const LONGEST_PATH = 32

export interface SumTree {
  /** Binds all leaves, and says what they come to. */
  readonly root: SumNode
  /** The way up from a leaf, by its place among the leaves. @throws RangeError for a place without a leaf */
  pathOf(index: number): Path
}

/** @throws RangeError when the sum does not fit 128 bits */
export const parentOf = (left: SumNode, right: SumNode): SumNode => ({
  hash: hashOf(Buffer.concat([h256(left.hash), u128(left.sum), h256(right.hash), u128(right.sum)])),
  sum: checked(left.sum + right.sum),
})

/** Levels from the leaves up, in order; the last of an odd number goes up a level as it is. @throws RangeError without a leaf */
export function sumTree(leaves: readonly SumNode[]): SumTree {
  if (leaves.length === 0) throw new RangeError('a tree without a leaf has no root')
  const levels = [leaves]
  while (levels.at(-1)!.length > 1) levels.push(parentsOf(levels.at(-1)!))
  return {
    root: levels.at(-1)![0]!,
    pathOf(index) {
      if (leaves[index] === undefined) throw new RangeError(`there is no leaf ${index} of ${leaves.length}`)
      return levels.flatMap((level, height) => stepAt(level, Math.floor(index / 2 ** height)))
    },
  }
}

const parentsOf = (level: readonly SumNode[]): SumNode[] =>
  Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => {
    const [left, right] = [level[2 * i]!, level[2 * i + 1]]
    return right === undefined ? left : parentOf(left, right)
  })

/** None past the last of an odd number, nor past the root. */
function stepAt(level: readonly SumNode[], place: number): Step[] {
  const isLeft = place % 2 === 1
  const sibling = level[isLeft ? place - 1 : place + 1]
  return sibling === undefined ? [] : [{ sibling: sibling.hash, sum: sibling.sum, isLeft }]
}

/** The root that a leaf and the way up from it lead to; undefined where no sums or hashes lead there. */
export function rootFrom(leaf: SumNode, path: Path): SumNode | undefined {
  if (path.length > LONGEST_PATH) return undefined
  try {
    return path.reduce<SumNode>((node, { sibling: hash, sum, isLeft }) => {
      const sibling = { hash, sum }
      return isLeft ? parentOf(sibling, node) : parentOf(node, sibling)
    }, leaf)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

export function leadsTo(root: SumNode, leaf: SumNode, path: Path): boolean {
  const top = rootFrom(leaf, path)
  return top !== undefined && top.sum === root.sum && top.hash === root.hash
}

/** Which leaf a path is of: two leaves of one tree never have the same. */
export const placeOf = (path: Path): string => path.map(({ isLeft }) => (isLeft ? '1' : '0')).join('')

function checked(sum: bigint): bigint {
  if (sum >= 1n << 128n) throw new RangeError(`the sum ${sum} does not fit 128 bits`)
  return sum
}
