import type { Execution } from '../../pallet/index.ts'
import type { Node } from './types-node.ts'

/** What contracts have to do with nodes: told by the module that has the contracts. */
export interface NodeHooks {
  /** Neither a contract on the node nor one for the whole node. */
  isUnused(execution: Execution, nodeId: number): boolean
  deleted(execution: Execution, node: Node): void
  powerStateChanged(execution: Execution, node: Node): void
}
