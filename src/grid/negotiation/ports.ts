import type { NodeView } from '../capacity/node-view.ts'
import type { GridMessages } from '../messages/port.ts'
import type { FarmFacts } from './facts.ts'
import type { Job } from './lead/job.ts'
import type { NegotiationMessages } from './messages.ts'
import type { Awaited } from './wire.ts'

/** What a node needs to take part when nodes plan. */
export interface NegotiationPorts extends NegotiationMemory {
  readonly nodeId: number
  readonly messages: GridMessages
  readonly incoming: NegotiationMessages
  /** None while the farm has not been read. */
  facts(): FarmFacts | undefined
  /** This node as it knows itself, deployments counted and nothing that is only held; none while it does not. */
  here(): NodeView | undefined
}

/** What its actors know together; nothing of it outlives the process. */
export interface NegotiationMemory {
  /** Placements that wait for the next round. */
  readonly waiting: Job[]
  /** By names, what was chosen of nodes that were asleep, by this node as leader. */
  readonly awaited: Map<string, readonly Awaited[]>
  /** Nodes that did not bid, and until when (ms) nobody waits for them. */
  readonly silent: Map<number, number>
}

export const negotiationMemory = (): NegotiationMemory => ({ waiting: [], awaited: new Map(), silent: new Map() })
