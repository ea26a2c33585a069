import { type Call, OUTCOME_WITHIN, SubmitTransaction } from '../../chain/transactions/events.ts'
import type { TaskContext } from '../../kernel/index.ts'

/** What came of a call about ourselves. */
export type Submission = { readonly done: true } | { readonly done: false; readonly reason: string }

/** Submits a call by which nothing is at stake but our own registration. */
export async function submit(ctx: TaskContext, key: string, call: Call): Promise<Submission> {
  const outcome = await ctx.ask(SubmitTransaction, { key, call, priority: 'low' }, { deadline: OUTCOME_WITHIN })
  if (!outcome.ok) {
    const { code, reason = code, detail } = outcome.refusal
    return { done: false, reason: detail === undefined ? reason : `${reason}: ${String(detail)}` }
  }
  const { outcome: dispatch } = outcome.value
  if (dispatch.result === 'failed') return { done: false, reason: `${dispatch.error.pallet}.${dispatch.error.name}` }
  // What is unknown is read from the state, like everything else.
  return { done: true }
}
