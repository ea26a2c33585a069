import { messageOf } from '../errors.ts'
import type { Log } from '../unit/context.ts'
import type { Tracer } from './tracer.ts'

/** Writes what happens to a log: what went wrong as warnings, the rest as debug. Types and ids only, never payloads. */
export function createLogTracer(log: Log): Tracer {
  return {
    emitted: ({ id, cause, from, event }, { accepted, refused }) =>
      log.debug({ id, cause, from, type: event.type, accepted, refused: refused.length }, 'emitted'),
    handled: (actor, { id, event }, duration) =>
      log.debug({ actor, id, type: event.type, milliseconds: Math.round(duration * 1_000) / 1_000 }, 'handled'),
    coalesced: (actor, { id, event }) => log.debug({ actor, id, type: event.type }, 'coalesced'),
    dead: ({ actor, reason, letter: { id, event } }) =>
      log.warn({ actor, id, type: event.type, reason }, 'dead letter'),
    started: (actor, incarnation) => log.debug({ actor, incarnation }, 'started'),
    crashed: (actor, error, letter) => log.warn({ actor, id: letter?.id, error: messageOf(error) }, 'crashed'),
    stopped: (actor) => log.debug({ actor }, 'stopped'),
  }
}
