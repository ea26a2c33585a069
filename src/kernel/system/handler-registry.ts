import { Extensions } from '../actor/extensions.ts'
import type { Kernel } from '../actor/kernel.ts'
import { KernelError, messageOf } from '../errors.ts'
import { isLogicFactory } from '../unit/bind.ts'
import { type ExtensionHandler, extensionOf } from '../unit/extension-entry.ts'
import type { Handler } from '../unit/handler.ts'
import type { HandlerOrigin } from '../unit/layers.ts'
import type { Unit } from '../unit/unit.ts'
import { isActorSlot, unknownHandler } from '../unit/validate.ts'
import { handlersOf } from './actor-info.ts'
import type { Registry } from './registry.ts'

export interface OverrideOptions {
  /** Where it comes from: a file, a plugin, an admin call. The same origin replaces what it laid over the name before. */
  readonly origin: string
}

export interface ExtensionOptions extends OverrideOptions {
  /** The type of message it runs for, one that the actor receives. */
  readonly on: { readonly type: string }
  /** Default `after`. */
  readonly order?: 'before' | 'after'
}

export interface HandlerResult {
  readonly registered: boolean
  readonly error?: unknown
}

/** The handlers of running actors by name; changes take effect between two handlers, and a failing one leaves all as it was. */
export interface HandlerRegistry {
  /** Puts a handler in the place of the actor's own of that name. */
  override(
    actor: string,
    name: string,
    handler: Handler<never, never>,
    options: OverrideOptions,
  ): Promise<HandlerResult>
  /** Adds a handler that runs beside the actor, supervised on its own; the same name replaces it. */
  extend(actor: string, name: string, handler: ExtensionHandler, options: ExtensionOptions): Promise<HandlerResult>
  /** Takes away an extension of this name, or what `origin` laid over it. @returns whether there was one */
  remove(actor: string, name: string, origin: string): Promise<boolean>
  /** What serves each name now. */
  table(actor: string): HandlerOrigin[]
}

export function createHandlerRegistry(kernel: Kernel, registry: Registry): HandlerRegistry {
  /** Runs `change` at the next boundary; what it throws is the result. */
  const apply = (actor: string, change: () => void): Promise<HandlerResult> =>
    new Promise((resolve) =>
      kernel.scheduler.control(() => {
        try {
          change()
          resolve({ registered: true })
        } catch (error) {
          kernel.log.error({ actor, error: messageOf(error) }, 'handler not registered; all stays as it was')
          resolve({ registered: false, error })
        }
      }),
    )

  return {
    override: (actor, name, handler, { origin }) =>
      apply(actor, () => {
        const { life, variant } = registry.get(actor)
        const { unit, table } = variant
        const problem = life.runnable.remote
          ? inThread(actor)
          : (unknownHandler(unit, name) ?? unfit(unit, table.get(name), handler, name))
        if (problem !== undefined) throw new KernelError({ code: 'unknown-handler', actor, handler: name }, problem)
        table.override(name, handler, origin)
      }),
    extend: (actor, name, handler, options) =>
      apply(actor, () => {
        const cell = registry.get(actor)
        const extension = extensionOf(cell.variant.unit, { ...options, name, handler, on: options.on.type })
        cell.life.extensions ??= new Extensions(kernel, cell)
        const failure = cell.life.extensions.add(extension)
        if (failure !== undefined) throw failure.error
      }),
    remove: (actor, name, origin) =>
      new Promise((resolve) =>
        kernel.scheduler.control(() => {
          const cell = registry.get(actor)
          resolve(cell.variant.table.uncover(name, origin) || cell.life.extensions?.remove(name) === true)
        }),
      ),
    table: (actor) => handlersOf(registry.get(actor)),
  }
}

const inThread = (actor: string) => `${actor} runs in a worker thread with handlers of its own; replace the whole actor`

/** What keeps a handler from serving the name, if anything does. */
function unfit(unit: Unit, present: unknown, given: unknown, name: string): string | undefined {
  if (present === undefined)
    return `${name} is a pure part of its machine; it can be laid over only when the actor is registered`
  if (typeof given === 'function' || (isLogicFactory(given) && isActorSlot(unit, name))) return undefined
  return `${name} needs a function, not ${given === null ? 'null' : typeof given}`
}
