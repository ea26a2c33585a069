import { readHead } from '../../chain/reader/read.ts'
import { OUTCOME_WITHIN, SubmitTransaction } from '../../chain/transactions/events.ts'
import { disputeCall } from '../evidence/evidence.ts'
import type { TaskCtx } from './ports.ts'
import { createChainView } from './read.ts'
import type { Falsehood } from './rules.ts'

/** `landed`: the chain has taken it. `over`: there is no such bill any more. `again`: look anew after a pause. */
export type DisputeVerdict =
  | { readonly verdict: 'landed' | 'over' }
  | { readonly verdict: 'again'; readonly reason: string }

/** Shows the chain what is false about a bill. */
export async function dispute(
  ctx: TaskCtx,
  farmId: number,
  period: number,
  { reason, evidence }: Falsehood,
): Promise<DisputeVerdict> {
  const outcome = await ctx.ask(
    SubmitTransaction,
    { key: `dispute/${farmId}/${period}/${reason}`, call: disputeCall(farmId, period, evidence), priority: 'urgent' },
    { deadline: OUTCOME_WITHIN },
  )
  if (!outcome.ok) return { verdict: 'again', reason: outcome.refusal.reason ?? outcome.refusal.code }
  const { outcome: dispatch } = outcome.value
  if (dispatch.result === 'success') return { verdict: 'landed' }
  if (dispatch.result === 'unknown') {
    const bills = await createChainView(ctx, (await readHead(ctx)).hash).bills(farmId)
    const isOpen = bills.some((bill) => bill.period === period)
    return isOpen ? { verdict: 'again', reason: 'unknown' } : { verdict: 'landed' }
  }
  const { pallet, name } = dispatch.error
  return name === 'BillNotExists' ? { verdict: 'over' } : { verdict: 'again', reason: `${pallet}.${name}` }
}
