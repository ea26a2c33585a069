import { z } from 'zod'
import type { TaskContext } from '../../../kernel/index.ts'
import { covers, minus } from '../../capacity/resources.ts'
import type { Request } from '../../messages/endpoint/serving.ts'
import { MessageError } from '../../messages/errors.ts'
import { payloadOf } from '../../messages/gateway/commands/refusals.ts'
import type { AgentConfig } from '../config.ts'
import { sumOf, takenBy } from '../deployments/capacity.ts'
import { challengeHash } from '../deployments/challenge.ts'
import { readContract } from '../deployments/contract.ts'
import { type Deployment, deployment } from '../deployments/deployment.ts'
import { settleHold } from '../deployments/held.ts'
import { isInGrace } from '../pause.ts'
import { type AgentPorts, DEPLOYMENTS, selfOf } from '../ports.ts'

type Ctx = TaskContext<AgentConfig, AgentPorts>

const named = z.object({ contract_id: z.number().int().min(1) })

/**
 * Runs what a contract of the caller with this node is for. Asked for twice it runs once; with a contract that has changed since it
 * takes the place of what ran. @throws MessageError
 */
export async function deploy({ from, payload }: Request, ctx: Ctx): Promise<null> {
  const { deployments, meter } = ctx.ports
  const { nodeId } = selfOf(ctx)
  const wanted = payloadOf(deployment, payload)
  const { contract_id: id } = wanted
  if (wanted.twin_id !== from.twinId)
    throw new MessageError('not-authorized', 'a deployment is of the twin that asks for it')
  const contract = await readContract(ctx, id, nodeId)
  if (contract === null)
    throw new MessageError('no-contract', `contract ${id} is no contract with this node, or not final yet`, {
      retryable: true,
    })
  if (contract.twinId !== from.twinId) throw new MessageError('not-authorized', `contract ${id} is of another twin`)
  if (contract.hash !== challengeHash(wanted))
    throw new MessageError('wrong-hash', `contract ${id} is for something else: its hash is ${contract.hash}`)
  if (await isInGrace(ctx, id))
    throw new MessageError('in-grace', `contract ${id} is in its grace period: its owner has to pay first`, {
      retryable: true,
    })
  assertRoom(wanted, ctx)
  const before = deployments.taken(id)
  const now = ctx.now()
  if (before !== undefined) meter.count(id, before, now)
  meter.begin({ contractId: id, twinId: from.twinId, hash: contract.hash }, now)
  deployments.put(wanted)
  ctx.duties(DEPLOYMENTS).open(String(id), { contractId: id })
  if (before === undefined) await settleHold(ctx, from.twinId, takenBy(wanted))
  ctx.log.info({ contract: id, twin: from.twinId }, 'deployed')
  return null
}

/** The chain does not look whether a node has room for a contract. Cores are lent several times. @throws MessageError `no-room` */
function assertRoom(wanted: Deployment, ctx: Ctx): void {
  const { deployments } = ctx.ports
  const others = deployments.all().filter(({ contract_id }) => contract_id !== wanted.contract_id)
  const { resources } = sumOf(others.map(takenBy))
  const { resources: total } = selfOf(ctx)
  const free = minus(minus(total, ctx.config.system), { ...resources, cru: 0 })
  if (covers(free, takenBy(wanted).resources)) return
  throw new MessageError('no-room', 'this node has no room for the deployment')
}

/** @throws MessageError */
export function get({ from, payload }: Request, { ports }: Ctx) {
  const { contract_id: id } = payloadOf(named, payload)
  const found = ports.deployments.get(id)
  if (found?.twin_id !== from.twinId)
    throw new MessageError('no-deployment', `there is no deployment ${id} of this twin`)
  return shown(found, ports)
}

/** Those of the twin that asks. */
export const list = ({ from }: Request, { ports }: Ctx) =>
  ports.deployments
    .all()
    .filter(({ twin_id }) => twin_id === from.twinId)
    .map((found) => shown(found, ports))

const RUNS = { state: 'ok', message: '' }
const PAUSED = { state: 'paused', message: 'its contract is in its grace period: its owner has to pay first' }

const shown = (found: Deployment, { deployments }: AgentPorts) => ({
  ...found,
  workloads: found.workloads.map((workload) => ({
    ...workload,
    result: deployments.isPaused(found.contract_id) ? PAUSED : RUNS,
  })),
})
