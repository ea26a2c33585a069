import type { NodeAgentContext } from '../../../machines/coordinators/node-agent.ts'
import type { NodeDeploymentContext } from '../../../machines/duties/node-deployment.ts'
import type { ActorContext, FactEvent, StepArgs, TaskArgs, TaskContext } from '../../kernel/index.ts'
import type { ContractGracePeriodStarted, NodeContractCanceled } from '../chain-facts.ts'
import type { AgentConfig } from './config.ts'
import { challengeHash } from './deployments/challenge.ts'
import { readContractIds } from './deployments/contract.ts'
import { pauseHandlers, syncGrace } from './pause.ts'
import { type AgentPorts, DEPLOYMENTS, selfOf } from './ports.ts'
import { submit } from './self.ts'

type Ctx = ActorContext<AgentConfig, AgentPorts>
type TaskCtx = TaskContext<AgentConfig, AgentPorts>
type Step<Event = object> = StepArgs<NodeAgentContext & object, Event & { type: string }>
type OfContract = Step<FactEvent<typeof NodeContractCanceled> | FactEvent<typeof ContractGracePeriodStarted>>
type Cancelled = Step<FactEvent<typeof NodeContractCanceled>>

/** Seconds for which it is still told what was used. */
const KEPT = 14 * 86_400

/** What runs without a contract ends; what was not reported is. */
async function syncContracts(_: TaskArgs, ctx: TaskCtx): Promise<void> {
  const ids = new Set(await readContractIds(ctx, selfOf(ctx).nodeId))
  for (const { contract_id: id } of ctx.ports.deployments.all()) {
    if (!ids.has(id)) drop(id, ctx)
    else ctx.duties(DEPLOYMENTS).open(String(id), { contractId: id })
  }
  await syncGrace(ctx)
}

function drop(contractId: number, ctx: Ctx): void {
  const { deployments, meter } = ctx.ports
  const taken = deployments.taken(contractId)
  if (taken === undefined) return
  meter.count(contractId, taken, ctx.now())
  meter.end(contractId)
  deployments.remove(contractId)
  ctx.duties(DEPLOYMENTS).close(String(contractId))
  ctx.log.info({ contract: contractId }, 'a deployment has ended with its contract')
}

/** Up to now. */
export function countAll(ctx: Pick<Ctx, 'ports' | 'now'>): void {
  const { deployments, meter } = ctx.ports
  const now = ctx.now()
  for (const { contract_id: id } of deployments.all()) meter.count(id, deployments.taken(id)!, now)
  meter.forget(Math.floor(now / 1_000) - KEPT)
}

async function report({ context: { contractId } }: TaskArgs<NodeDeploymentContext>, ctx: TaskCtx): Promise<void> {
  const taken = ctx.ports.deployments.taken(contractId)
  if (taken === undefined) return
  const { cru, mru, sru, hru } = taken.resources
  const args = [[{ contractId, used: { hru, sru, cru, mru } }]]
  const key = `resources/${contractId}/${Math.floor(ctx.now())}`
  await submit(ctx, key, { pallet: 'SmartContractModule', name: 'report_contract_resources', args })
}

export const contractHandlers = {
  ...pauseHandlers,
  'agent.syncContracts': syncContracts,
  'agent.isOwnContract': ({ event }: OfContract, ctx: Ctx) =>
    event.payload.nodeId === ctx.ports.self.current?.nodeId &&
    ctx.ports.deployments.get(Number(event.payload.contractId)) !== undefined,
  'agent.dropDeployment': ({ event }: Cancelled, ctx: Ctx) => drop(Number(event.payload.contractId), ctx),
  'agent.beginCount': (_: Step, ctx: Ctx) => {
    const { deployments, meter } = ctx.ports
    for (const each of deployments.all().filter(({ contract_id }) => !deployments.isPaused(contract_id)))
      meter.begin({ contractId: each.contract_id, twinId: each.twin_id, hash: challengeHash(each) }, ctx.now())
  },
  'agent.count': (_: Step, ctx: Ctx) => countAll(ctx),
  'node-deployment.report': report,
  'node-deployment.giveUp': ({ context: { contractId } }: StepArgs<NodeDeploymentContext & object>, ctx: Ctx) =>
    ctx.log.error({ contract: contractId }, 'the chain was not told what a deployment takes'),
}
