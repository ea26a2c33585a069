import { existsSync } from 'node:fs'
import { InvalidArgumentError, Option } from 'commander'
import type { LoadedConfig } from '../config/load.ts'

const DEFAULT_FILE = 'reeve.yaml'

/** Reads an integer option and says what was expected instead. */
export const integer =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`"${text}" is not an integer between ${least} and ${most}`)
  }

export const configOption = () =>
  new Option('-c, --config <file>', `config file; ${DEFAULT_FILE} in this folder if there is one`)

export const jsonOption = () => new Option('--json', 'log in JSON').default(false)

/** The config a command works with: the file named, else `reeve.yaml`, else what holds without a file. */
export async function configFor(file: string | undefined): Promise<LoadedConfig> {
  const { defaultConfig, loadConfig } = await import('../config/load.ts')
  if (file !== undefined) return loadConfig(file)
  return existsSync(DEFAULT_FILE) ? loadConfig(DEFAULT_FILE) : defaultConfig()
}
