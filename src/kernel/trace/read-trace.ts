import { decode } from '../codec/codec.ts'
import { TRACE_VERSION, type TraceLine } from './trace-file.ts'

/** A text that is no trace, or one of another version; `line` counts from 1. */
export class TraceError extends Error {
  readonly code = 'bad-trace'
  readonly line: number

  constructor(line: number, problem: string, options?: ErrorOptions) {
    super(`line ${line} of the trace ${problem}`, options)
    this.name = 'TraceError'
    this.line = line
  }
}

export interface Trace {
  readonly lines: readonly TraceLine[]
  /** The process died while it wrote the last line, which is left out. */
  readonly truncated: boolean
}

/** @throws TraceError */
export function readTrace(text: string): Trace {
  const [header, ...rest] = text.split('\n')
  checkHeader(header ?? '')
  const complete = rest.at(-1) === ''
  const whole = complete ? rest.slice(0, -1) : rest
  const lines: TraceLine[] = []
  for (const [index, line] of whole.entries()) {
    try {
      lines.push(decode(line) as TraceLine)
    } catch (error) {
      if (!complete && index === whole.length - 1) return { lines, truncated: true }
      throw new TraceError(index + 2, `cannot be read: ${(error as Error).message}`, { cause: error })
    }
  }
  return { lines, truncated: false }
}

function checkHeader(header: string): void {
  let told: { reeve?: unknown; version?: unknown } | null
  try {
    told = JSON.parse(header)
  } catch (error) {
    throw new TraceError(1, 'is not what a trace begins with', { cause: error })
  }
  if (told?.reeve !== 'trace') throw new TraceError(1, 'is not what a trace begins with')
  if (told.version !== TRACE_VERSION)
    throw new TraceError(1, `says version ${String(told.version)}; this program reads version ${TRACE_VERSION}`)
}
