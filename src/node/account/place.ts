import { resolve } from 'node:path'
import { show } from '../config/issues.ts'
import { type LoadedConfig, placeIn } from '../config/load.ts'
import { ConfigError, type ProblemCode } from '../config/problem.ts'

/** Where an account was configured: what its files are relative to, and what is wrong with it in an operator's words. */
export interface AccountPlace {
  /** The whole path of a file that the config names. */
  path(file: string): string
  problem(key: string, complaint: Complaint): ConfigError
}

export interface Complaint {
  readonly code: ProblemCode
  readonly message: string
  readonly expected: string
}

type Config = Pick<LoadedConfig, 'source' | 'overlays' | 'folder'>

export const accountPlace = (config: Config, account: object): AccountPlace => ({
  path: (file) => resolve(config.folder, file),
  problem: (key, complaint) =>
    new ConfigError([
      {
        ...complaint,
        field: `account.${key}`,
        value: show(['account', key], (account as Record<string, unknown>)[key]),
        ...placeIn(config)(['account', key], 'value'),
      },
    ]),
})
