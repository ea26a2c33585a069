import type { Registration } from '../kernel/index.ts'
import { auditMemory } from './audit/ports.ts'
import { auditUnit } from './audit/spec.ts'
import { billingMemory } from './billing/ports.ts'
import type { BillRecords } from './billing/records/records.ts'
import { billingUnit } from './billing/spec.ts'
import { FARM_ACTORS, type FarmDependencies, type FarmSettings, farmUnits } from './farm-units.ts'
import { createMessageLine } from './messages/line.ts'
import { proofMemory } from './proof/ports.ts'
import type { UsageRecords } from './proof/records/records.ts'
import { proofUnit } from './proof/spec.ts'
import type { GridSettings } from './settings.ts'

export interface GridDependencies extends Omit<FarmDependencies, 'line'> {
  /** Opens what nodes have signed, or gives what is open. */
  usage(): UsageRecords
  /** Opens what was billed, or gives what is open. */
  bills(): BillRecords
}

/** The config's section, and what it says of the farm, in it or in a farmerbot's file. */
export interface FarmOfGrid extends Pick<GridSettings, 'relay' | 'strategy' | 'bills' | 'audit'> {
  readonly settings: FarmSettings
}

/** Actors that a compute farm can have. */
export const GRID_ACTORS: readonly string[] = [...FARM_ACTORS, 'proof', 'billing', 'audit']

/** The units of a compute farm, in the order of their start. */
export function gridUnits(
  { usage, bills, ...dependencies }: GridDependencies,
  { strategy, bills: mode, audit, settings }: FarmOfGrid,
): Registration[] {
  const line = createMessageLine()
  const { farmId } = settings.farm
  const placement = { ...settings.placement, strategy }
  return [
    ...farmUnits({ ...dependencies, line }, { ...settings, placement }),
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
