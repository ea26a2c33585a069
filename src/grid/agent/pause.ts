import { readHead } from '../../chain/reader/read.ts'
import type { ActorContext, FactEvent, StepArgs, TaskContext } from '../../kernel/index.ts'
import { type ContractGracePeriodEnded, ContractGracePeriodStarted } from '../chain-facts.ts'
import { readContractState } from '../chain-state.ts'
import type { AgentConfig } from './config.ts'
import { challengeHash } from './deployments/challenge.ts'
import type { AgentPorts } from './ports.ts'

type Ctx = ActorContext<AgentConfig, AgentPorts>
type TaskCtx = TaskContext<AgentConfig, AgentPorts>
type Step = StepArgs<
  object,
  { readonly type: string } & (
    | FactEvent<typeof ContractGracePeriodStarted>
    | FactEvent<typeof ContractGracePeriodEnded>
  )
>

/** What does not run is not counted from now on; what runs again is. */
function setPaused(contractId: number, isPaused: boolean, ctx: Pick<Ctx, 'ports' | 'now' | 'log'>): void {
  const { deployments, meter } = ctx.ports
  const found = deployments.get(contractId)
  if (found === undefined || !deployments.setPaused(contractId, isPaused)) return
  if (isPaused) {
    meter.count(contractId, deployments.taken(contractId)!, ctx.now())
    meter.end(contractId)
  } else meter.begin({ contractId, twinId: found.twin_id, hash: challengeHash(found) }, ctx.now())
  ctx.log.info({ contract: contractId, isPaused }, 'the owner of a deployment cannot pay for it, or can again')
}

/** @throws ReadFailed */
export async function isInGrace(ctx: TaskCtx, contractId: number): Promise<boolean> {
  return (await readContractState(ctx, BigInt(contractId), (await readHead(ctx)).hash)) === 'GracePeriod'
}

/** Grace that began or ended while nobody told of it. @throws ReadFailed */
export async function syncGrace(ctx: TaskCtx): Promise<void> {
  for (const { contract_id: id } of ctx.ports.deployments.all()) setPaused(id, await isInGrace(ctx, id), ctx)
}

export const pauseHandlers = {
  'agent.followGrace': ({ event: { type, payload } }: Step, ctx: Ctx) =>
    setPaused(Number(payload.contractId), type === ContractGracePeriodStarted.type, ctx),
}
