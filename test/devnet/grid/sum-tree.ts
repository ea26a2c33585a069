import { blake2AsU8a } from '#polkadot'
import { type Leaf, leafBytes, type Path } from '../../../src/devnet/runtime/pallets/grid-agreements/types.ts'

interface Node {
  hash: Uint8Array
  sum: bigint
}

const u128 = (value: bigint) => Buffer.from(value.toString(16).padStart(32, '0'), 'hex').reverse()

const parent = (left: Node, right: Node): Node => ({
  hash: blake2AsU8a(Buffer.concat([left.hash, u128(left.sum), right.hash, u128(right.sum)]), 256),
  sum: left.sum + right.sum,
})

const stepTo = ({ hash: sibling, sum }: Node, is_left: boolean) => ({ sibling, sum, is_left })

/** A tree as nodes and farms build it, written from the description alone: its root, and the way up from each leaf. */
export function sumTree(leaves: readonly Node[]): { root: Node; paths: Path[] } {
  const paths: Path[] = leaves.map(() => [])
  let level = leaves.map((node, i) => ({ node, below: [i] }))
  while (level.length > 1) {
    const next: typeof level = []
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i]!, level[i + 1]]
      if (!right) {
        next.push(left)
        continue
      }
      for (const below of left.below) paths[below]!.push(stepTo(right.node, false))
      for (const below of right.below) paths[below]!.push(stepTo(left.node, true))
      next.push({ node: parent(left.node, right.node), below: [...left.below, ...right.below] })
    }
    level = next
  }
  return { root: level[0]!.node, paths }
}

export const billTree = (leaves: readonly Leaf[]) =>
  sumTree(leaves.map((leaf) => ({ hash: blake2AsU8a(leafBytes(leaf), 256), sum: leaf.amount })))

export const usageTree = (statements: readonly Uint8Array[]) =>
  sumTree(statements.map((bytes) => ({ hash: blake2AsU8a(bytes, 256), sum: 0n })))
