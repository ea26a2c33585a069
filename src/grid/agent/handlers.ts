import type { NodeAgentContext } from '../../../machines/coordinators/node-agent.ts'
import { type BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import type { ActorContext, FactEvent, StepArgs } from '../../kernel/index.ts'
import type { PowerTargetChanged } from '../chain-facts.ts'
import { callNode, wakeHandlers } from '../wake/duty-handlers.ts'
import type { AgentConfig } from './config.ts'
import { contractHandlers } from './contracts.ts'
import { NodeWoken } from './events.ts'
import { type AgentPorts, selfOf } from './ports.ts'
import { powerTasks } from './power.ts'
import { serve } from './serve.ts'

type Ctx = ActorContext<AgentConfig, AgentPorts>
type Step<Event = object> = StepArgs<NodeAgentContext & object, Event & { type: string }>
type Block = Step<FactEvent<typeof BlockFinalized>>
type Target = Step<FactEvent<typeof PowerTargetChanged>>

/** Errors in a row after which it does not take longer any more. */
const MOST_DOUBLINGS = 5

/** The first retry comes at once in its time; a call that fails again and again costs the node its fees. */
const retryAfter = ({ context: { failures } }: Step, { config }: Ctx): number =>
  config.retry * 1_000 * 2 ** Math.min(Math.max(0, failures - 1), MOST_DOUBLINGS)

export const handlers = {
  ...powerTasks,
  ...contractHandlers,
  ...wakeHandlers,
  'agent.serve': serve,
  'agent.isMarked': ({ event }: Block, ctx: Ctx) => event.payload.resync.includes(ctx.name),
  'agent.needResync': (_: Step, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'agent.acknowledge': ({ event }: Block, ctx: Ctx) =>
    void ctx.emit(ResyncDone, { consumer: ctx.name, number: event.payload.number }),
  'agent.mayGoDown': ({ context }: Step, ctx: Ctx) => context.power.told === 'Down' && ctx.config.canBeWoken,
  'agent.isOwnTarget': ({ event }: Target, ctx: Ctx) => event.payload.nodeId === selfOf(ctx).nodeId,
  'agent.isSiblingUp': ({ event: { payload } }: Target, ctx: Ctx) =>
    payload.farmId === selfOf(ctx).farmId && payload.powerTarget === 'Up',
  'agent.callSibling': ({ event: { payload } }: Target, ctx: Ctx) => callNode(ctx, payload.nodeId),
  'agent.noteWoken': (_: Step, ctx: Ctx) => {
    const { nodeId } = selfOf(ctx)
    ctx.log.info({ node: nodeId }, 'woken')
    ctx.emit(NodeWoken, { nodeId })
  },
  'agent.retry': retryAfter,
  'agent.uptimeEvery': (_: Step, ctx: Ctx) => ctx.config.uptimeEvery * 1_000,
  'agent.countEvery': (_: Step, ctx: Ctx) => ctx.config.countEvery * 1_000,
  'agent.bootTime': (_: Step, ctx: Ctx) => ctx.config.bootTime * 1_000,
}
