import type { Registration, SnapshotStore } from '../kernel/index.ts'
import { createApart } from './farm/apart.ts'
import type { FarmConfig } from './farm/config.ts'
import { farmMemory } from './farm/ports.ts'
import { farmUnit } from './farm/spec.ts'
import { createClaimLedger } from './messages/gateway/claim-ledger.ts'
import type { GatewayConfig } from './messages/gateway/config.ts'
import { gatewayUnit } from './messages/gateway/spec.ts'
import type { JoinPorts } from './messages/join.ts'
import { createMessageLine, type MessageLine } from './messages/line.ts'
import { NEGOTIATING_ACTORS, negotiatingUnits } from './negotiating-units.ts'
import type { PlacementConfig } from './placement/config.ts'
import { placementMemory } from './placement/ports.ts'
import { placementUnit } from './placement/spec.ts'
import type { PowerConfig } from './power/config.ts'
import { powerUnit } from './power/spec.ts'
import { createWakeLedger } from './power/wake-ledger.ts'
import { twinsMemory } from './twins/handlers.ts'
import { twinsUnit } from './twins/spec.ts'
import { type BroadcastAddress, broadcastWake } from './wake/broadcast.ts'
import { nodeCallerUnit } from './wake/caller/spec.ts'

export interface FarmDependencies extends JoinPorts {
  /** What outlives the process. */
  readonly store: SnapshotStore
  /** Of this program, for who asks. */
  readonly version: string
  /** The connection to the grid, for those who ask over it besides. */
  readonly line?: MessageLine
}

export interface FarmSettings {
  readonly farm: Partial<FarmConfig> & Pick<FarmConfig, 'farmId'>
  readonly placement?: Partial<PlacementConfig>
  readonly power?: Partial<PowerConfig>
  readonly messages?: Partial<Omit<GatewayConfig, 'farmId'>>
  /** The network of its nodes, where this machine is on it. */
  readonly wakeOnLan?: BroadcastAddress | undefined
}

/** Actors of a farm: they know its nodes, find some for deployments, switch them, and are on the grid. */
export const FARM_ACTORS: readonly string[] = [
  'twins',
  'farm',
  ...NEGOTIATING_ACTORS,
  'placement',
  'power',
  'node-caller',
  'grid-messages',
]

/** Them, in the order of their start: the one that others ask is the first to end. */
export function farmUnits(
  { store, version, line = createMessageLine(), signer, clock, connect }: FarmDependencies,
  { farm, placement = {}, power = {}, messages = {}, wakeOnLan }: FarmSettings,
): Registration[] {
  const memory = farmMemory(createApart(store))
  const negotiating = negotiatingUnits(farm, line, memory.views)
  const wakes = createWakeLedger(store)
  const reach = { signer, clock, connect, line, version, wakes, ledger: createClaimLedger() }
  return [
    { unit: twinsUnit, ports: { twins: twinsMemory() }, config: {} },
    { unit: farmUnit, ports: { messages: line, ...memory }, config: { ...farm } },
    ...(placement.strategy === 'nodes' ? negotiating.units : []),
    { unit: placementUnit, ports: { negotiator: negotiating.negotiator, ...placementMemory() }, config: placement },
    { unit: powerUnit, ports: { wakes }, config: power },
    ...(wakeOnLan === undefined
      ? []
      : [{ unit: nodeCallerUnit, ports: { network: broadcastWake(wakeOnLan) }, config: { farmId: farm.farmId } }]),
    { unit: gatewayUnit, ports: reach, config: { ...messages, farmId: farm.farmId } },
  ]
}
