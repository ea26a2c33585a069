import type { BillingContext } from '../../../machines/coordinators/billing.ts'
import type { BillContext } from '../../../machines/duties/bill.ts'
import { DutyChanged, type DutyState } from '../../chain/duties/events.ts'
import { type BlockFinalized, ResyncNeeded } from '../../chain/follower/events.ts'
import { backoff, type FactEvent, type StepArgs, type TaskArgs } from '../../kernel/index.ts'
import type { Settled, Slashed } from '../chain-agreements.ts'
import type { ContractGracePeriodStarted } from '../chain-facts.ts'
import { telling } from '../telling.ts'
import { describeBill, showLeaf } from './describe.ts'
import { drawBill } from './draw.ts'
import { pay, slash } from './fate.ts'
import { beginGrace, endGrace } from './grace.ts'
import { look } from './look.ts'
import { type Ctx, FAMILY, type TaskCtx } from './ports.ts'
import { settleAgreement } from './settle-agreement.ts'
import { submitBill } from './submit.ts'
import { findReceipt, keepReceipt } from './user-receipts.ts'

type Step<Event = object> = StepArgs<BillingContext, Event & { type: string }>
type BlockStep = Step<FactEvent<typeof BlockFinalized>>
type GraceStep = Step<{
  payload: Pick<FactEvent<typeof ContractGracePeriodStarted>['payload'], 'contractId' | 'nodeId'>
}>
type FateStep = Step<FactEvent<typeof Settled> | FactEvent<typeof Slashed>>
type Duty = { readonly context: BillContext }

function report({ context: { payer, first, last, reason } }: Duty, ctx: Ctx, { state }: { state: DutyState }): void {
  const periods = first === last ? `period ${first}` : `periods ${first} to ${last}`
  const detail = reason === null ? periods : `${periods}: ${reason}`
  const { rules } = ctx.ports.memory
  const by = rules?.delay == null ? {} : { by: (last + rules.delay + 1) * rules.length * 1_000 }
  ctx.emit(DutyChanged, { kind: 'bill', key: `${payer}/${first}`, state, detail, ...by })
}

function pause({ context: { failures } }: Duty, ctx: Ctx): number {
  return backoff(ctx.config.backoff, Math.max(0, failures - 1), ctx.random)
}

/** Bills that wait for what nodes say look again. */
function touch(_: Step, ctx: Ctx): void {
  const family = ctx.duties(FAMILY)
  for (const key of family.keys()) family.tell(key, { type: 'bill.Touched', payload: null })
}

export const handlers = {
  'billing.isMarked': ({ event }: BlockStep, ctx: Ctx) => event.payload.resync.includes(ctx.name),
  'billing.isTime': ({ event }: BlockStep, { config, ports: { memory } }: Ctx) =>
    memory.seenIn < 0 || event.payload.number >= memory.lookedAt + config.lookEvery,
  'billing.isOurs': ({ event }: GraceStep, { ports: { memory } }: Ctx) => memory.nodes.has(event.payload.nodeId),
  'billing.isOwnFarm': ({ event }: FateStep, { config }: Ctx) => event.payload.farmId === config.farmId,
  'billing.pay': pay,
  'billing.slash': slash,
  'billing.needResync': (_: Step, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'billing.lookAnew': (_: Step, { ports: { memory } }: Ctx) => {
    memory.seenIn = -1
  },
  'billing.touch': touch,
  'billing.beginGrace': ({ event }: GraceStep, ctx: Ctx) => beginGrace(ctx, 'contract', event.payload.contractId),
  'billing.endGrace': ({ event }: GraceStep, ctx: Ctx) => endGrace(ctx, 'contract', event.payload.contractId),
  'billing.look': (args: TaskArgs<BillingContext>, ctx: TaskCtx) =>
    telling(ctx, 'it cannot be read who is billed', look(args, ctx), { bill: ctx.key }),
  'billing.draw': ({ context }: Duty, ctx: TaskCtx) =>
    telling(ctx, 'a bill cannot be drawn', drawBill(context, ctx), { bill: ctx.key }),
  'billing.submit': ({ context }: Duty, ctx: TaskCtx) =>
    telling(ctx, 'a bill cannot be submitted', submitBill(context, ctx), { bill: ctx.key }),
  'billing.report': report,
  'billing.backoff': pause,
  'grid.DescribeBill': describeBill,
  'grid.ShowLeaf': showLeaf,
  'grid.SettleAgreement': settleAgreement,
  'grid.KeepReceipt': keepReceipt,
  'grid.FindReceipt': findReceipt,
}
