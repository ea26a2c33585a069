import type { ReceiptsContext } from '../../../machines/coordinators/receipts.ts'
import { ResyncDone } from '../../chain/follower/events.ts'
import type { TaskArgs } from '../../kernel/index.ts'
import {
  isInForce,
  readAgreements,
  readOpenBillsOf,
  readPeriodLength,
  readSeconds,
  readTwinId,
} from '../chain-state.ts'
import { keptSince, periodOf } from '../proof/periods.ts'
import { FAMILY, type TaskCtx } from './ports.ts'

/** Begins with each open bill of a farm that we have an agreement with, unless it is known what came of it. */
export async function look({ context: { readAt } }: TaskArgs<ReceiptsContext>, ctx: TaskCtx): Promise<void> {
  const { number, hash, resync } = readAt!
  const { signer, kept, memory } = ctx.ports
  const twin = await readTwinId(ctx, signer.account)
  const ours = (await readAgreements(ctx, hash)).filter(({ value }) => value.twinId === twin)
  for (const { keys, value } of ours) {
    const agreement = String(keys[0])
    const { farmId } = value
    for (const { period, root } of await readOpenBillsOf(ctx, farmId, hash))
      if (isInForce(value, period) && kept.get(agreement, period)?.root !== root)
        ctx.duties(FAMILY).open(`${agreement}/${period}`, { agreement, farmId, period })
  }
  const length = await readPeriodLength(ctx)
  const now = periodOf(await readSeconds(ctx, hash), { length })
  kept.forget(keptSince(now, ctx.config.keepFor, { length }))
  memory.lookedAt = number
  if (resync.includes(ctx.name)) ctx.emit(ResyncDone, { consumer: ctx.name, number })
}
