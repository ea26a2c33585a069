import type { BillingContext } from '../../../machines/coordinators/billing.ts'
import { ResyncDone } from '../../chain/follower/events.ts'
import type { TaskArgs } from '../../kernel/index.ts'
import { readSeconds } from '../chain-state.ts'
import { readNodeIds } from '../farm/read.ts'
import { keptSince, periodOf, readPeriodRules } from '../proof/periods.ts'
import { readGrace } from './contract-grace.ts'
import { BillMissed } from './events.ts'
import { readFates } from './fate.ts'
import { modeOf } from './modes/index.ts'
import type { Payer, Span } from './modes/mode.ts'
import { FAMILY, type TaskCtx } from './ports.ts'
import { NO_ROOT } from './records/records.ts'

/** Begins the bills that are due; of each payer one at a time. */
export async function look({ context: { readAt } }: TaskArgs<BillingContext>, ctx: TaskCtx): Promise<void> {
  const { number, hash, resync } = readAt!
  const { memory } = ctx.ports
  const rules = await readPeriodRules(ctx, ctx.config)
  const at = { number, hash, seconds: await readSeconds(ctx, hash) }
  const now = periodOf(at.seconds, rules)
  memory.lookedAt = number
  memory.rules = rules
  const isMarked = resync.includes(ctx.name)
  if (isMarked || memory.seenIn !== now) {
    const mode = modeOf(ctx.config)
    memory.nodes.clear()
    for (const node of await readNodeIds(ctx, ctx.config.farmId, hash)) memory.nodes.add(node)
    if (isMarked && ctx.config.mode === 'contracts') await readGrace(ctx, hash)
    if (isMarked && ctx.config.mode === 'agreements') await readFates(ctx, at, rules)
    ctx.ports.records.forget(keptSince(now, ctx.config.keepFor, rules))
    const family = ctx.duties(FAMILY)
    for (const { payer, first, last } of ctx.ports.records.open()) family.open(payer, { payer, first, last })
    const firstTaken = await mode.firstTaken(ctx, at, rules)
    for (const payer of await mode.payers(ctx, at, rules)) begin(ctx, payer, { now, firstTaken, longest: mode.longest })
    memory.seenIn = now
  }
  if (isMarked) ctx.emit(ResyncDone, { consumer: ctx.name, number })
}

interface Bounds {
  /** The present period: it is not over. */
  readonly now: number
  readonly firstTaken: number
  readonly longest: number
}

/** The next bill of a payer, unless the last one is still open. */
function begin(ctx: TaskCtx, { name: payer, since }: Payer, { now, firstTaken, longest }: Bounds): void {
  const { records } = ctx.ports
  const before = records.lastOf(payer)
  if (before?.state === 'drawn') return
  const next = before === undefined ? Math.max(since, firstTaken) : before.last + 1
  if (next < firstTaken) skip(ctx, { payer, first: next, last: firstTaken - 1 })
  const first = Math.max(next, firstTaken)
  if (first < now) ctx.duties(FAMILY).open(payer, { payer, first, last: Math.min(now - 1, first + longest - 1) })
}

/** The chain takes no bill for them any more, or has one that nobody here knows of. */
function skip(ctx: TaskCtx, span: Span): void {
  ctx.ports.records.draw(
    { ...span, state: 'missed', root: NO_ROOT, total: 0n, carried: 0n, asked: 0n, mark: 0, block: null },
    [],
  )
  ctx.log.warn(span, 'periods cannot be billed any more')
  ctx.emit(BillMissed, { ...span, reason: 'too-late' })
}
