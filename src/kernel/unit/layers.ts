import type { Handlers } from './handler.ts'

/** Handlers laid over a unit's own, with where they came from: a file, a plugin, an admin call. */
export interface HandlerLayer {
  readonly origin: string
  readonly handlers: Handlers
}

/** Which layer serves a name: the unit's own, one laid over it, or one that runs beside the actor. */
export interface HandlerOrigin {
  readonly handler: string
  readonly layer: 'base' | 'override' | 'extension'
  readonly origin: string
  /** Of an extension: the type it runs for, and whether before or after the actor. */
  readonly on?: string
  readonly order?: 'before' | 'after'
}
