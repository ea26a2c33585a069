import { readHead } from '../../chain/reader/read.ts'
import { type Reading, readBillingRules, readSeconds } from '../chain-state.ts'
import type { BillingModeName } from './config.ts'

/** How time is cut: counted from 1970, one after the other. */
export interface PeriodRules {
  /** Seconds. */
  readonly length: number
  /** Periods after its own in which a bill may be made; none where the chain does not ask. */
  readonly delay: number | null
}

/** @throws ReadFailed */
export async function readPeriodRules(
  ctx: Reading,
  { mode, every }: { readonly mode: BillingModeName; readonly every: number },
): Promise<PeriodRules> {
  return mode === 'agreements' ? readBillingRules(ctx) : { length: every, delay: null }
}

export const periodOf = (seconds: number, { length }: Pick<PeriodRules, 'length'>): number =>
  Math.floor(seconds / length)

/** The first period of which is kept what was proven or billed. @param days for which it is */
export const keptSince = (period: number, days: number, { length }: Pick<PeriodRules, 'length'>): number =>
  period - Math.ceil((days * 86_400) / length)

/** A finalized block, and what time it is there. */
export interface Instant {
  readonly number: number
  readonly hash: string
  readonly seconds: number
}

/** @throws ReadFailed */
export async function readInstant(ctx: Reading): Promise<Instant> {
  const { number, hash } = await readHead(ctx)
  return { number, hash, seconds: await readSeconds(ctx, hash) }
}
