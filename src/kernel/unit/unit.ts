import type { AnyStateMachine } from 'xstate'
import type { z } from 'zod'
import type { Duration } from '../clock/duration.ts'
import type { Category } from '../message/category.ts'
import type { Command } from '../message/command.ts'
import type { Fact } from '../message/fact.ts'
import type { Handlers } from './handler.ts'

/** How an actor comes back after a crash. Defaults are those of `DEFAULT_RESTART`. */
export interface RestartPolicy {
  /** `permanent`: always; `transient`: unless it finished; `temporary`: never. */
  readonly type?: 'permanent' | 'transient' | 'temporary'
  /** More restarts than this within `within` fail the actor for good. */
  readonly intensity?: number
  readonly within?: Duration
  readonly backoff?: { readonly min?: Duration; readonly max?: Duration }
  /** This long without a crash puts the backoff back to `min`. */
  readonly resetAfter?: Duration
}

/** What happens to a letter for a full mailbox, or to older letters of its type. */
export type MailboxPolicy = 'refuse' | 'coalesce-latest' | 'drop-oldest' | 'stop-critical'

export interface MailboxSpec {
  /** Letters that may wait; default 1,000. */
  readonly bound?: number
  /** By message type; `refuse` for those not named. */
  readonly policy?: Readonly<Record<string, MailboxPolicy>>
}

/** How much a unit may emit, its duties included. */
export interface RateBudget {
  /** Letters a second; default 10,000. */
  readonly rate?: number
  /** Letters at once; default 500. */
  readonly burst?: number
  /** What becomes of a letter beyond it: it waits for its turn (default), or is refused. Nobody is ever blocked. */
  readonly over?: 'park' | 'refuse'
  /** Letters that may be parked, those beyond are refused; default 10,000. */
  readonly parked?: number
}

/** A unit whose state outlives the process. */
export interface PersistSpec {
  /** Of the shape of the state; a saved one of another version is migrated, or discarded. */
  readonly version: number
  /** Makes a persisted snapshot of an older version one of this version; `undefined` discards it. */
  readonly migrate?: (snapshot: unknown, version: number) => unknown
}

/** Where a unit runs: in a worker thread, which loads it from a module. */
export interface WorkerSpec {
  /** Of a module whose default export is the unit. */
  readonly module: URL | string
  /** Letters that may be on their way to the thread at a time; default 64. */
  readonly window?: number
}

/** A family of short-lived actors of one unit, one a key. They act within their unit's grants. */
export interface DutySpec {
  readonly machine: AnyStateMachine
  readonly restart?: RestartPolicy
  readonly mailbox?: MailboxSpec
  /** Duties that may run at a time; default 100,000. */
  readonly bound?: number
  readonly persist?: PersistSpec
}

/** The declaration of an actor: everything the system needs to run it, and its grant. */
export interface Unit {
  readonly name: string
  /** Without a machine, a handler named after each consumed type does the work. */
  readonly machine: AnyStateMachine | undefined
  readonly consumes: readonly Fact[]
  readonly emits: readonly Fact[]
  readonly asks: readonly Command[]
  readonly owns: readonly Command[]
  readonly category: Category
  /** Of its priority, 0 the highest. */
  readonly rank: number
  readonly restart: RestartPolicy
  readonly mailbox: MailboxSpec
  readonly rate: RateBudget | 'unlimited'
  /** Its supervisor may end itself when it has ended; not for a permanent one, which never ends. */
  readonly significant: boolean
  /** Messages that an extension may keep from it. */
  readonly vetoable: readonly (Fact | Command)[]
  readonly persist: PersistSpec | undefined
  readonly worker: WorkerSpec | undefined
  /** How long a drain waits for it. */
  readonly shutdown: Duration
  readonly config: z.ZodType
  /** By the names in its machines; a command it owns may be answered by a handler of that type's name. */
  readonly handlers: Handlers
  readonly duties: Readonly<Record<string, DutySpec>>
  /** Takes over the persisted snapshot of the variant it replaces; without it a replacement starts fresh. */
  readonly adopt: ((snapshot: unknown) => unknown) | undefined
}
