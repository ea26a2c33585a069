import { z } from 'zod'
import { readState } from '../../../chain/reader/read.ts'
import type { TaskContext } from '../../../kernel/index.ts'
import type { Request } from '../../messages/endpoint/serving.ts'
import { MessageError } from '../../messages/errors.ts'
import { payloadOf } from '../../messages/gateway/commands/refusals.ts'
import { readNetwork } from '../../twins/read.ts'
import type { AgentConfig } from '../config.ts'
import { type AgentPorts, selfOf } from '../ports.ts'
import { statementBytes } from '../usage/statement.ts'

type Ctx = TaskContext<AgentConfig, AgentPorts>

const u64 = z
  .union([z.string().regex(/^\d{1,20}$/), z.number().int().min(0)])
  .transform(BigInt)
  .refine((value) => value < 2n ** 64n)

const question = z.object({ period: z.number().int().min(0), agreement: u64, deployment: u64 })

const agreement = z.object({ farmId: z.coerce.number(), twinId: z.coerce.number() })

/**
 * What a deployment has used in a period, signed so that it can be shown to anybody. A period that is not over yet is not signed for:
 * the node would contradict itself later. @throws MessageError
 */
export async function usage({ from, payload }: Request, ctx: Ctx) {
  const { ports, config } = ctx
  const { nodeId, farmId, farmerTwin, period: length } = selfOf(ctx)
  const { period, agreement: id, deployment } = payloadOf(question, payload)
  if ((period + 1) * length * 1_000 > ctx.now())
    throw new MessageError('too-early', `period ${period} is not over yet`, { retryable: true })
  const agreed = await readState(ctx, agreement.nullable(), {
    pallet: 'GridAgreements',
    item: 'Agreements',
    keys: [id],
  })
  if (agreed?.farmId !== farmId) throw new MessageError('no-agreement', `${id} is no agreement with farm ${farmId}`)
  const isAuditor = config.auditors === 'anyone' || config.auditors.includes(from.twinId)
  if (from.twinId !== farmerTwin && from.twinId !== agreed.twinId && !isAuditor)
    throw new MessageError('not-authorized', `twin ${from.twinId} may not read what others have used`)
  const owner = ports.meter.owner(Number(deployment))
  if (owner !== agreed.twinId)
    throw new MessageError('no-deployment', `deployment ${deployment} is none of twin ${agreed.twinId} on this node`)
  const used = ports.meter.used(Number(deployment), period)
  const network = await readNetwork(ctx)
  const statement = statementBytes({ network, node: nodeId, period, agreement: id, deployment, used })
  const signature = await ports.statements.signStatement(statement)
  return { used: Object.fromEntries(Object.entries(used).map(([kind, value]) => [kind, String(value)])), signature }
}
