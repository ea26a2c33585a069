import { u32, u64, u128 } from './bytes.ts'
import { hashOf } from './hash.ts'
import type { SumNode } from './merkle-sum.ts'
import { type Used, usedBytes } from './used.ts'

/** What a bill says of one deployment on one node. */
export interface BillLeaf {
  readonly agreement: bigint
  readonly deployment: bigint
  readonly node: number
  readonly used: Used
  /** In the smallest unit of money. */
  readonly amount: bigint
}

/** 108 bytes. @throws RangeError for what does not fit */
export const leafBytes = ({ agreement, deployment, node, used, amount }: BillLeaf): Buffer =>
  Buffer.concat([u64(agreement), u64(deployment), u32(node), usedBytes(used), u128(amount)])

/** Its place in the tree of the bill. */
export const leafNode = (leaf: BillLeaf): SumNode => ({ hash: hashOf(leafBytes(leaf)), sum: leaf.amount })

type Place = Pick<BillLeaf, 'agreement' | 'deployment' | 'node'>

/** By agreement, deployment and node: so what is counted twice is side by side. */
export const inOrder = <Of extends Place>(leaves: readonly Of[]): Of[] =>
  [...leaves].sort(
    (a, b) => compared(a.agreement, b.agreement) || compared(a.deployment, b.deployment) || compared(a.node, b.node),
  )

const compared = <Of extends bigint | number>(a: Of, b: Of): number => (a < b ? -1 : Number(a > b))
