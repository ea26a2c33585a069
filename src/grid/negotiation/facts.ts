import type { NodeView } from '../capacity/node-view.ts'

/** What every node of a farm knows of it by itself, from the chain: others need not be asked for it. */
export interface FarmFacts {
  readonly farmId: number
  /** Of the farmer, who may ask for nodes. */
  readonly farmerTwin: number
  /** Addresses that the farm has. */
  readonly publicIps: number
  /** Counts on with the chain; in each another node leads. See `slotOf`. */
  readonly slot: number
  /** All nodes of the farm; what they use is known of those that are asleep, and that is nothing. */
  readonly nodes: ReadonlyMap<number, NodeView>
}

const BLOCKS = 10

/** @param block number of the last finalized one */
export const slotOf = (block: number): number => Math.floor(block / BLOCKS)

/** Nodes that are up by what the chain says. */
export const upIn = ({ nodes }: FarmFacts): NodeView[] => [...nodes.values()].filter(({ power }) => power === 'on')
