import type { Tracer } from './tracer.ts'

/** One thing that happened, as plain data. */
export interface TraceEntry {
  readonly kind: 'emitted' | 'handled' | 'coalesced' | 'dead' | 'started' | 'crashed' | 'stopped'
  /** The emitter of what was emitted; the actor concerned otherwise. */
  readonly actor: string
  readonly type?: string
  readonly id?: number
  readonly cause?: number
  readonly trace?: number
  readonly at: number
  /** Milliseconds, of what was handled. */
  readonly duration?: number
  readonly reason?: string
}

export interface StructTracer extends Tracer {
  /** Oldest first. */
  entries(): TraceEntry[]
}

/** Keeps the last entries in memory, `limit` at most. */
export function createStructTracer(clock: { now(): number }, limit = 10_000): StructTracer {
  const ring: TraceEntry[] = []
  let total = 0

  const add = (entry: Omit<TraceEntry, 'at'>) => {
    ring[total % limit] = { ...entry, at: clock.now() }
    total += 1
  }

  return {
    entries: () => (total <= limit ? [...ring] : [...ring.slice(total % limit), ...ring.slice(0, total % limit)]),
    emitted: ({ id, cause, trace, from, event }) =>
      add({ kind: 'emitted', actor: from, type: event.type, id, cause, trace }),
    handled: (actor, { id, event }, duration) => add({ kind: 'handled', actor, type: event.type, id, duration }),
    coalesced: (actor, { id, event }) => add({ kind: 'coalesced', actor, type: event.type, id }),
    dead: ({ actor, reason, letter: { id, event } }) => add({ kind: 'dead', actor, type: event.type, id, reason }),
    started: (actor) => add({ kind: 'started', actor }),
    crashed: (actor, error) =>
      add({ kind: 'crashed', actor, reason: error instanceof Error ? error.message : String(error) }),
    stopped: (actor) => add({ kind: 'stopped', actor }),
  }
}
