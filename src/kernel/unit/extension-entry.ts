import type { Extension } from '../actor/extensions.ts'
import { KernelError } from '../errors.ts'
import type { ActorContext } from './context.ts'
import type { Unit } from './unit.ts'

/** What runs beside an actor: a function, or one with a start of its own. */
export type ExtensionHandler =
  | ((payload: never, ctx: ActorContext) => unknown)
  | {
      readonly start?: (ctx: ActorContext) => void
      readonly handle: (payload: never, ctx: ActorContext) => unknown
    }

/** An extension as it is asked for. */
export interface ExtensionEntry {
  readonly name: string
  /** Type of the messages it runs for, one that the actor receives. */
  readonly on: string
  /** Default `after`. */
  readonly order?: 'before' | 'after'
  /** Where it comes from: a file, a plugin, an admin call. */
  readonly origin: string
  readonly handler: ExtensionHandler
}

type Receiver = Pick<Unit, 'name' | 'consumes' | 'owns' | 'vetoable'>

/** Why an actor cannot have it, if so. */
export function problemOf({ name, consumes, owns }: Receiver, { on }: ExtensionEntry): string | undefined {
  const received = [...consumes, ...owns].map(({ type }) => type)
  if (received.includes(on)) return undefined
  return `${name} does not receive ${on}, so nothing can run beside it; it receives ${received.join(', ') || 'nothing'}`
}

/** @throws KernelError `not-granted` for a type that the actor does not receive */
export function extensionOf(unit: Receiver, entry: ExtensionEntry): Extension {
  const problem = problemOf(unit, entry)
  if (problem !== undefined)
    throw new KernelError({ code: 'not-granted', actor: unit.name, type: entry.on, grant: 'consumes' }, problem)
  const { name, on, order = 'after', origin, handler } = entry
  const { start, handle } = typeof handler === 'function' ? { start: undefined, handle: handler } : handler
  const mayVeto = order === 'before' && unit.vetoable.some(({ type }) => type === on)
  return { name, on, order, origin, mayVeto, start, handle: handle as Extension['handle'] }
}
