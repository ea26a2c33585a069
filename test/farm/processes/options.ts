import type { Line } from './judge/verdict.ts'
import type { Layout } from './places.ts'

export interface StoryOptions {
  readonly folder: string
  readonly seed: number
  readonly layout: Layout
  readonly minutes: number
  /** Milliseconds. */
  readonly blockTime: number
  readonly kills: number
  /** Nodes that die, and nodes that do not wake. */
  readonly dead: number
  readonly deaf: number
  readonly relayRestarts: number
  /** By what users pay; only bills under agreements are audited, so that liars need those. */
  readonly bills: 'agreements' | 'contracts'
  /** Seconds. */
  readonly period: number
  /** Seconds from one user to the next at the busiest, and for which one stays on average. */
  readonly every: number
  readonly stay: number
  /** Minutes for which a node is kept for a user who does not deploy. */
  readonly claimFor: number
  /** Told how far it has come. */
  say?(text: string): void
}

export interface StoryTold {
  readonly lines: readonly Line[]
  readonly counts: Readonly<Record<string, unknown>>
}

export const GIB = 2 ** 30
/** What a node of the development chain has, without what it needs for itself; a core is lent twice. */
export const ROOM = { cru: 16, mru: 14 * GIB, sru: 412 * GIB, hru: 1_024 * GIB }

/** How likely a bill is to be found false of which so much is. */
export const AUDIT = { confidence: 0.75, fraction: 0.1 }
/** As often the auditor draws: so many make it as likely as it is to be. */
export const DRAWS = Math.ceil(Math.log(1 - AUDIT.confidence) / Math.log(1 - AUDIT.fraction))
export const STATED_CHANCE = 1 - (1 - AUDIT.fraction) ** DRAWS
