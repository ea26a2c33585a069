import { type Call, SubmitTransaction } from '../../chain/transactions/events.ts'
import type { TaskContext } from '../../kernel/index.ts'

/** What came of a call about ourselves. */
export type Submission = { readonly done: true } | { readonly done: false; readonly reason: string }

/** Longer than an era of 64 blocks of 6 s: the lane always knows the outcome before. */
const PATIENCE = '15m'

/** Submits a call by which nothing is at stake but our own registration. */
export async function submit(ctx: TaskContext, key: string, call: Call): Promise<Submission> {
  const outcome = await ctx.ask(SubmitTransaction, { key, call, priority: 'low' }, { deadline: PATIENCE })
  if (!outcome.ok) {
    const { code, reason = code, detail } = outcome.refusal
    return { done: false, reason: detail === undefined ? reason : `${reason}: ${String(detail)}` }
  }
  const { outcome: dispatch } = outcome.value
  if (dispatch.result === 'failed') return { done: false, reason: `${dispatch.error.pallet}.${dispatch.error.name}` }
  // What is unknown is read from the state, like everything else.
  return { done: true }
}
