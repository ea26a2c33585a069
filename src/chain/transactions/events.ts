import { z } from 'zod'
import { command, fact } from '../../kernel/index.ts'
import { blockRef } from '../decoder/chain-fact.ts'

/** A call by its names in the metadata, with its arguments in order: integers above 2^53 as bigint, inner calls like this one. */
export const call = z.object({ pallet: z.string(), name: z.string(), args: z.array(z.unknown()) })
export type Call = z.infer<typeof call>

/** What a finalized block says about a dispatched call, the calls inside of it included. */
export const dispatchOutcome = z.discriminatedUnion('result', [
  z.object({ result: z.literal('success') }),
  z.object({
    result: z.literal('failed'),
    /** `retryable`: whether the same call may succeed later without anybody changing it. */
    error: z.object({ pallet: z.string(), name: z.string(), retryable: z.boolean() }),
  }),
  /** It was dispatched, but nobody keeps the block's events any more: read the state for what came of it. */
  z.object({ result: z.literal('unknown') }),
])
export type DispatchOutcome = z.infer<typeof dispatchOutcome>

export const submitted = z.object({
  hash: z.string(),
  block: blockRef,
  index: z.number(),
  outcome: dispatchOutcome,
  /** Planck paid for the whole extrinsic, its tip included; left out when its events are gone. */
  fee: z.bigint().optional(),
})
export type Submitted = z.infer<typeof submitted>

/** What goes first: an urgent call may also use what is kept back of the balance. */
export const SUBMIT_PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const
export type SubmitPriority = (typeof SUBMIT_PRIORITIES)[number]

/**
 * A stream: its calls land in the order in which they were asked for, several in one extrinsic where they fit. `each` goes on
 * after one that fails; `all` undoes those which share the extrinsic with it.
 */
export const batchStream = z.object({ stream: z.string(), mode: z.enum(['each', 'all']) })
export type Stream = z.infer<typeof batchStream>

/** For whoever asks: longer than an era of 64 blocks of 6 s, so that the lane always knows the outcome before. */
export const OUTCOME_WITHIN = '15m'

/**
 * Signs a call and sees it through to a finalized block. `key` names the intent: while one of a key is under way, a second ask
 * joins it instead of submitting again, and one that has succeeded is answered as it was then. After a crash whoever asks again
 * by the same key gets what came of it. From the block `deadline` on the call is of no use: it is not signed any more, and while
 * that block is ahead what has expired is signed again.
 *
 * Refusals that pass: `expired` (it can never land any more), `below-floor` and `unaffordable` (the balance), `runtime-changed`
 * (the chain's runtime encodes the call otherwise than when it was first used), `not-connected`, `lane-full`. For good: `late`
 * (past its deadline), `invalid` (the chain will not take it), `no-account` (the node runs without a key).
 */
export const SubmitTransaction = command('transactions.Submit', {
  category: 'submit',
  payload: z.object({
    key: z.string(),
    call,
    priority: z.enum(SUBMIT_PRIORITIES).optional(),
    deadline: z.number().optional(),
    batch: batchStream.optional(),
  }),
  result: submitted,
})

/** An intent of ours reached its end. */
export const TransactionSettled = fact('transactions.Settled', {
  payload: z.object({
    key: z.string(),
    call: z.object({ pallet: z.string(), name: z.string() }),
    outcome: z.enum([
      'success',
      'failed',
      'unknown',
      'expired',
      'invalid',
      'late',
      'below-floor',
      'unaffordable',
      'runtime-changed',
    ]),
    error: z.string().optional(),
    block: z.number().optional(),
  }),
})

/** An extrinsic of ours was handed to the network; `keys` are the intents that it carries. */
export const TransactionSent = fact('transactions.Sent', {
  payload: z.object({
    key: z.string(),
    keys: z.array(z.string()),
    hash: z.string(),
    nonce: z.number(),
    tip: z.bigint(),
  }),
})

/** The account was used by somebody else: another program signs with its key. `nonce` where it is known. */
export const ForeignUse = fact('transactions.ForeignUse', {
  payload: z.object({ nonce: z.number().optional(), reason: z.string() }),
})

/** An endpoint has shown a finalized block otherwise than its hash binds it: the connection to it is given up. */
export const BlockForged = fact('transactions.BlockForged', {
  priority: 'high',
  payload: z.object({ endpoint: z.string(), number: z.number(), hash: z.string(), reason: z.string() }),
})

/** The balance has come down to what is kept for urgent calls; amounts in planck. */
export const BalanceLow = fact('transactions.BalanceLow', {
  payload: z.object({ usable: z.bigint(), fee: z.bigint(), floor: z.bigint() }),
})

/** The runtime has changed calls or events that this node uses: nothing is signed until the operator accepts the version. */
export const RuntimeRefused = fact('transactions.RuntimeRefused', {
  priority: 'high',
  payload: z.object({ specVersion: z.number(), changed: z.array(z.string()) }),
})
