import type { PlacementInput } from '../../../machines/duties/deployment-placement.ts'
import type {
  ActorContext,
  CommandEvent,
  DutyFinished,
  DutyGaveUp,
  FactEvent,
  ResultOf,
  StepArgs,
  TaskArgs,
  TaskContext,
} from '../../kernel/index.ts'
import { DescribeFarm, type NodeChanged, type NodeLeft } from '../farm/events.ts'
import { createPlanner } from './choose.ts'
import type { PlacementConfig } from './config.ts'
import { dutyHandlers, taken } from './duty-handlers.ts'
import { CancelPlacement, type PlaceDeployment, type PlaceGroup } from './events.ts'
import { FAMILY, type PlacementPorts } from './ports.ts'
import { tellWaited } from './wait.ts'

type Ctx = ActorContext<PlacementConfig, PlacementPorts>
type TaskCtx = TaskContext<PlacementConfig, PlacementPorts>
type Step<Event> = StepArgs<object & Record<string, never>, Event & { type: string }>
type Placing = CommandEvent<typeof PlaceDeployment> | CommandEvent<typeof PlaceGroup>

const MINUTE = 60_000

async function describe(_: TaskArgs, ctx: TaskCtx): Promise<ResultOf<typeof DescribeFarm>> {
  ctx.ports.pool.begin()
  const outcome = await ctx.ask(DescribeFarm, null)
  if (outcome.ok) return outcome.value
  throw new Error(outcome.refusal.reason ?? outcome.refusal.code)
}

function load({ event }: Step<{ output: ResultOf<typeof DescribeFarm> }>, { config, ports }: Ctx): void {
  ports.pool.load(createPlanner(config, event.output.publicIps), event.output.nodes)
}

function open({ event }: Step<Placing>, ctx: Ctx): void {
  const { ask } = event
  const { name, ttl = ctx.config.claimFor * MINUTE } = event.payload
  const isGroup = event.type === 'grid.PlaceGroup'
  const requests = isGroup ? event.payload.requests : [event.payload.request]
  const family = ctx.duties(FAMILY)
  family.open(name, { name, isGroup, requests, ttl } satisfies PlacementInput)
  if (!family.tell(name, { type: 'placement.Asked', payload: { ask, isGroup, requests } })) {
    ctx.refuse(ask, { reason: 'busy', retryable: true })
    return
  }
  ctx.ports.asks.set(name, [...(ctx.ports.asks.get(name) ?? []), ask])
}

function cancel({ event }: Step<CommandEvent<typeof CancelPlacement>>, ctx: Ctx): void {
  const cancelled = ctx.duties(FAMILY).tell(event.payload.name, { type: 'placement.Cancel', payload: null })
  ctx.reply(CancelPlacement, event.ask, { cancelled })
}

/** Who asked just when a placement came to its end has been told by nobody. */
function settle({ event }: Step<DutyFinished | DutyGaveUp>, ctx: Ctx): void {
  ctx.ports.turns.leave(event.payload.key)
  tellWaited(event.payload.key, ctx, 'dropped', 'cancelled')
  for (const ask of taken(event.payload.key, ctx)) ctx.refuse(ask, { reason: 'busy', retryable: true })
}

export const handlers = {
  ...dutyHandlers,
  'placement.describe': describe,
  'placement.load': load,
  'placement.put': ({ event }: Step<FactEvent<typeof NodeChanged>>, ctx: Ctx) => ctx.ports.pool.put(event.payload),
  'placement.remove': ({ event }: Step<FactEvent<typeof NodeLeft>>, ctx: Ctx) =>
    ctx.ports.pool.remove(event.payload.nodeId),
  'placement.open': open,
  'placement.cancel': cancel,
  'placement.settle': settle,
  'placement.describeEvery': (_: Step<object>, ctx: Ctx) => ctx.config.describeEvery * MINUTE,
}
