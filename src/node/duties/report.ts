import { resolve } from 'node:path'
import type { LoadedConfig } from '../config/load.ts'
import { type DutyReport, readDuties } from './read.ts'

/** @returns how the duties of the configured node stand, or why that cannot be told */
export function dutiesOf({ config, folder }: LoadedConfig): DutyReport | { readonly reason: string } {
  const data = resolve(folder, config.data)
  return (
    readDuties(data) ?? {
      reason: `no node has run with the data folder ${config.data}; name its config (--config) or its folder (--data)`,
    }
  )
}
