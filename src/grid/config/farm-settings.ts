import type { FarmSettings } from '../farm-units.ts'
import type { FarmFile } from './farm-file.ts'

const DAY = 24 * 60

/** What a farmerbot's file says, to the units of a farm. @param offset minutes that the clock of the place is behind UTC */
export function farmSettingsOf(file: FarmFile, offset: number): FarmSettings {
  const { power } = file
  return {
    farm: {
      farmId: file.farm_id,
      included: file.included_nodes,
      excluded: file.excluded_nodes,
      priority: file.priority_nodes,
      neverShutDown: file.never_shutdown_nodes,
      overprovision: power.overprovision_cpu,
    },
    placement: { priority: file.priority_nodes },
    power: {
      wakeAbove: power.wake_up_threshold,
      periodicWakeAt: (power.periodic_wake_up_start + offset + DAY) % DAY,
      wakesPerRound: power.periodic_wake_up_limit,
    },
  }
}
