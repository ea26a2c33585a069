import { DutyChanged } from '../../../chain/duties/events.ts'
import { CheckpointEnded, type CheckpointOutcome } from '../events.ts'
import type { Ctx, DutyStep } from '../ports.ts'

const KIND = 'checkpoint'

/** Says how a duty stands. */
export function tellState({ context }: DutyStep, ctx: Ctx, { state }: { state: 'due' | 'running' }): void {
  ctx.emit(DutyChanged, { kind: KIND, key: ctx.key!, state, deadline: context.term!.end })
}

/** Says how a window has ended, and why. */
export function tellEnd({ context }: DutyStep, ctx: Ctx, { outcome }: { outcome: CheckpointOutcome }): void {
  const { bucketId, term, landing } = context
  const reason = outcome === 'done' ? undefined : reasonOf(outcome, context)
  const fields = { bucket: String(bucketId), window: String(term!.window), ...(reason === undefined ? {} : { reason }) }
  if (outcome === 'missed') ctx.log.error(fields, 'a checkpoint was missed')
  else ctx.log.info({ ...fields, ...landing }, `checkpoint ${outcome}`)
  ctx.emit(DutyChanged, {
    kind: KIND,
    key: ctx.key!,
    state: outcome,
    deadline: term!.end,
    ...(reason === undefined ? {} : { detail: reason }),
  })
  ctx.emit(CheckpointEnded, {
    bucketId: bucketId!,
    window: term!.window,
    outcome,
    ...(reason === undefined ? {} : { reason }),
    ...(landing?.by == null ? {} : { by: landing.by }),
    ...(landing?.block == null ? {} : { block: landing.block }),
  })
}

function reasonOf(outcome: CheckpointOutcome, { reason, term }: DutyStep['context']): string {
  if (reason !== null) return reason
  if (outcome === 'dropped') return 'no window of ours any more'
  return term!.behind === 0
    ? 'the node came too late for its window'
    : `its leader ${term!.leader} has not submitted, and our turn had not come`
}
