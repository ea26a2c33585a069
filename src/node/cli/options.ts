import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ConfigRequest, Surroundings } from '../config/load.ts'
import type { NodeFlags } from '../config/settings.ts'
import type { InspectOptions } from '../inspect/open.ts'
import type { TraceOptions } from '../trace/open.ts'
import type { Doers } from './doers.ts'

const DEFAULT_FILE = 'reeve.yaml'

/** Reads an integer option and says what was expected instead. */
export const integer =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`"${text}" is not an integer between ${least} and ${most}`)
  }

export const configOption = () =>
  new Option('-c, --config <file>', `config file; ${DEFAULT_FILE} in this folder if there is one [REEVE_CONFIG]`)

export const jsonOption = () => new Option('--json', 'log in JSON [REEVE_LOG_FORMAT=json]')

export const INSPECTOR_PORT = 8080

const inspectOption = () =>
  new Option(
    '--inspect [port]',
    `show the actors at work in a browser of this machine, on this port or ${INSPECTOR_PORT}; the page embeds stately.ai and gives it all state`,
  )
    .preset(String(INSPECTOR_PORT))
    .argParser(integer(0, 65_535))

const traceOption = () =>
  new Option('--trace <file>', 'write all that happens to a file: for replay, and for pictures; it holds all state')

/** Every flag that goes over what the config file says. */
export const nodeOptions = (): Option[] => [
  configOption(),
  new Option('--chain <url>', 'endpoint of the chain; several are tried in turn [REEVE_CHAIN]').argParser(
    (url: string, before: readonly string[] = []) => [...before, url],
  ),
  new Option('--chain-light-client', 'follow the chain by a light client in the node [REEVE_CHAIN_LIGHT_CLIENT]'),
  new Option(
    '--chain-relay-spec <file>',
    'chain spec of the relay chain, for the light client [REEVE_CHAIN_RELAY_SPEC]',
  ),
  new Option('--chain-parachain-spec <file>', 'chain spec of the parachain to follow [REEVE_CHAIN_PARACHAIN_SPEC]'),
  new Option('--chain-spec <file>', 'chain spec of a chain without a relay chain [REEVE_CHAIN_SPEC]'),
  new Option('--keyfile <file>', 'file that holds the secret to sign with [REEVE_KEYFILE]').conflicts('uri'),
  new Option('--uri <uri>', 'development account to sign with, such as //Alice [REEVE_URI]').conflicts('keyfile'),
  new Option('--data <folder>', 'what has to outlive the process [REEVE_DATA]'),
  new Option(
    '--prometheus-port <port>',
    'serve metrics to Prometheus on this port of this machine [REEVE_PROMETHEUS_PORT]',
  ).argParser(integer(0, 65_535)),
  new Option('-l, --level <level>', 'how much to log: error, warn, info, debug, ... [REEVE_LOG_LEVEL]'),
  jsonOption(),
]

export type ConfigFlags = NodeFlags & { readonly config?: string }

/** Which config a command works with: the file named by flag or variable, else `reeve.yaml`, else what holds without a file. */
export function requestOf({ config, ...flags }: ConfigFlags, { env, cwd }: Surroundings): ConfigRequest {
  const named = config ?? (env['REEVE_CONFIG'] || undefined)
  const file = named ?? (existsSync(resolve(cwd, DEFAULT_FILE)) ? DEFAULT_FILE : undefined)
  return { flags, ...(file === undefined ? {} : { file }) }
}

/** Flags by which a run can be watched. */
export const watchOptions = (): Option[] => [inspectOption(), traceOption()]

export type WatchFlags = ConfigFlags & InspectOptions & TraceOptions

/** Ends the command when a file that it is to write cannot be: better before a run than after it. */
export async function refuseUnwritable(
  command: Command,
  doers: Pick<Doers, 'reasonAgainst'>,
  flag: string,
  target: string | undefined,
): Promise<void> {
  const reason = target === undefined ? undefined : await doers.reasonAgainst(target)
  if (reason !== undefined) command.error(`error: ${flag} ${target} cannot be written: ${reason}; name another file`)
}
