import type { BillAuditContext } from '../../../machines/duties/bill-audit.ts'
import { DutyChanged, type DutyState } from '../../chain/duties/events.ts'
import { readHead } from '../../chain/reader/read.ts'
import { backoff } from '../../kernel/index.ts'
import { usageReply, userReceiptReply } from '../evidence/replies.ts'
import { within } from '../messages/deadline.ts'
import { telling } from '../telling.ts'
import { type DisputeVerdict, dispute } from './dispute.ts'
import { chanceOf, drawsFor } from './draw.ts'
import { AuditUnanswered, type AuditVerdict, BillAudited } from './events.ts'
import { examine } from './examine.ts'
import type { Findings } from './finding.ts'
import { createLeafAt } from './leaves.ts'
import type { Ctx, TaskCtx } from './ports.ts'
import { type ChainView, createChainView } from './read.ts'

type Duty = { readonly context: BillAuditContext }

/** What one look at a bill has come to. `isOpen`: whether the chain still has it. */
export interface Audited extends Findings {
  readonly isOpen: boolean
  readonly leaves: number
}

/** What a verdict is to who owes it to look. */
const ENDS: Readonly<Record<AuditVerdict, DutyState>> = {
  honest: 'done',
  doubtful: 'done',
  overbilled: 'done',
  equivocation: 'done',
  unanswered: 'missed',
  void: 'dropped',
}

const GONE: Audited = { isOpen: false, leaves: 0, falsehood: null, silent: [], doubts: [] }

/** Asks a twin, and gives up in time. */
async function ask(
  ctx: TaskCtx,
  twinId: number,
  command: string,
  payload: unknown,
  to: { readonly session?: string } = {},
): Promise<unknown> {
  return ctx.ports.messages.ask(twinId, command, payload, { ...to, signal: within(ctx.config.answerWithin, ctx) })
}

async function look({ context }: Duty, ctx: TaskCtx): Promise<Audited> {
  const { farmId, period, seed } = context
  const { atOnce, walkUpTo } = ctx.config
  const { hash } = await readHead(ctx)
  const view = createChainView(ctx, hash)
  const bill = (await view.bills(farmId)).find((each) => each.period === period)
  const farm = await view.farm(farmId)
  if (bill === undefined || farm === null) return GONE
  tell(ctx, 'running', 'asks for what was drawn', Number(bill.payableAt))
  const { leaves, settled } = ctx.ports.shown.of(ctx.key!)
  // A farmer may be on the grid besides: it is the bot of the farm that is meant.
  const bot = { session: `farmerbot-${farmId}` }
  const askFarm = (at: bigint) => ask(ctx, farm.twinId, 'bill.leaf', { farm: farmId, period, at: String(at) }, bot)
  const findings = await examine({
    view,
    farmId,
    farmTwin: farm.twinId,
    bill,
    seed: seed!.hash,
    draws: drawsOf(ctx),
    walkUpTo,
    atOnce,
    settled,
    leafAt: createLeafAt(bill, leaves, askFarm),
    upOf: (node) => upOf(ctx, view, node, period),
    ask: once((twinId) => askNode(ctx, view, twinId, period)),
    receiptOf: once(async (agreement) => {
      const asked = ask(ctx, farm.twinId, 'receipt.get', { agreement: String(agreement), period }, bot)
      return userReceiptReply.safeParse(await asked.catch(() => undefined)).data
    }),
  })
  return { ...findings, isOpen: true, leaves: leaves.count }
}

/** @param payableAt seconds since 1970: from then on it cannot be disputed */
function tell(ctx: Ctx | TaskCtx, state: DutyState, detail: string, payableAt?: number): void {
  const by = payableAt === undefined ? {} : { by: payableAt * 1_000 }
  ctx.emit(DutyChanged, { kind: 'audit', key: ctx.key!, state, detail, ...by })
}

async function askNode(ctx: TaskCtx, view: ChainView, twinId: number, period: number) {
  const question = { period, seconds: await view.periodLength() }
  const reply = usageReply.safeParse(await ask(ctx, twinId, 'usage.get', question).catch(() => undefined))
  return reply.data?.statements
}

/** Whoever asks the same is answered together. */
function once<Key, Value>(work: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const begun = new Map<Key, Promise<Value>>()
  return (key) => {
    const answer = begun.get(key) ?? work(key)
    begun.set(key, answer)
    return answer
  }
}

const drawsOf = ({ config: { confidence, fraction } }: Pick<Ctx, 'config'>): number => drawsFor(confidence, fraction)

async function upOf({ ports }: TaskCtx, view: ChainView, node: number, period: number): Promise<number> {
  const length = await view.periodLength()
  return ports.uptimes.upIn(node, { from: period * length, to: (period + 1) * length })
}

async function show({ context: { farmId, period, falsehood } }: Duty, ctx: TaskCtx): Promise<DisputeVerdict> {
  const verdict = await dispute(ctx, farmId, period, falsehood!)
  if (verdict.verdict === 'again' && !ctx.signal.aborted)
    ctx.log.warn({ bill: ctx.key, reason: verdict.reason }, 'a false bill could not be disputed')
  return verdict
}

function tellUnanswered({ context: { farmId, period, found, asked } }: Duty, ctx: Ctx): void {
  const silent = [...found!.silent]
  ctx.log.info({ bill: ctx.key, twins: silent.map(({ twinId }) => twinId), asked }, 'not all have answered for a bill')
  tell(ctx, 'due', `${silent.length} have not answered`)
  ctx.emit(AuditUnanswered, { farmId, period, silent, asked })
}

function report({ context }: Duty, ctx: Ctx, { verdict }: { verdict: AuditVerdict }): void {
  const { farmId, period, seed, found, falsehood } = context
  const isFalse = verdict === 'overbilled' || verdict === 'equivocation'
  const reason = isFalse ? falsehood!.reason : null
  const { leaves, silent, doubts } = found ?? GONE
  const said = { bill: ctx.key, verdict, reason, leaves, silent: silent.length, doubts }
  if (isFalse || doubts.length > 0) ctx.log.warn(said, 'a bill was audited')
  else ctx.log.info(said, 'a bill was audited')
  tell(ctx, ENDS[verdict], verdict)
  const chance = found === null ? 0 : chanceOf(drawsOf(ctx), ctx.config.fraction)
  ctx.emit(BillAudited, {
    farmId,
    period,
    verdict,
    reason,
    seed,
    leaves,
    chance,
    silent: [...silent],
    doubts: [...doubts],
  })
}

export const dutyHandlers = {
  'audit.examine': (duty: Duty, ctx: TaskCtx) =>
    telling(ctx, 'a bill cannot be audited', look(duty, ctx), { bill: ctx.key }),
  'audit.dispute': (duty: Duty, ctx: TaskCtx) =>
    telling(ctx, 'a false bill cannot be disputed', show(duty, ctx), { bill: ctx.key }),
  'audit.tellUnanswered': tellUnanswered,
  'audit.report': report,
  'audit.askAgain': (_: Duty, ctx: Ctx) => ctx.config.askAgainAfter * 60_000,
  'audit.backoff': ({ context: { failures } }: Duty, ctx: Ctx) => backoff(ctx.config.backoff, failures, ctx.random),
}
