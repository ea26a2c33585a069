import type { AnyActorLogic } from 'xstate'
import type { Extension } from '../actor/extensions.ts'
import { KernelError } from '../errors.ts'
import { fast } from '../fast/fast.ts'
import { behaviour } from './behaviour.ts'
import { bindHandlers, type ContextSource } from './bind.ts'
import { type ExtensionEntry, extensionOf, problemOf } from './extension-entry.ts'
import { HandlerTable } from './handler-table.ts'
import type { HandlerLayer } from './layers.ts'
import type { DutySpec, MailboxSpec, PersistSpec, RestartPolicy, Unit } from './unit.ts'
import { problemsOf } from './validate.ts'

/** Logic with its handlers in place, ready to be run by an actor. */
export interface Runnable {
  readonly logic: AnyActorLogic
  readonly restart: RestartPolicy
  readonly mailbox: MailboxSpec
  readonly persist: PersistSpec | undefined
  /** Set when letters are handled elsewhere, and told to be handled by that. */
  readonly remote?: true
  /** Whether letters are on their way elsewhere. */
  readonly busy?: boolean
  /** Whether it can take a letter now; a worker thread may have its hands full. */
  readonly ready: boolean
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
  readonly table: HandlerTable
  readonly extensions: readonly Extension[]
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
  /** What runs beside the actor from its first start on. */
  readonly extensions?: readonly ExtensionEntry[]
}

const DEFAULT_DUTIES = 100_000

/** @throws KernelError `invalid-config` or `invalid-unit`, naming every problem at once. */
export function createVariant(unit: Unit, contexts: ContextSource, options: VariantOptions = {}): Variant {
  const table = new HandlerTable(unit.handlers, options.layers ?? [])
  const extensions = options.extensions ?? []
  const problems = [...problemsOf(unit, table), ...extensions.flatMap((entry) => problemOf(unit, entry) ?? [])]
  if (problems.length > 0)
    throw new KernelError({ code: 'invalid-unit', actor: unit.name, problems }, `${unit.name}: ${problems.join('; ')}`)
  return {
    unit,
    config: parseConfig(unit, options.config),
    ports: options.ports,
    table,
    extensions: extensions.map((entry) => extensionOf(unit, entry)),
    main: runnable(unit, table, contexts),
    families: new Map(Object.entries(unit.duties).map(([name, duty]) => [name, family(duty, table, contexts)])),
    grants: { emits: typesOf(unit.emits), asks: typesOf(unit.asks), owns: typesOf(unit.owns) },
  }
}

const typesOf = (messages: readonly { readonly type: string }[]): ReadonlySet<string> =>
  new Set(messages.map((message) => message.type))

function parseConfig(unit: Unit, given: unknown): unknown {
  const parsed = unit.config.safeParse(given ?? {})
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
  throw new KernelError(
    { code: 'invalid-config', actor: unit.name, issues },
    `config of ${unit.name}: ${issues.map(({ path, message }) => `${path || '(top)'}: ${message}`).join('; ')}`,
  )
}

function runnable(unit: Unit, table: HandlerTable, contexts: ContextSource): Runnable {
  const { machine } = unit
  const logic = machine === undefined ? behaviour(table, contexts) : fast(bindHandlers(machine, table, contexts))
  const events = new Set<string>(machine?.events ?? [])
  return {
    logic,
    restart: unit.restart,
    mailbox: unit.mailbox,
    persist: unit.persist,
    ready: true,
    handles: (type) => events.has(type),
  }
}

function family(duty: DutySpec, table: HandlerTable, contexts: ContextSource): FamilyRunnable {
  const events = new Set<string>(duty.machine.events)
  return {
    logic: fast(bindHandlers(duty.machine, table, contexts)),
    restart: { type: 'transient', ...duty.restart },
    mailbox: duty.mailbox ?? {},
    ready: true,
    bound: duty.bound ?? DEFAULT_DUTIES,
    persist: duty.persist,
    handles: (type) => events.has(type),
  }
}
