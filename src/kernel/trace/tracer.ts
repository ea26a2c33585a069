import type { Emission, Letter } from '../message/letter.ts'

/** Why a letter was never handled to its end. */
export type DeathReason =
  | 'refused'
  | 'dropped'
  | 'crashed'
  | 'expired'
  | 'undeliverable'
  | 'late-answer'
  | 'not-granted'
  | 'rate'
  | 'retired'
  | 'halted'
  | 'vetoed'

/** How a letter ends without ever having been in a mailbox; of all others some mailbox had taken it. */
export const NEVER_TAKEN: ReadonlySet<DeathReason> = new Set([
  'refused',
  'rate',
  'retired',
  'not-granted',
  'late-answer',
])

export interface DeadLetter {
  readonly letter: Letter
  /** Actor that should have handled it; that which answered, for a late answer. */
  readonly actor: string
  readonly reason: DeathReason
  readonly at: number
}

/**
 * Watches a system. Every hook is optional; `actor` is the actor's name, for a duty `unit/family`: a bounded set, fit for a
 * label. A tracer that throws is counted and harms nobody.
 */
export interface Tracer {
  emitted?(letter: Letter, emission: Emission): void
  handling?(actor: string, letter: Letter): void
  /** `duration` in milliseconds. */
  handled?(actor: string, letter: Letter, duration: number): void
  coalesced?(actor: string, letter: Letter): void
  /** Its emitter was over its rate; what is refused is a dead letter too. */
  limited?(actor: string, letter: Letter, became: 'refused' | 'parked'): void
  /** An actor registered after the emission was given it too, since it still waited elsewhere. */
  forwarded?(actor: string, letter: Letter): void
  dead?(dead: DeadLetter): void
  started?(actor: string, incarnation: number): void
  crashed?(actor: string, error: unknown, letter: Letter | undefined): void
  stopped?(actor: string): void
}
