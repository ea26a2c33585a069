import type { ProofContext } from '../../../machines/coordinators/proof.ts'
import { ResyncDone } from '../../chain/follower/events.ts'
import type { TaskArgs } from '../../kernel/index.ts'
import { readSeconds } from '../chain-state.ts'
import { readNodeIds } from '../farm/read.ts'
import { keptSince, periodOf, readPeriodRules } from './periods.ts'
import { FAMILY, keyOf, type TaskCtx } from './ports.ts'

/** The most periods that are made up for at once, after a time without the node. */
const MOST = 200

/** Has all nodes asked for every period that is over: those of this look, and those that are open from before. */
export async function look({ context: { readAt } }: TaskArgs<ProofContext>, ctx: TaskCtx): Promise<void> {
  const { number, hash, resync } = readAt!
  const { memory, records } = ctx.ports
  memory.rules = await readPeriodRules(ctx, ctx.config)
  memory.seconds = await readSeconds(ctx, hash)
  memory.lookedAt = number
  const over = periodOf(memory.seconds, memory.rules) - 1
  const first = Math.max(0, over - MOST + 1, (records.last() ?? over - ctx.config.giveUpAfter) + 1)
  if (first <= over) {
    const nodes = await readNodeIds(ctx, ctx.config.farmId, hash)
    for (let period = first; period <= over; period += 1) records.begin(period, nodes)
    records.forget(keptSince(over, ctx.config.keepFor, memory.rules))
    ctx.log.info({ block: number, period: over, nodes: nodes.length }, 'asks what ran on the nodes')
  }
  const family = ctx.duties(FAMILY)
  for (const round of records.open()) family.open(keyOf(round.period, round.node), round)
  if (resync.includes(ctx.name)) ctx.emit(ResyncDone, { consumer: ctx.name, number })
}
