import { z } from 'zod'
import type { TaskContext } from '../../../../kernel/index.ts'
import { FindReceipt, KeepReceipt } from '../../../billing/events.ts'
import { userReceiptReply } from '../../../evidence/replies.ts'
import { u32Schema, u64Schema } from '../../../evidence/schemas.ts'
import type { Request } from '../../endpoint/serving.ts'
import { payloadOf, refusedBy } from './refusals.ts'

type Ctx = Pick<TaskContext, 'ask'>

/*
 *   receipt.put  {agreement, period, root, amount, signature}: a user has signed for a bill   -> {kept}
 *   receipt.get  {agreement, period}: what it has signed                                      -> {root, amount, signature}
 */

const question = z.object({ agreement: u64Schema, period: u32Schema })
const receipt = userReceiptReply.extend(question.shape)

/** Its signature says whose it is, whoever brings it. @throws MessageError */
export async function putReceipt({ payload }: Request, ctx: Ctx) {
  const outcome = await ctx.ask(KeepReceipt, payloadOf(receipt, payload))
  if (!outcome.ok) throw refusedBy(outcome.refusal)
  return outcome.value
}

/** Anybody may audit a bill. @throws MessageError */
export async function getReceipt({ payload }: Request, ctx: Ctx) {
  const outcome = await ctx.ask(FindReceipt, payloadOf(question, payload))
  if (!outcome.ok) throw refusedBy(outcome.refusal)
  const { root, amount, signature } = outcome.value
  return { root, amount: String(amount), signature }
}
