import type { Handlers } from './handler.ts'

/** Handlers laid over a unit's own, with where they came from: a file, a plugin, an admin call. */
export interface HandlerLayer {
  readonly origin: string
  readonly handlers: Handlers
}

export interface HandlerOrigin {
  readonly handler: string
  readonly layer: 'base' | 'override'
  readonly origin: string
}

/** The table in effect: of one name, the last layer that has it serves. */
export function effectiveHandlers(
  base: Handlers,
  layers: readonly HandlerLayer[],
): { handlers: Handlers; origins: HandlerOrigin[] } {
  const handlers: Record<string, Handlers[string]> = { ...base }
  const origins = new Map<string, HandlerOrigin>(
    Object.keys(base).map((handler) => [handler, { handler, layer: 'base', origin: 'unit' }]),
  )
  for (const { origin, handlers: over } of layers)
    for (const [handler, implementation] of Object.entries(over)) {
      handlers[handler] = implementation
      origins.set(handler, { handler, layer: 'override', origin })
    }
  return { handlers, origins: [...origins.values()] }
}
