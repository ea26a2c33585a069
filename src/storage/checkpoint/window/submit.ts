import { OUTCOME_WITHIN, SubmitTransaction } from '../../../chain/transactions/events.ts'
import type { DutyArgs, TaskCtx } from '../ports.ts'
import { keyOf } from '../ports.ts'

/** What came of submitting. `again`: everything is to be looked at anew. */
export type SubmitVerdict =
  | { readonly verdict: 'submitted'; readonly block: number }
  | { readonly verdict: 'taken' }
  | { readonly verdict: 'again'; readonly reason: string }

/** Submits the checkpoint, and sees it through to a finalized block or to the end of its window. */
export async function submit({ context }: DutyArgs, ctx: TaskCtx): Promise<SubmitVerdict> {
  const { bucketId, term, gathered } = context
  const { window, end } = term!
  const { mmrRoot, startSeq, leafCount } = gathered!.commitment
  const signatures = Object.entries(gathered!.signatures)
  const call = {
    pallet: 'StorageProvider',
    name: 'provider_checkpoint',
    args: [bucketId!, mmrRoot, startSeq, leafCount, window, signatures],
  }
  const outcome = await ctx.ask(
    SubmitTransaction,
    { key: `checkpoint/${keyOf(bucketId!, window)}`, call, priority: 'high', deadline: end + 1 },
    { deadline: OUTCOME_WITHIN, signal: ctx.signal },
  )
  if (!outcome.ok) {
    const { code, reason = code, detail } = outcome.refusal
    return { verdict: 'again', reason: detail === undefined ? reason : `${reason}: ${String(detail)}` }
  }
  const { outcome: dispatch, block } = outcome.value
  if (dispatch.result === 'success') return { verdict: 'submitted', block: block.number }
  if (dispatch.result === 'unknown') return { verdict: 'again', reason: 'its outcome can no longer be read' }
  const { pallet, name } = dispatch.error
  return name === 'CheckpointAlreadySubmitted'
    ? { verdict: 'taken' }
    : { verdict: 'again', reason: `${pallet}.${name}` }
}
