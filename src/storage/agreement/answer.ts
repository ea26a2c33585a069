import { OUTCOME_WITHIN, SubmitTransaction } from '../../chain/transactions/events.ts'
import type { TaskContext } from '../../kernel/index.ts'
import type { AgreementCase, AgreementDecision } from './decide.ts'

/** What came of submitting an answer. `again`: look at the case anew. */
export type AnswerVerdict =
  | { readonly verdict: 'accepted' | 'rejected'; readonly block: number }
  | { readonly verdict: 'gone' }
  | { readonly verdict: 'again'; readonly reason: string }

/** Accepts or rejects on chain. */
export async function answer(
  ctx: TaskContext,
  { bucketId, request }: AgreementCase,
  { accept }: AgreementDecision,
): Promise<AnswerVerdict> {
  // A later request for the same bucket has another expiry, and so another key.
  const key = `agreement/${bucketId}/${request.expiresAt}`
  const call = { pallet: 'StorageProvider', name: accept ? 'accept_agreement' : 'reject_agreement', args: [bucketId] }
  // The chain accepts up to that block and not after; a rejection frees the requester's money whenever it comes.
  const late = accept ? { deadline: request.expiresAt + 1 } : {}
  const outcome = await ctx.ask(SubmitTransaction, { key, call, ...late }, { deadline: OUTCOME_WITHIN })
  if (!outcome.ok) {
    const { code, reason = code, detail } = outcome.refusal
    return { verdict: 'again', reason: detail === undefined ? reason : `${reason}: ${String(detail)}` }
  }
  const { outcome: dispatch, block } = outcome.value
  if (dispatch.result === 'success') return { verdict: accept ? 'accepted' : 'rejected', block: block.number }
  if (dispatch.result === 'unknown') return { verdict: 'again', reason: 'its outcome can no longer be read' }
  const { pallet, name } = dispatch.error
  return name === 'AgreementRequestNotFound' ? { verdict: 'gone' } : { verdict: 'again', reason: `${pallet}.${name}` }
}
