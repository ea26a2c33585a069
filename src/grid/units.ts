import type { Registration } from '../kernel/index.ts'
import { auditMemory } from './audit/ports.ts'
import { auditUnit } from './audit/spec.ts'
import { billingMemory } from './billing/ports.ts'
import type { BillRecords } from './billing/records/records.ts'
import { billingUnit } from './billing/spec.ts'
import { FARM_ACTORS, type FarmDependencies, type FarmSettings, farmUnits } from './farm-units.ts'
import { createMessageLine, type MessageLine } from './messages/line.ts'
import { visitorUnit } from './messages/visitor/spec.ts'
import { proofMemory } from './proof/ports.ts'
import type { UsageRecords } from './proof/records/records.ts'
import { proofUnit } from './proof/spec.ts'
import { receiptsMemory } from './receipts/ports.ts'
import { receiptsUnit } from './receipts/spec.ts'
import type { GridSettings } from './settings.ts'
import { twinsMemory } from './twins/handlers.ts'
import { twinsUnit } from './twins/spec.ts'

export interface GridDependencies extends Omit<FarmDependencies, 'line'> {
  /** Opens what nodes have signed, or gives what is open. */
  usage(): UsageRecords
  /** Opens what was billed, or gives what is open. */
  bills(): BillRecords
}

/** The config's section, and what it says of the farm, in it or in a farmerbot's file. */
export interface FarmOfGrid
  extends Pick<GridSettings, 'relay' | 'strategy' | 'bills' | 'audit' | 'receipts' | 'wakeOnLan'> {
  /** None where a user has no farm. */
  readonly settings?: FarmSettings
}

/** Actors that a compute farm can have. */
export const GRID_ACTORS: readonly string[] = [...FARM_ACTORS, 'proof', 'billing', 'audit', 'receipts']

/** The units of a compute farm, or of a user of some, in the order of their start. */
export function gridUnits(dependencies: GridDependencies, { settings, receipts, ...grid }: FarmOfGrid): Registration[] {
  const line = createMessageLine()
  const { signer, store } = dependencies
  return [
    ...(settings === undefined
      ? visitorUnits(dependencies, line)
      : billedFarmUnits(dependencies, line, { ...grid, settings })),
    ...(receipts
      ? [{ unit: receiptsUnit, ports: { messages: line, signer, ...receiptsMemory(store) }, config: {} }]
      : []),
  ]
}

const visitorUnits = ({ signer, clock, connect }: GridDependencies, line: MessageLine): Registration[] => [
  { unit: twinsUnit, ports: { twins: twinsMemory() }, config: {} },
  { unit: visitorUnit, ports: { signer, clock, connect, line }, config: {} },
]

function billedFarmUnits(
  { usage, bills, ...dependencies }: GridDependencies,
  line: MessageLine,
  {
    strategy,
    bills: mode,
    audit,
    wakeOnLan,
    settings,
  }: Omit<FarmOfGrid, 'receipts' | 'relay'> & { readonly settings: FarmSettings },
): Registration[] {
  const { farmId } = settings.farm
  const placement = { ...settings.placement, strategy }
  return [
    ...farmUnits({ ...dependencies, line }, { ...settings, placement, wakeOnLan }),
    ...(mode === 'none'
      ? []
      : [
          {
            unit: proofUnit,
            ports: { messages: line, records: usage(), memory: proofMemory() },
            config: { farmId, mode },
          },
          {
            unit: billingUnit,
            ports: { records: bills(), memory: billingMemory(), signer: dependencies.signer },
            config: { farmId, mode },
          },
        ]),
    // Who bills does not also judge.
    ...(audit
      ? [
          {
            unit: auditUnit,
            ports: { messages: line, ...auditMemory(dependencies.store) },
            config: { except: [farmId] },
          },
        ]
      : []),
  ]
}
