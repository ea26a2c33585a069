import type { SnapshotStore } from '../../kernel/index.ts'
import type { Commands } from '../messages/endpoint/serving.ts'
import type { JoinPorts } from '../messages/join.ts'
import type { MessageLine } from '../messages/line.ts'
import type { WakeOnLan } from '../wake/wake-on-lan.ts'
import { createDeployments, type Deployments } from './deployments/store.ts'
import type { Self } from './self.ts'
import { createMeter, type Meter } from './usage/meter.ts'

export interface AgentPorts extends JoinPorts {
  /** Where the connection to the grid is put, for those here who ask others over it. */
  readonly line: MessageLine
  /** What else is answered to other twins. */
  readonly commands: Commands
  readonly network: WakeOnLan
  readonly deployments: Deployments
  readonly meter: Meter
  /** What this run of the node knows of itself, once it has read it. */
  readonly self: {
    current: Self | undefined
    /** Milliseconds since 1970. */
    bootedAt: number
  }
  readonly version: string
}

/** @param store what of a node outlives its process */
export const agentMemory = (store: SnapshotStore): Pick<AgentPorts, 'deployments' | 'meter' | 'self'> => ({
  deployments: createDeployments(store),
  meter: createMeter(store),
  self: { current: undefined, bootedAt: 0 },
})

export const DEPLOYMENTS = 'node-deployment'

/** @throws Error before the node has read who it is */
export function selfOf({ ports }: { readonly ports: AgentPorts }): Self {
  const { current } = ports.self
  if (current === undefined) throw new Error('this node does not know yet who it is')
  return current
}
