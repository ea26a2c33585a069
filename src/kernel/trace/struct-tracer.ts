import { messageOf } from '../errors.ts'
import { createRing } from './ring.ts'
import type { Tracer } from './tracer.ts'

/** One thing that happened, as plain data. */
export interface TraceEntry {
  readonly kind:
    | 'emitted'
    | 'handled'
    | 'coalesced'
    | 'limited'
    | 'forwarded'
    | 'dead'
    | 'started'
    | 'crashed'
    | 'stopped'
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
  /** Of what was emitted: how many mailboxes took it. */
  readonly accepted?: number
  readonly payload?: unknown
  readonly incarnation?: number
  /** Who sent what was handled, coalesced or lost. */
  readonly from?: string
}

/** Makes an entry of everything a tracer is told. */
export function createEntryTracer(clock: { now(): number }, put: (entry: TraceEntry) => void): Tracer {
  const add = (entry: Omit<TraceEntry, 'at'>) => put({ ...entry, at: clock.now() })
  return {
    emitted: ({ id, cause, trace, from, event: { type, payload } }, { accepted }) =>
      add({ kind: 'emitted', actor: from, type, id, cause, trace, accepted, payload }),
    handled: (actor, { id, trace, from, event: { type } }, duration) =>
      add({ kind: 'handled', actor, type, id, trace, from, duration }),
    coalesced: (actor, { id, trace, from, event: { type } }) =>
      add({ kind: 'coalesced', actor, type, id, trace, from }),
    limited: (actor, { id, event: { type } }, reason) => add({ kind: 'limited', actor, type, id, reason }),
    forwarded: (actor, { id, event: { type } }) => add({ kind: 'forwarded', actor, type, id }),
    dead: ({ actor, reason, letter: { id, trace, from, event } }) =>
      add({ kind: 'dead', actor, type: event.type, id, trace, from, reason }),
    started: (actor, incarnation) => add({ kind: 'started', actor, incarnation }),
    crashed: (actor, error, letter) =>
      add({ kind: 'crashed', actor, reason: messageOf(error), ...(letter !== undefined && { id: letter.id }) }),
    stopped: (actor) => add({ kind: 'stopped', actor }),
  }
}

export interface StructTracer extends Tracer {
  /** Oldest first. */
  entries(): TraceEntry[]
}

/** Keeps the last entries in memory, `limit` at most. */
export function createStructTracer(clock: { now(): number }, limit = 10_000): StructTracer {
  const ring = createRing<TraceEntry>(limit)
  return { ...createEntryTracer(clock, (entry) => ring.put(entry)), entries: () => ring.items() }
}
