import { InvalidArgumentError, Option } from 'commander'
import { type FileConfig, LOG_LEVELS } from '../config/schema.ts'

/** What all of the grid's own processes take. */
export interface LogFlags {
  readonly level: FileConfig['log']['level']
  readonly json?: true
}

export const logOptions = (): Option[] => [
  new Option('-l, --level <level>', 'how much to log').choices(LOG_LEVELS).default('info'),
  new Option('--json', 'log in JSON'),
]

export const loggingOf = ({ level, json }: LogFlags): FileConfig['log'] => ({ level, format: json ? 'json' : 'text' })

const isWebSocket = (url: string): boolean => /^wss?:\/\/[^\s/]+/.test(url)

/** @throws InvalidArgumentError */
export function webSocket(url: string): string {
  if (isWebSocket(url)) return url
  throw new InvalidArgumentError(`"${url}" is not a ws:// or wss:// address`)
}

export const chainOption = (flag = '--chain <url>') =>
  new Option(flag, 'endpoint of the chain; several are tried in turn')
    .makeOptionMandatory()
    .argParser((url: string, before: readonly string[] = []) => [...before, webSocket(url)])

export interface Place {
  readonly host: string
  readonly port: number
}

/** @throws InvalidArgumentError */
export function placeOf(text: string): Place {
  const [, host = '', port = ''] = /^(\[[0-9a-f:.]+\]|[^\s:]+):(\d{1,5})$/i.exec(text) ?? []
  if (host === '' || Number(port) > 65_535)
    throw new InvalidArgumentError(`"${text}" is not an address and a port, such as 127.0.0.1:4444`)
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) }
}

export const addressOption = (option: Option, otherwise: string): Option =>
  option.argParser(placeOf).default(placeOf(otherwise), otherwise)
