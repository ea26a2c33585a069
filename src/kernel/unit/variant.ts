import type { AnyActorLogic } from 'xstate'
import { KernelError } from '../errors.ts'
import { behaviour } from './behaviour.ts'
import { bindHandlers, type ContextSource } from './bind.ts'
import type { Handlers } from './handler.ts'
import { effectiveHandlers, type HandlerLayer, type HandlerOrigin } from './layers.ts'
import type { DutySpec, MailboxSpec, RestartPolicy, Unit } from './unit.ts'
import { unusedHandlers, validateMachine } from './validate.ts'

/** Logic with its handlers in place, ready to be run by an actor. */
export interface Runnable {
  readonly logic: AnyActorLogic
  readonly restart: RestartPolicy
  readonly mailbox: MailboxSpec
  /** Whether the machine has a transition for this type somewhere. */
  handles(type: string): boolean
}

export interface FamilyRunnable extends Runnable {
  readonly bound: number
}

/** One way to run a unit: its declaration with config, ports and the handlers that are in effect. */
export interface Variant {
  readonly unit: Unit
  readonly config: unknown
  readonly ports: unknown
  readonly handlers: Handlers
  /** Which layer serves each handler. */
  readonly origins: readonly HandlerOrigin[]
  readonly main: Runnable
  readonly families: ReadonlyMap<string, FamilyRunnable>
  readonly grants: {
    readonly emits: ReadonlySet<string>
    readonly asks: ReadonlySet<string>
    readonly owns: ReadonlySet<string>
  }
}

export interface VariantOptions {
  /** Checked against the unit's schema; defaults of the schema apply. */
  readonly config?: unknown
  readonly ports?: unknown
  /** Handlers laid over the unit's own. */
  readonly layers?: readonly HandlerLayer[]
}

const DEFAULT_DUTIES = 100_000

/** @throws KernelError `invalid-config` or `invalid-unit`, naming every problem at once. */
export function createVariant(unit: Unit, contexts: ContextSource, options: VariantOptions = {}): Variant {
  const { handlers, origins } = effectiveHandlers(unit.handlers, options.layers ?? [])
  checkHandlers(unit, handlers)
  return {
    unit,
    config: parseConfig(unit, options.config),
    ports: options.ports,
    handlers,
    origins,
    main: runnable(unit, handlers, contexts),
    families: new Map(Object.entries(unit.duties).map(([name, duty]) => [name, family(duty, handlers, contexts)])),
    grants: { emits: typesOf(unit.emits), asks: typesOf(unit.asks), owns: typesOf(unit.owns) },
  }
}

const typesOf = (messages: readonly { readonly type: string }[]): ReadonlySet<string> =>
  new Set(messages.map((message) => message.type))

function checkHandlers(unit: Unit, handlers: Handlers): void {
  const machines = [
    ...(unit.machine === undefined ? [] : [unit.machine]),
    ...Object.values(unit.duties).map((duty) => duty.machine),
  ]
  const types = new Set(
    [...unit.owns, ...(unit.machine === undefined ? unit.consumes : [])].map((message) => message.type),
  )
  const problems = [
    ...machines.flatMap((machine) => validateMachine(machine, handlers)),
    ...unusedHandlers(
      machines,
      Object.keys(handlers).filter((name) => !types.has(name)),
    ),
  ]
  if (problems.length === 0) return
  throw new KernelError({ code: 'invalid-unit', actor: unit.name, problems }, `${unit.name}: ${problems.join('; ')}`)
}

function parseConfig(unit: Unit, given: unknown): unknown {
  const parsed = unit.config.safeParse(given ?? {})
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
  throw new KernelError(
    { code: 'invalid-config', actor: unit.name, issues },
    `config of ${unit.name}: ${issues.map(({ path, message }) => `${path || '(top)'}: ${message}`).join('; ')}`,
  )
}

function runnable(unit: Unit, handlers: Handlers, contexts: ContextSource): Runnable {
  const { machine } = unit
  const logic = machine === undefined ? behaviour(handlers, contexts) : bindHandlers(machine, handlers, contexts)
  const events = new Set<string>(machine?.events ?? [])
  return { logic, restart: unit.restart, mailbox: unit.mailbox, handles: (type) => events.has(type) }
}

function family(duty: DutySpec, handlers: Handlers, contexts: ContextSource): FamilyRunnable {
  const events = new Set<string>(duty.machine.events)
  return {
    logic: bindHandlers(duty.machine, handlers, contexts),
    restart: { type: 'transient', ...duty.restart },
    mailbox: duty.mailbox ?? {},
    bound: duty.bound ?? DEFAULT_DUTIES,
    handles: (type) => events.has(type),
  }
}
