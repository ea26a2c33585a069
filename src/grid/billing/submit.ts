import type { BillContext } from '../../../machines/duties/bill.ts'
import { OUTCOME_WITHIN, SubmitTransaction } from '../../chain/transactions/events.ts'
import { type Instant, readInstant, readPeriodRules } from '../proof/periods.ts'
import { BillMade, BillMissed } from './events.ts'
import { beginGrace, endGrace } from './grace.ts'
import { modeOf } from './modes/index.ts'
import type { TaskCtx } from './ports.ts'
import type { Bill } from './records/records.ts'

export type SubmitVerdict =
  | { readonly verdict: 'billed' }
  | { readonly verdict: 'again' | 'missed'; readonly reason: string }

/** Asks for a bill that was written down, unless the chain has it: before the process ended it may have got there. @throws ReadFailed */
export async function submitBill({ payer, first }: BillContext, ctx: TaskCtx): Promise<SubmitVerdict> {
  const bill = ctx.ports.records.covering(payer, first)!
  const mode = modeOf(ctx.config)
  const at = await readInstant(ctx)
  const stand = await mode.standOf(ctx, bill, at)
  if (stand === 'billed') return made(ctx, bill, at.number)
  if (stand === 'other') return missed(ctx, bill, 'billed-otherwise')
  const deadline = await lastBlock(ctx, bill, at)
  const outcome = await ctx.ask(
    SubmitTransaction,
    {
      key: `bill/${payer}/${first}`,
      call: mode.call(bill),
      priority: 'high',
      ...(deadline === null ? {} : { deadline }),
    },
    { deadline: OUTCOME_WITHIN },
  )
  if (!outcome.ok) {
    const reason = outcome.refusal.reason ?? outcome.refusal.code
    return reason === 'late' ? missed(ctx, bill, reason) : { verdict: 'again', reason }
  }
  const { outcome: dispatch, block } = outcome.value
  if (dispatch.result === 'success') return made(ctx, bill, block.number)
  // The state will tell.
  if (dispatch.result === 'unknown') return { verdict: 'again', reason: 'unknown' }
  const { name } = dispatch.error
  const meaning = mode.meaningOf(name)
  if (meaning === 'missed') return missed(ctx, bill, name)
  const agreement = mode.agreementOf(payer)
  if (name === mode.unpaid && agreement !== null) beginGrace(ctx, 'service', agreement)
  return { verdict: 'again', reason: name }
}

/** Number of the first block in which the chain would not take it any more. */
async function lastBlock(ctx: TaskCtx, { last }: Bill, { number, seconds }: Instant): Promise<number | null> {
  const { length, delay } = await readPeriodRules(ctx, ctx.config)
  if (delay === null) return null
  const left = (last + delay + 1) * length - seconds
  return number + Math.max(1, Math.floor(left / ctx.config.blockTime))
}

/** @param block that has it, or in whose state it was seen */
function made(ctx: TaskCtx, bill: Bill, block: number): SubmitVerdict {
  const { payer, first, last, root, total } = bill
  const { taken, agreementOf } = modeOf(ctx.config)
  ctx.ports.records.settle(bill, taken, block)
  const agreement = agreementOf(payer)
  if (agreement !== null) endGrace(ctx, 'service', agreement)
  ctx.log.info({ payer, first, last, total, block }, 'billed')
  ctx.emit(BillMade, { payer, first, last, root, total, block })
  return { verdict: 'billed' }
}

function missed(ctx: TaskCtx, bill: Bill, reason: string): SubmitVerdict {
  const { payer, first, last } = bill
  ctx.ports.records.settle(bill, 'missed', null)
  ctx.log.error({ payer, first, last, reason }, 'a bill was not taken, and never will be')
  ctx.emit(BillMissed, { payer, first, last, reason })
  return { verdict: 'missed', reason }
}
