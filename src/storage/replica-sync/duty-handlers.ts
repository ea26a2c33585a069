import type { SyncRunContext } from '../../../machines/duties/sync-run.ts'
import { DutyChanged, type DutyState } from '../../chain/duties/events.ts'
import { type ActorContext, backoff, messageOf, type TaskContext } from '../../kernel/index.ts'
import type { SyncCase } from './case.ts'
import type { ReplicaSyncConfig } from './config.ts'
import { type ConfirmVerdict, confirm } from './confirm.ts'
import { ReplicaSyncEnded, type SyncOutcome } from './events.ts'
import type { ReplicaPorts } from './ports.ts'
import { readCase } from './read.ts'
import { type FetchVerdict, fetchBucket } from './sync.ts'

type Ctx = ActorContext<ReplicaSyncConfig, ReplicaPorts>
type TaskCtx = TaskContext<ReplicaSyncConfig, ReplicaPorts>
type Duty = { readonly context: SyncRunContext }
type Ended<Output> = Duty & { readonly event: { readonly output: Output } }

/** What came to nothing is looked at again after a pause; meanwhile the operator can see why. */
async function read({ context }: Duty, ctx: TaskCtx): Promise<SyncCase> {
  try {
    return await readCase(ctx, ctx.ports.store, context.bucketId!, ctx.config.provider)
  } catch (error) {
    if (!ctx.signal.aborted)
      ctx.log.warn({ bucket: String(context.bucketId), error: messageOf(error) }, 'a replica cannot be looked at')
    throw error
  }
}

const turn = (_: Duty, ctx: TaskCtx): Promise<void> => ctx.ports.turns.take(ctx.key!, ctx.config.turns.most, ctx.signal)

async function fetch({ context }: Duty, ctx: TaskCtx): Promise<FetchVerdict> {
  try {
    return await fetchBucket(ctx, context.case!)
  } catch (error) {
    if (!ctx.signal.aborted)
      ctx.log.warn({ bucket: String(context.bucketId), error: messageOf(error) }, 'a sync broke off')
    throw error
  }
}

async function confirmRoot({ context }: Duty, ctx: TaskCtx): Promise<ConfirmVerdict> {
  const { case: known } = context
  const verdict = await confirm(ctx, ctx.ports.attestor, known!, known!.confirmation!)
  if (verdict.verdict === 'again' && !ctx.signal.aborted)
    ctx.log.info({ bucket: String(context.bucketId), reason: verdict.reason }, 'a sync is not confirmed yet')
  return verdict
}

/** Outcomes that somebody has to do something about. */
const ALARMING: ReadonlySet<SyncOutcome> = new Set(['over-quota', 'unfit', 'store-failed', 'unconfirmed'])

function end(
  { context }: Duty,
  ctx: Ctx,
  what: {
    outcome: SyncOutcome
    root: string
    bytes?: bigint
    sources?: readonly string[]
    reason?: string
    block?: number
  },
): void {
  const { bytes = 0n, sources = [], ...more } = what
  const level = ALARMING.has(more.outcome) ? 'error' : more.outcome === 'no-source' ? 'warn' : 'info'
  ctx.log[level]({ bucket: String(context.bucketId), ...more, bytes: String(bytes) }, `replica sync: ${more.outcome}`)
  ctx.emit(ReplicaSyncEnded, { bucketId: context.bucketId!, bytes, sources: [...sources], ...more })
}

function reportFetch(duty: Ended<FetchVerdict>, ctx: Ctx): void {
  const { bytes, sources, ...verdict } = duty.event.output
  const root = duty.context.case!.target?.mmrRoot ?? duty.context.case!.localRoot
  const outcome = verdict.verdict === 'synced' ? 'synced' : verdict.code
  const reason = verdict.verdict === 'synced' ? {} : { reason: verdict.reason }
  end(duty, ctx, { outcome, root, bytes, sources, ...reason })
}

function reportConfirmation(duty: Ended<ConfirmVerdict>, ctx: Ctx): void {
  const { output } = duty.event
  const { root } = duty.context.case!.confirmation!
  if (output.verdict === 'confirmed') end(duty, ctx, { outcome: 'confirmed', root, block: output.block })
  else end(duty, ctx, { outcome: 'unconfirmed', root, reason: output.reason })
}

/** A replica that was only looked at is no duty. */
function tell({ context }: Duty, ctx: Ctx, { state, detail }: { state: DutyState; detail?: string }): void {
  if (!context.isDue) return
  const deadline = context.case === null ? {} : { deadline: context.case.expiresAt - 1 }
  const words = detail === undefined ? {} : { detail }
  ctx.emit(DutyChanged, { kind: 'replica-sync', key: ctx.key!, state, ...deadline, ...words })
}

export const dutyHandlers = {
  'replica.read': read,
  'replica.turn': turn,
  'replica.fetch': fetch,
  'replica.confirm': confirmRoot,
  'replica.yield': (_: Duty, ctx: Ctx) => ctx.ports.turns.yield(ctx.key!),
  'replica.reportFetch': reportFetch,
  'replica.reportConfirmation': reportConfirmation,
  'replica.tell': tell,
  'replica.turnLength': (_: Duty, ctx: Ctx) => ctx.config.turns.length,
  'replica.backoff': ({ context }: Duty, ctx: Ctx) => backoff(ctx.config.backoff, context.failures - 1, ctx.random),
}
