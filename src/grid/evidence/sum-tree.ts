import { blake2AsU8a } from '#polkadot'
import { fromHex, leafBytes, u128 } from './records.ts'
import type { LeafProof, Step } from './types.ts'

/** A node of a tree whose hashes bind the sums below them. */
export interface SumNode {
  /** Hex. */
  readonly hash: string
  readonly sum: bigint
}

const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString('hex')}`

/** Blake2-256, hex. */
export const hashOf = (bytes: Uint8Array): string => hex(blake2AsU8a(bytes, 256))

const parentOf = (left: SumNode, right: SumNode): SumNode => ({
  hash: hashOf(Buffer.concat([fromHex(left.hash), u128(left.sum), fromHex(right.hash), u128(right.sum)])),
  sum: left.sum + right.sum,
})

const LARGEST = 2n ** 128n - 1n

/** The root that a way up leads to; `undefined` where the sums on it are more than any tree has. */
export function climb(from: SumNode, path: readonly Step[]): SumNode | undefined {
  let node = from
  for (const { sibling: hash, sum, isLeft } of path) {
    if (node.sum + sum > LARGEST) return undefined
    node = isLeft ? parentOf({ hash, sum }, node) : parentOf(node, { hash, sum })
  }
  return node
}

export const rootOf = ({ leaf, path }: LeafProof): SumNode | undefined =>
  climb({ hash: hashOf(leafBytes(leaf)), sum: leaf.amount }, path)

/** The sum of all leaves to the left: with the leaf's amount it says for which drawn values the leaf is the one. */
export const offsetOf = ({ path }: Pick<LeafProof, 'path'>): bigint =>
  path.reduce((sum, step) => (step.isLeft ? sum + step.sum : sum), 0n)

/** Which leaf a path is of: no two leaves of one tree have the same. */
export const placeOf = ({ path }: Pick<LeafProof, 'path'>): string => path.map(({ isLeft }) => Number(isLeft)).join('')
