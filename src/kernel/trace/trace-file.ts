import { encode } from '../codec/codec.ts'
import { UnencodableError } from '../codec/unencodable.ts'
import type { System } from '../system/system.ts'
import type { StepRecord } from './step-recorder.ts'
import { createEntryTracer, type TraceEntry } from './struct-tracer.ts'

export const TRACE_VERSION = 1

export type TraceLine = TraceEntry | StepRecord

/**
 * Writes all that happens in a system as lines of JSON: who emitted and handled what, and every step of every machine with what
 * it takes to do it again. The first line says what the file is.
 *
 * @returns how to end it
 */
export function recordTrace(system: System, write: (line: string) => void): () => void {
  write(JSON.stringify({ reeve: 'trace', version: TRACE_VERSION }))
  const put = (line: TraceLine) => write(encodeLine(line))
  const ends = [system.attach(createEntryTracer(system.clock, put)), system.record(put)]
  return () => {
    for (const end of ends) end()
  }
}

/** Of a line that cannot be written whole, what can be is, and it says what is wrong. */
function encodeLine(line: TraceLine): string {
  try {
    return encode(line)
  } catch (error) {
    if (!(error instanceof UnencodableError)) throw error
    const { kind, actor, at } = line
    const event =
      line.kind === 'step' ? { event: { type: line.event.type }, calls: [] } : { type: line.type, id: line.id }
    return encode({ kind, actor, at, ...event, incomplete: error.message })
  }
}
