import { OUTCOME_WITHIN, SubmitTransaction } from '../../chain/transactions/events.ts'
import { messageOf, type TaskContext } from '../../kernel/index.ts'
import type { Attestor } from '../attest/attestor.ts'
import type { Confirmation, SyncCase } from './case.ts'
import { rootsBytes, rootsWith } from './roots.ts'

/**
 * What came of saying to the chain which root is here. `again`: the case is to be looked at anew, since the chain has moved on.
 * `refused`: that does not help by itself, and somebody should know.
 */
export type ConfirmVerdict =
  | { readonly verdict: 'confirmed'; readonly block: number }
  | { readonly verdict: 'again' | 'refused'; readonly reason: string }

/** What another block, another root or another balance explains: the next look at the chain says how to go on. */
const MOVED_ON: ReadonlySet<string> = new Set([
  'SyncTooFrequent',
  'InsufficientSyncBalance',
  'InvalidSyncRoot',
  'AgreementNotFound',
  'AgreementExpired',
  'BucketNotFound',
  'NotReplica',
])

export async function confirm(
  ctx: TaskContext,
  attestor: Attestor,
  { bucketId, expiresAt }: SyncCase,
  { root, position, key }: Confirmation,
): Promise<ConfirmVerdict> {
  const roots = rootsWith(root, position)
  const signed = await attestor.attest(rootsBytes(roots), { signal: ctx.signal }).catch((error: unknown) => {
    ctx.signal.throwIfAborted()
    return messageOf(error)
  })
  if (typeof signed === 'string') return { verdict: 'refused', reason: `cannot be signed: ${signed}` }
  const call = { pallet: 'StorageProvider', name: 'confirm_replica_sync', args: [bucketId, roots, signed.multi] }
  const outcome = await ctx.ask(
    SubmitTransaction,
    { key, call, priority: 'normal', deadline: expiresAt },
    { deadline: OUTCOME_WITHIN },
  )
  if (!outcome.ok) {
    const { code, reason = code, detail, retryable } = outcome.refusal
    const words = detail === undefined ? reason : `${reason}: ${String(detail)}`
    return { verdict: retryable || reason === 'late' ? 'again' : 'refused', reason: words }
  }
  const { outcome: dispatch, block } = outcome.value
  if (dispatch.result === 'success') return { verdict: 'confirmed', block: block.number }
  if (dispatch.result === 'unknown') return { verdict: 'again', reason: 'its outcome can no longer be read' }
  const { pallet, name, retryable } = dispatch.error
  return { verdict: retryable || MOVED_ON.has(name) ? 'again' : 'refused', reason: `${pallet}.${name}` }
}
