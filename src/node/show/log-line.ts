const LEVELS: Readonly<Record<number, { readonly name: string; readonly colour: number }>> = {
  20: { name: 'debug', colour: 90 },
  30: { name: 'info ', colour: 36 },
  40: { name: 'warn ', colour: 33 },
  50: { name: 'ERROR', colour: 31 },
}

const paint = (text: string, colour: number, colours: boolean): string =>
  colours ? `\x1b[${colour}m${text}\x1b[0m` : text

/** One pino record as a line for people: time, level, message, fields. */
export function renderLine(record: string, colours: boolean): string {
  const { level, time, msg, ...fields } = JSON.parse(record) as { level: number; time: number; msg?: string }
  const { name, colour } = LEVELS[level] ?? { name: String(level), colour: 0 }
  const clock = new Date(time).toISOString().slice(11, 23)
  const rest = Object.entries(fields)
    .map(([key, value]) => `${paint(`${key}=`, 90, colours)}${shown(value)}`)
    .join(' ')
  return `${paint(clock, 90, colours)} ${paint(name, colour, colours)} ${msg ?? ''}${rest === '' ? '' : `  ${rest}`}\n`
}

/** Hashes and addresses are cut: in a line for people their beginning is enough. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /^0x[0-9a-f]{64}$/.test(text) ? `${text.slice(0, 10)}…` : text
}
