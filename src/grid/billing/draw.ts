import type { BillContext } from '../../../machines/duties/bill.ts'
import { billTree } from '../evidence/trees.ts'
import { GatherUsage } from '../proof/events.ts'
import { type PeriodRules, readInstant, readPeriodRules } from '../proof/periods.ts'
import { modeOf } from './modes/index.ts'
import type { Drawing, Span, Usages } from './modes/mode.ts'
import type { TaskCtx } from './ports.ts'
import { type Bill, NO_ROOT } from './records/records.ts'

/** `again`: not all that may be billed is known yet. */
export type DrawVerdict =
  | { readonly verdict: 'drawn' | 'nothing' }
  | { readonly verdict: 'again'; readonly reason: string }

/** Writes down what is billed for a span, once: from then on the bill stays as it is, whatever is said later. @throws ReadFailed */
export async function drawBill({ payer, first, last }: BillContext, ctx: TaskCtx): Promise<DrawVerdict> {
  const { records } = ctx.ports
  const before = records.covering(payer, first)
  if (before !== undefined) return before.state === 'drawn' ? { verdict: 'drawn' } : { verdict: 'nothing' }
  const [at, rules] = await Promise.all([readInstant(ctx), readPeriodRules(ctx, ctx.config)])
  const span = { payer, first, last }
  const usages = await gather(ctx, span, { isTime: waitsUntil(ctx, last, rules) <= at.seconds, now: at.seconds, rules })
  if (usages === undefined) return { verdict: 'again', reason: 'nodes are still being asked' }
  const drawing = await modeOf(ctx.config).draw(ctx, span, usages, at)
  const bill = billOf(span, drawing)
  ctx.ports.memory.askedSince.delete(nameOf(span))
  records.draw(bill, drawing?.leaves ?? [])
  if (drawing !== undefined) return { verdict: 'drawn' }
  await modeOf(ctx.config).collect(ctx, span, at)
  return { verdict: 'nothing' }
}

const nameOf = ({ payer, first }: Pick<Span, 'payer' | 'first'>): string => `${payer}/${first}`

/** As long as some may still say something, unless it is time. Nothing is known before they have been asked, however late it is. */
async function gather(
  ctx: TaskCtx,
  span: Span,
  { isTime, now, rules }: { readonly isTime: boolean; readonly now: number; readonly rules: PeriodRules },
): Promise<Usages | undefined> {
  const { payer, first, last } = span
  const agreement = modeOf(ctx.config).agreementOf(payer)
  const outcome = await ctx.ask(GatherUsage, { first, last, agreement })
  if (!outcome.ok) throw new Error(`what is proven is not known: ${outcome.refusal.reason ?? outcome.refusal.code}`)
  const { isAsked, isEarly, open, missing, usages } = outcome.value
  if (isEarly || !isAsked) return undefined
  const hadTime = haveHadTime(ctx, span, now, rules)
  if (open.length > 0 && !(isTime && hadTime)) return undefined
  if (open.length + missing.length > 0)
    ctx.log.warn({ first, last, silent: [...open, ...missing] }, 'what ran on some nodes is not known, nor billed')
  return usages
}

/** Since they were asked; less of it where periods are short, as the chain does not wait. */
function haveHadTime(ctx: TaskCtx, span: Span, now: number, { length }: PeriodRules): boolean {
  const { askedSince } = ctx.ports.memory
  const since = askedSince.get(nameOf(span)) ?? now
  askedSince.set(nameOf(span), since)
  return now - since >= Math.min(ctx.config.waitAtLeast, length / 4)
}

/** Not into the last half of a period in which the chain would still take the bill. */
function waitsUntil({ config }: TaskCtx, last: number, { length, delay }: PeriodRules): number {
  const wanted = config.waitFor ?? modeOf(config).waitFor
  return (last + 1) * length + (delay === null ? wanted : Math.min(wanted, (delay - 0.5) * length))
}

function billOf(span: Span, drawing: Drawing | undefined): Bill {
  const none = { root: NO_ROOT, total: 0n, carried: 0n, asked: 0n, mark: 0, block: null }
  if (drawing === undefined) return { ...span, ...none, state: 'nothing' }
  const { leaves, carried, asked, mark } = drawing
  const { hash: root, sum: total } = leaves.length === 0 ? { hash: NO_ROOT, sum: 0n } : billTree(leaves).root
  return { ...span, state: 'drawn', root, total, carried, asked, mark, block: null }
}
