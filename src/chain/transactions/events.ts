import { z } from 'zod'
import { command, fact } from '../../kernel/index.ts'
import { blockRef } from '../decoder/chain-fact.ts'

/** A call by its names in the metadata, with its arguments in order: integers above 2^53 as bigint, inner calls like this one. */
export const call = z.object({ pallet: z.string(), name: z.string(), args: z.array(z.unknown()) })
export type Call = z.infer<typeof call>

/** What a finalized block says about a dispatched call. */
export const dispatchOutcome = z.discriminatedUnion('result', [
  z.object({ result: z.literal('success') }),
  z.object({ result: z.literal('failed'), error: z.object({ pallet: z.string(), name: z.string() }) }),
  /** It was dispatched, but nobody keeps the block's events any more: read the state for what came of it. */
  z.object({ result: z.literal('unknown') }),
])
export type DispatchOutcome = z.infer<typeof dispatchOutcome>

export const submitted = z.object({ hash: z.string(), block: blockRef, index: z.number(), outcome: dispatchOutcome })
export type Submitted = z.infer<typeof submitted>

/**
 * Signs a call and sees it through to a finalized block. `key` names the intent: while one of a key is under way, a second ask
 * joins it instead of submitting again, and one that has succeeded is answered as it was then. After a crash whoever asks again
 * by the same key gets what came of it.
 *
 * Refusals: `expired` (retryable: it can never land any more), `invalid` (the chain will not take it), `no-account` (the node
 * runs without a key), `unknown-call`.
 */
export const SubmitTransaction = command('transactions.Submit', {
  category: 'submit',
  payload: z.object({ key: z.string(), call }),
  result: submitted,
})

/** An extrinsic of ours reached its end. */
export const TransactionSettled = fact('transactions.Settled', {
  payload: z.object({
    key: z.string(),
    call: z.object({ pallet: z.string(), name: z.string() }),
    outcome: z.enum(['success', 'failed', 'unknown', 'expired', 'invalid']),
    error: z.string().optional(),
    block: z.number().optional(),
  }),
})

/** An extrinsic of ours was handed to the network. */
export const TransactionSent = fact('transactions.Sent', {
  payload: z.object({ key: z.string(), hash: z.string(), nonce: z.number() }),
})

/** A nonce of the account was used by somebody else: another program signs with its key. */
export const ForeignUse = fact('transactions.ForeignUse', {
  payload: z.object({ key: z.string(), nonce: z.number(), reason: z.string() }),
})
