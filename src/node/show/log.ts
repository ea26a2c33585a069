import { type Logger, pino } from 'pino'
import type { LOG_LEVELS } from '../config/schema.ts'
import { renderLine } from './log-line.ts'

export interface LogOptions {
  readonly level: (typeof LOG_LEVELS)[number]
  readonly json: boolean
  readonly colours: boolean
}

const SECRET = ['seed', 'uri', 'mnemonic', 'raw', 'passphrase', 'password', 'secret', 'secretKey', 'pair']

/** Never written, whatever object they turn up in; pino wants each depth named. */
const REDACTED = SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/** The node's log: pino's JSON, or lines for people. `write` gets whole lines. */
export function createLog({ level, json, colours }: LogOptions, write: (text: string) => void): Logger {
  const destination = { write: (line: string) => write(json ? line : renderLine(line, colours)) }
  return pino({ level, base: null, redact: { paths: REDACTED, censor: '(not shown)' } }, destination)
}
