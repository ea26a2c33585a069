import type { FarmContext } from '../../../machines/coordinators/farm.ts'
import { type BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import type {
  ActorContext,
  CommandEvent,
  FactEvent,
  PayloadOf,
  StepArgs,
  TaskArgs,
  TaskContext,
} from '../../kernel/index.ts'
import type { NodeFacts } from '../capacity/schemas.ts'
import { claimOf } from '../placement/request.ts'
import { asideHandlers, isForwarded } from './aside.ts'
import { type FarmConfig, isManaged } from './config.ts'
import type { ClaimNode } from './events.ts'
import { DescribeFarm, NodeLeft, type ReleaseClaim, type SleepNode, type WakeNode } from './events.ts'
import { nodeHandlers } from './node-handlers.ts'
import { poll } from './poll.ts'
import { FAMILY, type FarmPorts } from './ports.ts'
import { readNodeIds, readNodesOf, readStale } from './read.ts'
import { type KnownFarm, rentedIn, type TouchingFact, touchedNodes } from './touched.ts'

export type Forwarded = CommandEvent<typeof ClaimNode | typeof ReleaseClaim | typeof WakeNode | typeof SleepNode>

type Ctx = ActorContext<FarmConfig, FarmPorts>
type TaskCtx = TaskContext<FarmConfig, FarmPorts>
type Step<Event> = StepArgs<FarmContext & object, Event & { type: string }>

const MINUTE = 60_000

/** What the node of a command is told. */
const FORWARDS: Readonly<Record<Forwarded['type'], string>> = {
  'grid.ClaimNode': 'node.Claim',
  'grid.ReleaseClaim': 'node.Release',
  'grid.WakeNode': 'node.Wake',
  'grid.SleepNode': 'node.Sleep',
}

async function scan({ context: { readAt } }: TaskArgs<FarmContext>, ctx: TaskCtx): Promise<void> {
  const { number, hash } = readAt!
  const ids = (await readNodeIds(ctx, ctx.config.farmId, hash)).filter((id) => isManaged(ctx.config, id))
  const family = ctx.duties(FAMILY)
  for (const key of family.keys()) if (!ids.includes(Number(key))) leave(ctx, Number(key))
  await readAll(ctx, inOrder(ids, ctx.config.priority), hash)
  ctx.log.info({ block: number, nodes: ids.length }, 'read the farm')
  ctx.emit(ResyncDone, { consumer: ctx.name, number })
}

const inOrder = (ids: readonly number[], first: readonly number[]): number[] => {
  const prior = [...new Set(first)].filter((id) => ids.includes(id))
  return [...prior, ...ids.filter((id) => !prior.includes(id))]
}

async function readAll(ctx: TaskCtx, ids: readonly number[], at: string): Promise<void> {
  const { farmId } = ctx.config
  const { publicIps } = await readNodesOf(ctx, { farmId, ids, at }, (id, facts) => noteRead(ctx, id, facts))
  ctx.ports.publicIps = publicIps.length
}

function noteRead(ctx: TaskCtx, id: number, facts: NodeFacts | null): void {
  if (facts === null) {
    leave(ctx, id)
    return
  }
  ctx.ports.twins.set(id, facts.twinId)
  const family = ctx.duties(FAMILY)
  if (isManaged(ctx.config, id)) family.open(String(id), { nodeId: id })
  family.tell(String(id), { type: 'node.Read', payload: { facts, at: ctx.now() } })
}

function leave(ctx: TaskCtx, nodeId: number): void {
  if (!ctx.duties(FAMILY).close(String(nodeId))) return
  ctx.ports.views.delete(nodeId)
  ctx.ports.twins.delete(nodeId)
  ctx.emit(NodeLeft, { nodeId })
}

function forward({ event: { type, payload, ask } }: Step<Forwarded>, ctx: Ctx): void {
  const at = ctx.now()
  const told = type === 'grid.ClaimNode' ? claiming(payload as PayloadOf<typeof ClaimNode>, at, ctx) : payload
  const key = String(payload.nodeId)
  const isTold = ctx.duties(FAMILY).tell(key, { type: FORWARDS[type], payload: { ...told, ask, at } })
  if (!isTold) ctx.refuse(ask, { reason: 'going-down', retryable: true })
}

function claiming({ nodeId, claim, request, ttl }: PayloadOf<typeof ClaimNode>, at: number, { config, ports }: Ctx) {
  const until = at + (ttl ?? config.claimFor * MINUTE)
  const resources = claimOf(request, ports.views.get(nodeId)!)
  return { claim: { id: claim, resources, publicIps: request.publicIps, until, isDeployed: false }, request }
}

const known = ({ config: { farmId }, ports: { views } }: Ctx): KnownFarm => ({
  farmId,
  isKnown: (id) => views.has(id),
  rented: () => rentedIn(views),
})

const touched = (event: TouchingFact, ctx: Ctx): number[] => touchedNodes(event, known(ctx))

export const handlers = {
  ...nodeHandlers,
  ...asideHandlers,
  'farm.isMarked': ({ event }: Step<FactEvent<typeof BlockFinalized>>, ctx: Ctx) =>
    event.payload.resync.includes(ctx.name),
  'farm.isOurs': ({ event }: Step<TouchingFact>, ctx: Ctx) => touched(event, ctx).length > 0,
  'farm.isStale': (_: Step<object>, ctx: Ctx) => ctx.ports.stale.size > 0,
  'farm.isKnown': ({ event }: Step<Forwarded>, ctx: Ctx) => isForwarded(event, ctx),
  'farm.needResync': (_: Step<object>, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'farm.markStale': ({ event }: Step<TouchingFact>, ctx: Ctx) => {
    for (const id of touched(event, ctx)) ctx.ports.stale.add(id)
  },
  /** Not all nodes are known yet: each of them may be one of ours. */
  'farm.markUnseen': ({ event }: Step<TouchingFact>, ctx: Ctx) => {
    for (const id of touchedNodes(event, { ...known(ctx), isKnown: () => true })) ctx.ports.stale.add(id)
  },
  'farm.scan': scan,
  'farm.refresh': (_: TaskArgs<FarmContext>, ctx: TaskCtx) =>
    readStale(ctx, ctx.ports.stale, (ids, at) => readAll(ctx, ids, at)),
  'farm.poll': (_: TaskArgs<FarmContext>, ctx: TaskCtx) => poll(ctx),
  'farm.forward': forward,
  'farm.refuseUnknown': ({ event }: Step<Forwarded>, ctx: Ctx) =>
    ctx.refuse(event.ask, { reason: 'no-such-node', detail: { nodeId: event.payload.nodeId } }),
  'farm.refuseForNow': ({ event }: Step<{ ask: number }>, ctx: Ctx) =>
    ctx.refuse(event.ask, { reason: 'unavailable', retryable: true }),
  'farm.describe': ({ event }: Step<CommandEvent<typeof DescribeFarm>>, ctx: Ctx) => {
    const { views, publicIps } = ctx.ports
    ctx.reply(DescribeFarm, event.ask, { farmId: ctx.config.farmId, publicIps, nodes: [...views.values()] })
  },
  'farm.pollEvery': (_: Step<object>, ctx: Ctx) => ctx.config.pollEvery * MINUTE,
  'farm.retry': () => 1_000,
}
