import { printable } from './printable.ts'

const LEVELS: Readonly<Record<number, { readonly name: string; readonly colour: number }>> = {
  10: { name: 'trace', colour: 90 },
  20: { name: 'debug', colour: 90 },
  30: { name: 'info ', colour: 36 },
  40: { name: 'warn ', colour: 33 },
  50: { name: 'ERROR', colour: 31 },
  60: { name: 'FATAL', colour: 31 },
}

const paint = (text: string, colour: number, colours: boolean): string =>
  colours ? `\x1b[${colour}m${text}\x1b[0m` : text

interface LogRecord {
  readonly level: number
  readonly time: number
  readonly actor?: unknown
  readonly msg?: string
}

/** One pino record as a line for people: time (UTC), level, actor, message, fields. */
export function renderLine(record: string, colours: boolean): string {
  const { level, time, actor, msg = '', ...fields } = JSON.parse(record) as LogRecord
  const { name, colour } = LEVELS[level] ?? { name: String(level), colour: 0 }
  const at = paint(new Date(time).toISOString().slice(11, 23), 90, colours)
  const who = actor === undefined ? [] : [paint(shown(actor), 35, colours)]
  const rest = Object.entries(fields)
    .map(([key, value]) => `${paint(`${printable(key)}=`, 90, colours)}${shown(value)}`)
    .join(' ')
  const line = [at, paint(name, colour, colours), ...who, printable(msg)].join(' ')
  return `${line}${rest === '' ? '' : `  ${rest}`}\n`
}

/** Hashes and addresses are cut: in a line for people their beginning is enough. */
function shown(value: unknown): string {
  const text = printable(typeof value === 'string' ? value : JSON.stringify(value))
  return /^0x[0-9a-f]{64}$/.test(text) ? `${text.slice(0, 10)}…` : text
}
