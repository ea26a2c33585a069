import type { CheckpointMissContext } from '../../../../machines/duties/checkpoint-miss.ts'
import type { CheckpointWindowContext } from '../../../../machines/duties/checkpoint-window.ts'
import { readHead } from '../../../chain/reader/read.ts'
import { OUTCOME_WITHIN, SubmitTransaction } from '../../../chain/transactions/events.ts'
import type { DutyFinished, StepArgs, TaskArgs } from '../../../kernel/index.ts'
import { type Ctx, FAMILY, keyOf, MISSES, type TaskCtx } from '../ports.ts'
import { readDefaults, readTerms } from '../read.ts'
import { leaderIndex, mayReport } from '../windows.ts'

type Ended = { readonly event: DutyFinished }

/** Whether a duty's end is a miss to be reported: never one of our own. */
export function isReportable({ event: { payload } }: Ended, ctx: Ctx): boolean {
  const { family, state, context } = payload
  if (family !== FAMILY || state !== 'missed' || !ctx.config.reportMisses) return false
  return (context as CheckpointWindowContext).term!.behind > 0
}

export function openReport({ event: { payload } }: Ended, ctx: Ctx): void {
  const { bucketId, term } = payload.context as CheckpointWindowContext
  ctx.duties(MISSES).open(payload.key, { bucketId, term })
}

/**
 * Who comes first behind the leader reports at once, since the chain forgets this miss with the next window's checkpoint; each
 * further one a block later, and only if nobody has: one is paid.
 */
export function scheduleReport({ context }: StepArgs<CheckpointMissContext>, ctx: Ctx): void {
  const { end, behind } = context.term!
  ctx.ports.memory.turns.set(ctx.key!, end + 1 + behind)
}

/** Has the leader of a missed window penalized, if the chain would still do so. @throws ReadFailed */
export async function reportMiss({ context }: TaskArgs<CheckpointMissContext>, ctx: TaskCtx): Promise<void> {
  const bucketId = context.bucketId!
  const { window, end } = context.term!
  const { number, hash } = await readHead(ctx)
  const terms = await readTerms(ctx, bucketId, hash, await readDefaults(ctx))
  if (terms === null || !terms.config.enabled) return
  const { config, lastWindow, primaryProviders } = terms
  // The chain takes the leader from those who are primaries now.
  const leader = primaryProviders[leaderIndex(bucketId, window, primaryProviders.length)]
  if (leader === ctx.config.provider || !mayReport(window, lastWindow, number + 1, config)) return
  const call = { pallet: 'StorageProvider', name: 'report_missed_checkpoint', args: [bucketId, window] }
  const outcome = await ctx.ask(
    SubmitTransaction,
    { key: `checkpoint-miss/${keyOf(bucketId, window)}`, call, deadline: end + 1 + config.interval },
    { deadline: OUTCOME_WITHIN, signal: ctx.signal },
  )
  const isReported = outcome.ok && outcome.value.outcome.result === 'success'
  ctx.log.info({ bucket: String(bucketId), window: String(window), leader, isReported }, "a leader's miss")
}
