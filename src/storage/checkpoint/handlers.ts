import type { CheckpointContext } from '../../../machines/coordinators/checkpoint.ts'
import type { BlockFinalized } from '../../chain/follower/events.ts'
import { ResyncNeeded } from '../../chain/follower/events.ts'
import type { FactEvent, StepArgs } from '../../kernel/index.ts'
import { cosign } from './cosign/cosign.ts'
import { type Ctx, FAMILY, keyOf } from './ports.ts'
import { trigger } from './trigger.ts'
import { claim, isClaimTime } from './watch/claim.ts'
import { refresh, scan } from './watch/scan.ts'
import { tick } from './watch/tick.ts'
import { windowHandlers } from './window/handlers.ts'
import { isReportable, openReport, reportMiss, scheduleReport } from './window/miss.ts'

type Step<Event = object> = StepArgs<CheckpointContext, Event & { type: string }>
type BlockStep = Step<FactEvent<typeof BlockFinalized>>
/** Of every fact that the pallet reports of a bucket; the provider it is about, where it is about one. */
type BucketStep = Step<{ payload: { bucketId: bigint; provider?: string } }>
type SubmittedStep = Step<{ payload: { bucketId: bigint; window: bigint; leader: string; block: { number: number } } }>

/**
 * Somebody has submitted: the duty need not wait until the bucket is read again. A checkpoint by who writes to the bucket does not
 * end its window: the chain still takes one from the providers, and penalizes the leader of a window without.
 */
function land({ event: { payload } }: SubmittedStep, ctx: Ctx): void {
  const { bucketId, window, leader, block } = payload
  const landing = { by: leader, block: block.number }
  ctx.duties(FAMILY).tell(keyOf(bucketId, window), { type: 'checkpoint.Landed', payload: landing })
}

export const handlers = {
  ...windowHandlers,
  'storage.CosignCheckpoint': cosign,
  'storage.TriggerCheckpoint': trigger,
  'checkpoint.begin': (_: Step, ctx: Ctx) => ctx.ports.memory.clear(),
  'checkpoint.needResync': (_: Step, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'checkpoint.isMarked': ({ event }: BlockStep, ctx: Ctx) => event.payload.resync.includes(ctx.name),
  'checkpoint.scan': scan,
  'checkpoint.tick': ({ event }: BlockStep, ctx: Ctx) => tick(ctx, event.payload),
  'checkpoint.concerns': ({ event: { payload } }: BucketStep, ctx: Ctx) =>
    payload.provider === ctx.config.provider || ctx.ports.memory.buckets.has(payload.bucketId),
  'checkpoint.note': ({ event: { payload } }: BucketStep, ctx: Ctx) => void ctx.ports.memory.news.add(payload.bucketId),
  'checkpoint.land': land,
  'checkpoint.hasNews': (_: Step, ctx: Ctx) => ctx.ports.memory.news.size > 0,
  'checkpoint.refresh': refresh,
  'checkpoint.reread': (_: Step, ctx: Ctx) => ctx.config.backoff.min,
  'checkpoint.isReportable': isReportable,
  'checkpoint.openReport': openReport,
  'checkpoint.scheduleReport': scheduleReport,
  'checkpoint.reportMiss': reportMiss,
  'checkpoint.isClaimTime': ({ event }: BlockStep, ctx: Ctx) => isClaimTime(event.payload.number, ctx),
  'checkpoint.claim': claim,
}
