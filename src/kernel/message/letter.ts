import type { MessageEvent } from './fact.ts'

/** A message on its way: the event a machine will see, and where it came from. */
export interface Letter {
  /** Counts all emissions of a system from 1. */
  readonly id: number
  /** Id of the letter that was being handled when this one was sent; 0 when it came from outside. */
  readonly cause: number
  /** Id of the first letter of the chain of causes. */
  readonly trace: number
  /** Name of the emitting actor. */
  readonly from: string
  /** Time of emission, milliseconds of the system's clock. */
  readonly at: number
  readonly event: MessageEvent
  /** Set on a command: the pending ask it belongs to. */
  readonly ask: number
  /** Its priority, 0 the highest. */
  readonly rank: number
  /** After this time nobody handles it any more; 0 when it keeps. */
  readonly expires: number
}

/** What became of an emission. */
export interface Emission {
  readonly id: number
  /** How many mailboxes took it. */
  readonly accepted: number
  /** Names of the consumers that refused it. */
  readonly refused: readonly string[]
  /** Set when nobody was given it: its emitter was over its rate, and it waits or was refused, or is no actor any more. */
  readonly withheld?: 'parked' | 'rate' | 'retired'
}
