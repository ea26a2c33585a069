import { z } from 'zod'
import type { TaskContext } from '../../../kernel/index.ts'
import { readGenesis } from '../../chain-state.ts'
import { statementBytes, USAGE_RECORD } from '../../evidence/statement.ts'
import { USED_KINDS } from '../../evidence/used.ts'
import type { Request } from '../../messages/endpoint/serving.ts'
import { MessageError } from '../../messages/errors.ts'
import { payloadOf } from '../../messages/gateway/commands/refusals.ts'
import type { AgentConfig } from '../config.ts'
import { countAll } from '../contracts.ts'
import { type AgentPorts, selfOf } from '../ports.ts'
import { readAgreementsOf } from '../usage/agreements.ts'

type Ctx = TaskContext<AgentConfig, AgentPorts>

const u32 = z.number().int().min(0).max(4_294_967_295)

/** A period of so many seconds, counted from 1970. */
const question = z.object({
  period: u32,
  seconds: z
    .number()
    .int()
    .min(60)
    .max(31 * 86_400),
})

/**
 * What ran here in a period, each deployment under the agreement that its twin has with the farm, and signed so that it can be shown
 * to anybody. A twin that is neither the farmer's nor an auditor's is told of its own. A period that is not over yet is not signed
 * for: the node would contradict itself later. @throws MessageError
 */
export async function usage({ from, payload }: Request, ctx: Ctx) {
  const { ports, config } = ctx
  const self = selfOf(ctx)
  const { period, seconds } = payloadOf(question, payload)
  const end = (period + 1) * seconds
  if (end * 1_000 > ctx.now())
    throw new MessageError('too-early', `period ${period} is not over yet`, { retryable: true })
  countAll(ctx)
  const isAuditor = config.auditors === 'anyone' || config.auditors.includes(from.twinId)
  const isAll = from.twinId === self.farmerTwin || isAuditor
  const ran = ports.meter.ranIn(period * seconds, end).filter(({ twinId }) => isAll || twinId === from.twinId)
  const [genesis, agreementOf] = await Promise.all([readGenesis(ctx), readAgreementsOf(ctx, self, period)])
  const statements = []
  for (const { contractId, twinId, hash, used } of ran) {
    const agreement = agreementOf(twinId)
    // Nobody has agreed to pay for it.
    if (agreement === undefined) continue
    const deployment = BigInt(contractId)
    const bytes = statementBytes({ genesis, node: self.nodeId, period, agreement, deployment, used })
    statements.push({
      agreement: String(agreement),
      deployment: String(deployment),
      hash,
      used: Object.fromEntries(USED_KINDS.map((kind) => [kind, String(used[kind])])),
      signature: await ports.signer.attest(bytes, { form: USAGE_RECORD, signal: ctx.signal }),
    })
  }
  return { statements }
}
