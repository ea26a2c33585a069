import { resolve } from 'node:path'
import { nearest } from '../../kernel/index.ts'
import type { ConfigProblem } from './problem.ts'

/** What was said about the node on the command line. */
export interface NodeFlags {
  readonly chain?: readonly string[]
  readonly chainLightClient?: boolean
  readonly chainRelaySpec?: string
  readonly chainParachainSpec?: string
  readonly chainSpec?: string
  readonly keyfile?: string
  readonly uri?: string
  readonly data?: string
  readonly prometheusPort?: number
  readonly level?: string
  readonly json?: boolean
}

export type Environment = Readonly<Record<string, string | undefined>>

/** A value that goes over what the file says. */
export interface Overlay {
  readonly path: readonly string[]
  readonly value: unknown
  /** The flag or variable it came from. */
  readonly origin: string
}

interface Setting {
  readonly path: readonly string[]
  readonly flag: keyof NodeFlags
  readonly env: string
  /** From the flag, or the text of the variable. */
  read(given: never, cwd: string): unknown
}

// Relative to where the command was given, not to the config file.
const file = (name: string, cwd: string) => resolve(cwd, name)

/** What can be set without the file. A later one goes over an earlier one of the same path. */
const SETTINGS: readonly Setting[] = [
  {
    path: ['chain', 'endpoints'],
    flag: 'chain',
    env: 'REEVE_CHAIN',
    read: (given: string | readonly string[]) => (typeof given === 'string' ? given.split(/[\s,]+/) : given),
  },
  {
    path: ['chain', 'lightClient', 'enabled'],
    flag: 'chainLightClient',
    env: 'REEVE_CHAIN_LIGHT_CLIENT',
    // What a variable may say is in the schema.
    read: (given: string | boolean) => (given === 'true' ? true : given === 'false' ? false : given),
  },
  { path: ['chain', 'lightClient', 'relaySpec'], flag: 'chainRelaySpec', env: 'REEVE_CHAIN_RELAY_SPEC', read: file },
  {
    path: ['chain', 'lightClient', 'parachainSpec'],
    flag: 'chainParachainSpec',
    env: 'REEVE_CHAIN_PARACHAIN_SPEC',
    read: file,
  },
  { path: ['chain', 'lightClient', 'spec'], flag: 'chainSpec', env: 'REEVE_CHAIN_SPEC', read: file },
  {
    path: ['account'],
    flag: 'keyfile',
    env: 'REEVE_KEYFILE',
    read: (name: string, cwd) => ({ keyfile: file(name, cwd) }),
  },
  { path: ['account'], flag: 'uri', env: 'REEVE_URI', read: (uri: string) => ({ uri }) },
  { path: ['data'], flag: 'data', env: 'REEVE_DATA', read: (folder: string, cwd) => resolve(cwd, folder) },
  {
    path: ['metrics', 'listen'],
    flag: 'prometheusPort',
    env: 'REEVE_PROMETHEUS_PORT',
    read: (port: string | number) => `127.0.0.1:${port}`,
  },
  { path: ['log', 'level'], flag: 'level', env: 'REEVE_LOG_LEVEL', read: (level: string) => level },
  {
    path: ['log', 'format'],
    flag: 'json',
    env: 'REEVE_LOG_FORMAT',
    read: (given: string | boolean) => (typeof given === 'string' ? given : 'json'),
  },
]

/** Variable that names the config file. */
export const CONFIG_VARIABLE = 'REEVE_CONFIG'

const VARIABLES: readonly string[] = [CONFIG_VARIABLE, ...SETTINGS.map(({ env }) => env)]

/** Values from outside the file, weakest first: flags go over variables. An empty variable says nothing. */
export function overlaysOf(flags: NodeFlags, env: Environment, cwd: string): Overlay[] {
  const overlay = ({ path, read }: Setting, given: unknown, origin: string): Overlay[] =>
    given === undefined || given === '' || given === false ? [] : [{ path, value: read(given as never, cwd), origin }]
  return [
    ...SETTINGS.flatMap((setting) => overlay(setting, env[setting.env], setting.env)),
    ...SETTINGS.flatMap((setting) => overlay(setting, flags[setting.flag], flagOf(setting))),
  ]
}

/** The flag as it is typed. */
const flagOf = ({ flag }: Setting): string => `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** Two variables that say different things about the same value: neither can be preferred. */
export function conflictsOf(overlays: readonly Overlay[]): ConfigProblem[] {
  const variables = overlays.filter(({ origin }) => VARIABLES.includes(origin))
  return variables.flatMap(({ path, origin }, index) => {
    const field = path.join('.')
    const other = variables.slice(0, index).find((earlier) => earlier.path.join('.') === field)
    if (other === undefined || overlays.findLast((overlay) => overlay.path.join('.') === field)?.origin !== origin)
      return []
    const message = `is set by both ${other.origin} and ${origin}`
    return [
      { code: 'conflict', file: origin, field, message, expected: `one of them: unset ${other.origin} or ${origin}` },
    ]
  })
}

/** Variables that look like ours and change nothing. */
export function strangeVariables(env: Environment): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('REEVE_') && !VARIABLES.includes(name))
    .sort()
    .map((name) => {
      const guess = nearest(name, VARIABLES)
      const hint = guess === undefined ? `known are ${VARIABLES.join(', ')}` : `did you mean ${guess}?`
      return `the variable ${name} means nothing here; ${hint}`
    })
}
