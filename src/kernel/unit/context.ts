import type { Duration } from '../clock/duration.ts'
import type { Random } from '../clock/random.ts'
import type { Command, ResultOf } from '../message/command.ts'
import type { Fact, MessageEvent, PayloadOf } from '../message/fact.ts'
import type { Emission } from '../message/letter.ts'
import type { Outcome, Refusal } from '../message/outcome.ts'

/** Where an actor writes its log; pino's shape. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** A family of duties as its unit sees it. */
export interface DutyFamily {
  /** Starts the duty of this key; `false` when it runs already, the family is full, or the node is draining. */
  open(key: string, input: unknown): boolean
  /** Sends to the duty of this key; `false` when there is none or its mailbox refused. */
  tell(key: string, event: MessageEvent): boolean
  /** Stops the duty of this key without a result. */
  close(key: string): boolean
  has(key: string): boolean
  keys(): string[]
  readonly size: number
}

/** All that a handler may do, and nothing its unit was not granted. */
export interface ActorContext<Config = unknown, Ports = unknown> {
  /** Name of the actor; for a duty that of its unit. */
  readonly name: string
  /** Key of the duty, if this is one. */
  readonly key: string | undefined
  readonly config: Config
  readonly ports: Ports
  readonly log: Log
  readonly random: Random
  /** Milliseconds since 1970 (UTC), by the injected clock. */
  now(): number
  emit<F extends Fact>(fact: F, payload: PayloadOf<F>): Emission
  /** Answers a command that this unit owns. A late answer is a dead letter. */
  reply<C extends Command>(command: C, ask: number, value: ResultOf<C>): void
  refuse(ask: number, reason: Pick<Refusal, 'reason' | 'detail'> & { retryable?: boolean }): void
  duties(family: string): DutyFamily
}

export interface AskOptions {
  /** When to give up; default 30 s. */
  readonly deadline?: Duration
  readonly signal?: AbortSignal
}

/** The context of a task, which may wait. */
export interface TaskContext<Config = unknown, Ports = unknown> extends ActorContext<Config, Ports> {
  /** Aborted when the machine leaves the state that invoked the task, or stops. */
  readonly signal: AbortSignal
  /** Asks the owner of a command. The outcome is a value; it never rejects. */
  ask<C extends Command>(command: C, payload: PayloadOf<C>, options?: AskOptions): Promise<Outcome<ResultOf<C>>>
  /** Resolves after this long, or rejects when the task is aborted. */
  sleep(duration: Duration): Promise<void>
}
