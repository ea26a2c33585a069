import type { ReplicaSyncContext } from '../../../machines/coordinators/replica-sync.ts'
import type { SyncRunContext } from '../../../machines/duties/sync-run.ts'
import type { BlockRef } from '../../chain/decoder/chain-fact.ts'
import { type BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import type {
  ActorContext,
  DutyFinished,
  DutyGaveUp,
  FactEvent,
  MessageEvent,
  StepArgs,
  TaskArgs,
  TaskContext,
} from '../../kernel/index.ts'
import { commandHandlers } from './command-handlers.ts'
import type { ReplicaSyncConfig } from './config.ts'
import { dutyHandlers } from './duty-handlers.ts'
import { FAMILY, type ReplicaPorts } from './ports.ts'
import { readReplicas } from './read.ts'

type Ctx = ActorContext<ReplicaSyncConfig, ReplicaPorts>
type TaskCtx = TaskContext<ReplicaSyncConfig, ReplicaPorts>
type Step<Payload> = StepArgs<ReplicaSyncContext, { type: string; payload: Payload }>
type OfBucket = { readonly bucketId: bigint; readonly block: BlockRef }

/** Has a replica looked at: by the duty that it has, or a new one. */
function look(bucketId: bigint, ctx: Ctx, event: MessageEvent = { type: 'replica.Look', payload: null }): void {
  const key = String(bucketId)
  const family = ctx.duties(FAMILY)
  if (!family.tell(key, event)) family.open(key, { bucketId })
}

async function scan({ context: { scanAt } }: TaskArgs<ReplicaSyncContext>, ctx: TaskCtx): Promise<void> {
  const { number, hash } = scanAt!
  const { replicas } = ctx.ports
  const found = await readReplicas(ctx, ctx.config.provider, hash)
  // Also those with a duty that are none any more: it finds that out.
  const due = new Set([...found.map(String), ...ctx.duties(FAMILY).keys()])
  replicas.clear()
  for (const bucketId of found) replicas.add(String(bucketId))
  for (const key of due) look(BigInt(key), ctx)
  ctx.log.info({ block: number, replicas: found.length }, 'read the replica agreements')
  ctx.emit(ResyncDone, { consumer: ctx.name, number })
}

/** A duty that concludes now may have read the chain before this. */
function touch({ bucketId, block }: OfBucket, ctx: Ctx): void {
  if (ctx.duties(FAMILY).has(String(bucketId))) ctx.ports.touched.set(String(bucketId), block.number)
}

function open({ event: { payload } }: Step<OfBucket>, ctx: Ctx): void {
  // Whether it is for a replica, the event does not say.
  ctx.ports.replicas.add(String(payload.bucketId))
  touch(payload, ctx)
  look(payload.bucketId, ctx)
}

function move({ event: { payload } }: Step<OfBucket & { mmrRoot: string }>, ctx: Ctx): void {
  touch(payload, ctx)
  look(payload.bucketId, ctx, { type: 'replica.Moved', payload: { mmrRoot: payload.mmrRoot } })
}

function lookAgain({ event: { payload } }: Step<OfBucket>, ctx: Ctx): void {
  if (!ctx.ports.replicas.has(String(payload.bucketId))) return
  touch(payload, ctx)
  look(payload.bucketId, ctx)
}

function close({ event }: StepArgs<ReplicaSyncContext, DutyFinished>, ctx: Ctx): void {
  const { key, state, context } = event.payload
  const { turns, replicas, leaves, touched } = ctx.ports
  const { case: known, bucketId } = context as SyncRunContext
  turns.yield(key)
  const last = touched.get(key) ?? 0
  touched.delete(key)
  if (last > (known?.at ?? 0)) {
    look(bucketId!, ctx)
    return
  }
  if (state === 'settled') return
  replicas.delete(key)
  leaves.delete(key)
}

export const handlers = {
  ...dutyHandlers,
  ...commandHandlers,
  'replica.isMarked': ({ event }: StepArgs<ReplicaSyncContext, FactEvent<typeof BlockFinalized>>, ctx: Ctx) =>
    event.payload.resync.includes(ctx.name),
  'replica.isOurs': ({ event }: Step<{ provider: string }>, ctx: Ctx) => event.payload.provider === ctx.config.provider,
  'replica.isHeld': ({ event }: Step<OfBucket>, ctx: Ctx) => ctx.ports.replicas.has(String(event.payload.bucketId)),
  'replica.needResync': (_: object, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'replica.scan': scan,
  'replica.open': open,
  'replica.move': move,
  'replica.look': lookAgain,
  'replica.close': close,
  'replica.abandon': ({ event }: StepArgs<ReplicaSyncContext, DutyGaveUp>, ctx: Ctx) =>
    ctx.ports.turns.yield(event.payload.key),
  'replica.tick': ({ event }: StepArgs<ReplicaSyncContext, FactEvent<typeof BlockFinalized>>, ctx: Ctx) => {
    const family = ctx.duties(FAMILY)
    for (const key of family.keys()) family.tell(key, event)
  },
}
