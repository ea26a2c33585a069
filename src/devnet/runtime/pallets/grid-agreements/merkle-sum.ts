import { blake2, concat } from '../../../bytes.ts'
import { encode, u128 } from '../../../scale/index.ts'
import type { Path } from './types.ts'

const MAX_SUM = (1n << 128n) - 1n

/** A node of a tree whose hashes bind the sums below them. */
export interface SumNode {
  readonly hash: Uint8Array
  readonly sum: bigint
}

/** @throws RangeError when the sum no longer fits */
export function parentOf(left: SumNode, right: SumNode): SumNode {
  const sum = left.sum + right.sum
  if (sum > MAX_SUM) throw new RangeError(`the sum ${sum} does not fit 128 bits`)
  return { hash: blake2(concat(left.hash, encode(u128, left.sum), right.hash, encode(u128, right.sum))), sum }
}

/** The root that a leaf and the way up from it lead to; `undefined` when no sums lead there. */
export function rootFrom(leaf: SumNode, path: Path): SumNode | undefined {
  try {
    return path.reduce<SumNode>((node, { sibling: hash, sum, is_left }) => {
      const sibling = { hash, sum }
      return is_left ? parentOf(sibling, node) : parentOf(node, sibling)
    }, leaf)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Which leaf a path is of: two leaves of one tree never have the same. */
export const placeOf = (path: Path): string => path.map(({ is_left }) => (is_left ? '1' : '0')).join('')
