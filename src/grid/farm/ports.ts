import type { NodeView } from '../capacity/node-view.ts'
import type { GridMessages } from '../messages/port.ts'
import { type Apart, createApart } from './apart.ts'

export interface FarmPorts {
  readonly messages: GridMessages
  /** Managed nodes as they were last told of, in the order of the farm. */
  readonly views: Map<number, NodeView>
  /** Twins by which nodes are asked, as soon as they have been read. */
  readonly twins: Map<number, number>
  /** Nodes that are to be read from the chain again. */
  readonly stale: Set<number>
  readonly apart: Apart
  /** Nodes that are on their way up, by the times that they were told. */
  readonly waking: Map<number, number>
  /** Addresses that the farm has. */
  publicIps: number
}

/** What a farm's actor and its nodes know together. @param apart where it is kept which nodes are left alone */
export const farmMemory = (apart: Apart = createApart()): Omit<FarmPorts, 'messages'> => ({
  views: new Map(),
  twins: new Map(),
  stale: new Set(),
  apart,
  waking: new Map(),
  publicIps: 0,
})

export const FAMILY = 'grid-node'
