import { z } from 'zod'
import type { TaskContext } from '../../../../kernel/index.ts'
import { ShowLeaf } from '../../../billing/events.ts'
import { u64Schema } from '../../../evidence/schemas.ts'
import type { Request } from '../../endpoint/serving.ts'
import { MessageError } from '../../errors.ts'
import type { GatewayConfig } from '../config.ts'
import { payloadOf, refusedBy } from './refusals.ts'

const asked = z.object({ farm: z.number().int().min(1), period: z.number().int().min(0), at: u64Schema })

/** The leaf of a bill of ours on which an amount falls: who audits it draws that. @throws MessageError */
export async function billLeaf(
  { payload }: Pick<Request, 'payload'>,
  ctx: Pick<TaskContext<GatewayConfig>, 'ask' | 'config'>,
): Promise<unknown> {
  const { farm, period, at } = payloadOf(asked, payload)
  if (farm !== ctx.config.farmId) throw new MessageError('no-bill', `farm ${farm} is not billed here`)
  const outcome = await ctx.ask(ShowLeaf, { period, at })
  if (!outcome.ok) throw refusedBy(outcome.refusal)
  return outcome.value
}
