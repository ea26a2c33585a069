import { type BillLeaf, leafNode } from './leaf.ts'
import { type SumTree, sumTree } from './merkle-sum.ts'
import { statementNode, type UsageStatement } from './statement.ts'

/** The tree of a bill: its root and sum are what the chain has of it. @throws RangeError without a leaf */
export const billTree = (leaves: readonly BillLeaf[]): SumTree => sumTree(leaves.map(leafNode))

/** The tree over what a node says of a period: its root is what the node proves. @throws RangeError without a statement */
export const usageTree = (statements: readonly UsageStatement[]): SumTree => sumTree(statements.map(statementNode))
