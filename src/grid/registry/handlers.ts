import type { FarmRegistryContext } from '../../../machines/derivers/farm-registry.ts'
import { type BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import type { ActorContext, FactEvent, StepArgs, TaskArgs, TaskContext } from '../../kernel/index.ts'
import { readNodeIds, readNodesOf, readStale } from '../farm/read.ts'
import { rentedIn, type TouchingFact, touchedNodes } from '../farm/touched.ts'
import { telling } from '../telling.ts'
import type { RegistryConfig } from './config.ts'
import type { RegistryPorts } from './ports.ts'

type Ctx = ActorContext<RegistryConfig, RegistryPorts>
type TaskCtx = TaskContext<RegistryConfig, RegistryPorts>
type Step<Event = object> = StepArgs<FarmRegistryContext & object, Event & { type: string }>
type BlockStep = Step<FactEvent<typeof BlockFinalized>>

async function scan({ context: { readAt } }: TaskArgs<FarmRegistryContext>, ctx: TaskCtx): Promise<void> {
  const { number, hash } = readAt!
  const { registry, farmId } = ctx.ports
  const ids = await readNodeIds(ctx, farmId()!, hash)
  for (const id of registry.nodes.keys()) if (!ids.includes(id)) registry.remove(id)
  await readAll(ctx, ids, hash)
  ctx.log.info({ block: number, nodes: ids.length }, 'read the nodes of the farm')
  ctx.emit(ResyncDone, { consumer: ctx.name, number })
}

const refresh = (ctx: TaskCtx): Promise<void> =>
  readStale(ctx, ctx.ports.registry.stale, (ids, at) => readAll(ctx, ids, at))

async function readAll(ctx: TaskCtx, ids: readonly number[], at: string): Promise<void> {
  const { registry, farmId } = ctx.ports
  registry.farm = await readNodesOf(ctx, { farmId: farmId()!, ids, at }, (id, facts) => {
    if (facts === null) registry.remove(id)
    else registry.put(facts, ctx.config)
  })
}

/** What happens while the farm is read for the first time may be about any node. */
function markStale({ event }: Step<TouchingFact>, { ports: { registry, farmId } }: Ctx): void {
  const { nodes, farm, stale } = registry
  const known = {
    farmId: farmId() ?? 0,
    isKnown: (id: number) => farm === undefined || nodes.has(id),
    rented: () => rentedIn(nodes),
  }
  for (const id of touchedNodes(event, known)) stale.add(id)
}

export const handlers = {
  'registry.isMarked': ({ event }: BlockStep, ctx: Ctx) =>
    event.payload.resync.includes(ctx.name) && ctx.ports.farmId() !== undefined,
  'registry.isStale': (_: Step, ctx: Ctx) => ctx.ports.registry.stale.size > 0,
  'registry.needResync': (_: Step, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'registry.noteBlock': ({ event }: BlockStep, ctx: Ctx) => {
    ctx.ports.registry.block = event.payload.number
  },
  'registry.markStale': markStale,
  'registry.scan': (args: TaskArgs<FarmRegistryContext>, ctx: TaskCtx) =>
    telling(ctx, 'the nodes of the farm cannot be read', scan(args, ctx)),
  'registry.refresh': (_: TaskArgs<FarmRegistryContext>, ctx: TaskCtx) =>
    telling(ctx, 'the nodes of the farm cannot be read', refresh(ctx)),
  'registry.retry': (_: Step, ctx: Ctx) => ctx.config.retry * 1_000,
}
