import type { NodeView } from '../capacity/node-view.ts'
import type { GridMessages } from '../messages/port.ts'

export interface FarmPorts {
  readonly messages: GridMessages
  /** Managed nodes as they were last told of, in the order of the farm. */
  readonly views: Map<number, NodeView>
  /** Twins by which nodes are asked, as soon as they have been read. */
  readonly twins: Map<number, number>
  /** Nodes that are to be read from the chain again. */
  readonly stale: Set<number>
  /** Addresses that the farm has. */
  publicIps: number
}

/** What a farm's actor and its nodes know together. */
export const farmMemory = (): Omit<FarmPorts, 'messages'> => ({
  views: new Map(),
  twins: new Map(),
  stale: new Set(),
  publicIps: 0,
})

export const FAMILY = 'grid-node'
