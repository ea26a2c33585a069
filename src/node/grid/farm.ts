import { farmSettingsOf } from '../../grid/config/farm-settings.ts'
import type { FarmOfGrid } from '../../grid/units.ts'
import type { LoadedConfig } from '../config/load.ts'
import { checkFarm } from './check.ts'

/** The farm that the config is about, with what its farmerbot's file says if it names one; none without a section for it, or for a user. @throws ConfigError */
export async function loadFarm({ config, folder }: LoadedConfig): Promise<FarmOfGrid | undefined> {
  if (config.grid === undefined) return undefined
  const { farm, farmFile, ...rest } = config.grid
  if (farmFile === undefined) return farm === undefined ? rest : { ...rest, settings: { farm: { farmId: farm } } }
  const file = await checkFarm({ file: farmFile, cwd: folder, chain: [] })
  return { ...rest, settings: farmSettingsOf(file, new Date().getTimezoneOffset()) }
}
