import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { type Log, messageOf, recordTrace, type System } from '../../kernel/index.ts'

export interface TraceOptions {
  /** File that everything which happens is written to; without one nothing is. */
  readonly trace?: string
}

/** Begins the trace file if one is wanted. @returns how to end it, with all that happened on disk */
export async function openTrace(system: System, { trace }: TraceOptions, log: Log): Promise<() => Promise<void>> {
  if (trace === undefined) return async () => {}
  // What the node works with stands in it.
  const stream = createWriteStream(trace, { mode: 0o600 })
  stream.on('error', (error) => {
    end()
    log.error({ file: trace, error: messageOf(error) }, 'the trace cannot be written any more; the node goes on')
  })
  const end = recordTrace(system, (line) => void stream.write(`${line}\n`))
  return async () => {
    end()
    if (stream.errored !== null) return
    stream.end()
    await finished(stream).catch(() => {})
  }
}
