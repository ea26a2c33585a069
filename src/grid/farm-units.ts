import type { Registration, SnapshotStore } from '../kernel/index.ts'
import { createApart } from './farm/apart.ts'
import type { FarmConfig } from './farm/config.ts'
import { farmMemory } from './farm/ports.ts'
import { farmUnit } from './farm/spec.ts'
import { createClaimLedger } from './messages/gateway/claim-ledger.ts'
import type { GatewayConfig } from './messages/gateway/config.ts'
import type { WakesOfNode } from './messages/gateway/ports.ts'
import { gatewayUnit } from './messages/gateway/spec.ts'
import type { JoinPorts } from './messages/join.ts'
import { createMessageLine, type MessageLine } from './messages/line.ts'
import type { PlacementConfig } from './placement/config.ts'
import type { Negotiator } from './placement/negotiator.ts'
import { placementMemory } from './placement/ports.ts'
import { placementUnit } from './placement/spec.ts'
import type { PowerConfig } from './power/config.ts'
import { powerUnit } from './power/spec.ts'
import { twinsMemory } from './twins/handlers.ts'
import { twinsUnit } from './twins/spec.ts'

export interface FarmDependencies extends JoinPorts {
  /** What outlives the process. */
  readonly store: SnapshotStore
  /** Of this program, for who asks. */
  readonly version: string
  /** For the strategy `nodes`. */
  readonly negotiator?: Negotiator
  readonly wakes?: (nodeId: number) => WakesOfNode
  /** The connection to the grid, for those who ask over it besides. */
  readonly line?: MessageLine
}

export interface FarmSettings {
  readonly farm: Partial<FarmConfig> & Pick<FarmConfig, 'farmId'>
  readonly placement?: Partial<PlacementConfig>
  readonly power?: Partial<PowerConfig>
  readonly messages?: Partial<Omit<GatewayConfig, 'farmId'>>
}

/** Actors of a farm: they know its nodes, find some for deployments, switch them, and are on the grid. */
export const FARM_ACTORS: readonly string[] = ['twins', 'farm', 'placement', 'power', 'grid-messages']

/** Where nodes find no room among themselves. */
const NOBODY: Negotiator = { place: () => Promise.reject(new Error('the nodes of this farm do not negotiate')) }

/** Them, in the order of their start: the one that others ask is the first to end. */
export function farmUnits(
  { store, version, wakes, negotiator = NOBODY, line = createMessageLine(), signer, clock, connect }: FarmDependencies,
  { farm, placement = {}, power = {}, messages = {} }: FarmSettings,
): Registration[] {
  const reach = { signer, clock, connect, line, version, ledger: createClaimLedger(), ...(wakes && { wakes }) }
  return [
    { unit: twinsUnit, ports: { twins: twinsMemory() }, config: {} },
    { unit: farmUnit, ports: { messages: line, ...farmMemory(createApart(store)) }, config: { ...farm } },
    { unit: placementUnit, ports: { negotiator, ...placementMemory() }, config: placement },
    { unit: powerUnit, ports: {}, config: power },
    { unit: gatewayUnit, ports: reach, config: { ...messages, farmId: farm.farmId } },
  ]
}
