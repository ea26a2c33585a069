import { readHead } from '../../chain/reader/read.ts'
import { OUTCOME_WITHIN, SubmitTransaction } from '../../chain/transactions/events.ts'
import type { TaskContext } from '../../kernel/index.ts'
import type { OpenChallenge } from './open-challenge.ts'
import { type ChallengeResponse, respondCall } from './response.ts'

/** A challenge as it stands when it is to be answered. */
export interface Standing extends Pick<OpenChallenge, 'deadline' | 'index'> {
  /** How many of its deadline are its equals, itself included. */
  readonly twins: number
}

/**
 * What came of submitting an answer.
 * - `landed`: it is in a finalized block, after which the challenge is gone. `gone`: it was so before.
 * - `refused`: the chain does not take this answer to this challenge.
 * - `moved`: it met another challenge, or an equal one: this one stands somewhere else, or still. `again`: look anew after a pause.
 * - `over`: too late.
 */
export type SubmitVerdict =
  | { readonly verdict: 'landed'; readonly block: number }
  | { readonly verdict: 'gone' | 'moved' | 'over' }
  | { readonly verdict: 'refused' | 'again'; readonly reason: string }

/** What the chain says of an answer that did not fit the challenge it met. */
const MISFITS: ReadonlySet<string> = new Set([
  'ChallengeNotFound',
  'NotChallengeProvider',
  'InvalidChallengeProof',
  'InvalidDeletionProof',
  'NoSnapshot',
])

/**
 * Answers on chain. The place is read right before, for in a list it changes when others are answered; and again after, for an
 * answer that met another challenge may have been good for that one.
 *
 * @param stand where the challenge is as of a block; null when it is gone
 * @throws ReadFailed
 */
export async function submit(
  ctx: TaskContext,
  dutyKey: string,
  response: ChallengeResponse,
  stand: (at: string) => Promise<Standing | null>,
): Promise<SubmitVerdict> {
  const before = await stand((await readHead(ctx)).hash)
  if (before === null) return { verdict: 'gone' }
  const { deadline, index, twins } = before
  // Equal ones that are left are as many as there were: an answer that has succeeded under this key was not for this one.
  const key = `challenge/${dutyKey}/${index}/${twins}`
  const outcome = await ctx.ask(
    SubmitTransaction,
    { key, call: respondCall(before, response), priority: 'urgent', deadline: deadline + 1 },
    { deadline: OUTCOME_WITHIN },
  )
  if (!outcome.ok) {
    const { code, reason = code, detail } = outcome.refusal
    if (reason === 'late' && code === 'refused') return { verdict: 'over' }
    return { verdict: 'again', reason: detail === undefined ? reason : `${reason}: ${String(detail)}` }
  }
  const { outcome: dispatch, block } = outcome.value
  if (dispatch.result === 'failed' && dispatch.error.name === 'ChallengeExpired') return { verdict: 'over' }
  const head = await readHead(ctx)
  const after = await stand(head.number < block.number ? block.hash : head.hash)
  if (after === null)
    return dispatch.result === 'failed' ? { verdict: 'gone' } : { verdict: 'landed', block: block.number }
  if (dispatch.result !== 'failed') return { verdict: 'moved' }
  const { pallet, name } = dispatch.error
  if (!MISFITS.has(name)) return { verdict: 'again', reason: `${pallet}.${name}` }
  const isWhereItWas = after.index === index && after.twins === twins
  return isWhereItWas ? { verdict: 'refused', reason: `${pallet}.${name}` } : { verdict: 'moved' }
}
