import type { Handler, Handlers } from './handler.ts'
import type { HandlerLayer, HandlerOrigin } from './layers.ts'

/** One name and what serves it now; bound machines keep the slot, so a change reaches them without a restart. */
export interface HandlerSlot {
  readonly name: string
  handler: Handler<never, never>
}

interface Layered {
  readonly origin: string
  readonly handler: Handler<never, never>
}

/** The handlers of a unit by name: its own at the base, and those laid over them. The last layer that has a name serves it. */
export class HandlerTable {
  private readonly base: Handlers
  private readonly overrides = new Map<string, Layered[]>()
  private readonly slots = new Map<string, HandlerSlot>()

  constructor(base: Handlers, layers: readonly HandlerLayer[]) {
    this.base = base
    for (const name of Object.keys(base)) this.serve(name)
    for (const { origin, handlers } of layers)
      for (const [name, handler] of Object.entries(handlers)) this.override(name, handler, origin)
  }

  get names(): string[] {
    return [...this.slots.keys()]
  }

  slot(name: string): HandlerSlot | undefined {
    return this.slots.get(name)
  }

  get(name: string): Handler<never, never> | undefined {
    return this.slots.get(name)?.handler
  }

  /** Lays a handler over what serves the name; one of the same origin is replaced. */
  override(name: string, handler: Handler<never, never>, origin: string): void {
    const before = this.overrides.get(name) ?? []
    const known = before.findIndex((layered) => layered.origin === origin)
    const entry = { origin, handler }
    this.overrides.set(name, known === -1 ? [...before, entry] : before.with(known, entry))
    this.serve(name)
  }

  /** Takes away what `origin` laid over the name. @returns whether there was something */
  uncover(name: string, origin: string): boolean {
    const before = this.overrides.get(name) ?? []
    const after = before.filter((layered) => layered.origin !== origin)
    if (after.length === before.length) return false
    this.overrides.set(name, after)
    this.serve(name)
    return true
  }

  origins(): HandlerOrigin[] {
    return this.names.map((handler) => {
      const over = this.overrides.get(handler)?.at(-1)
      return over === undefined
        ? { handler, layer: 'base', origin: 'unit' }
        : { handler, layer: 'override', origin: over.origin }
    })
  }

  private serve(name: string): void {
    const handler = this.overrides.get(name)?.at(-1)?.handler ?? this.base[name]
    const slot = this.slots.get(name)
    if (handler === undefined) this.slots.delete(name)
    else if (slot === undefined) this.slots.set(name, { name, handler })
    else slot.handler = handler
  }
}
