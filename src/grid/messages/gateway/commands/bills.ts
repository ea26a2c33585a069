import { z } from 'zod'
import type { TaskContext } from '../../../../kernel/index.ts'
import { DescribeBill, SettleAgreement, ShowLeaf } from '../../../billing/events.ts'
import type { BillLeaf } from '../../../evidence/leaf.ts'
import type { Path } from '../../../evidence/merkle-sum.ts'
import { u32Schema, u64Schema, u128Schema } from '../../../evidence/schemas.ts'
import { USED_KINDS } from '../../../evidence/used.ts'
import type { Request } from '../../endpoint/serving.ts'
import { MessageError } from '../../errors.ts'
import type { GatewayConfig } from '../config.ts'
import type { GatewayPorts } from '../ports.ts'
import { payloadOf, refusedBy } from './refusals.ts'

type Ctx = TaskContext<GatewayConfig, GatewayPorts>

/*
 * What the farm is asked about its bills, and what it answers: JSON, with integers that may be large as decimal text, bytes in hex.
 *
 *   bill.leaf  {farm, period, at}: the leaf on which the amount `at` falls   -> {leaf, path}
 *   bill.get   {agreement, period}: what was billed under an agreement       -> {payer, first, last, state, root, total, carried, asked,
 *                                                                               block, receipt, leaves: [{leaf, path}]}
 *              `receipt`: the farmer's signature under the bill as it is on the chain
 *   agreement.settle  {agreement}: what was spent under one that is over     -> {spent, signature}
 */

const leafQuestion = z.object({ farm: u32Schema, period: u32Schema, at: u128Schema })
const agreementQuestion = z.object({ agreement: u64Schema })
const billQuestion = z.object({ agreement: u64Schema, period: u32Schema })

/** Anybody may audit a bill. @throws MessageError */
export async function billLeaf({ payload }: Request, ctx: Ctx) {
  const { farm, period, at } = payloadOf(leafQuestion, payload)
  if (farm !== ctx.config.farmId) throw new MessageError('no-bill', `this is farm ${ctx.config.farmId}`)
  const outcome = await ctx.ask(ShowLeaf, { period, at })
  if (!outcome.ok) throw refusedBy(outcome.refusal)
  return written(outcome.value)
}

/** @throws MessageError */
export async function billOf({ payload }: Request, ctx: Ctx) {
  const outcome = await ctx.ask(DescribeBill, payloadOf(billQuestion, payload))
  if (!outcome.ok) throw refusedBy(outcome.refusal)
  const { total, carried, asked, leaves, ...bill } = outcome.value
  return {
    ...bill,
    total: String(total),
    carried: String(carried),
    asked: String(asked),
    leaves: leaves.map(written),
  }
}

/** Only the user can do something with it. @throws MessageError */
export async function settleOf({ payload }: Request, ctx: Ctx) {
  const outcome = await ctx.ask(SettleAgreement, payloadOf(agreementQuestion, payload))
  if (!outcome.ok) throw refusedBy(outcome.refusal)
  const { spent, signature } = outcome.value
  return { spent: String(spent), signature }
}

const written = ({ leaf, path }: { readonly leaf: BillLeaf; readonly path: Path }) => ({
  leaf: {
    agreement: String(leaf.agreement),
    deployment: String(leaf.deployment),
    node: leaf.node,
    used: Object.fromEntries(USED_KINDS.map((kind) => [kind, String(leaf.used[kind])])),
    amount: String(leaf.amount),
  },
  path: path.map(({ sibling, sum, isLeft }) => ({ sibling, sum: String(sum), isLeft })),
})
