import type { ReceiptsContext } from '../../../machines/coordinators/receipts.ts'
import type { UserReceiptContext } from '../../../machines/duties/user-receipt.ts'
import { DutyChanged, type DutyState } from '../../chain/duties/events.ts'
import { type BlockFinalized, ResyncNeeded } from '../../chain/follower/events.ts'
import { backoff, type FactEvent, type StepArgs, type TaskArgs } from '../../kernel/index.ts'
import { telling } from '../telling.ts'
import { look } from './look.ts'
import type { Ctx, TaskCtx } from './ports.ts'
import { checkBill } from './receipt.ts'

type Step<Event = object> = StepArgs<ReceiptsContext, Event & { type: string }>
type BlockStep = Step<FactEvent<typeof BlockFinalized>>
type Duty = { readonly context: UserReceiptContext }

function report({ context: { agreement, period, reason } }: Duty, ctx: Ctx, { state }: { state: DutyState }): void {
  const detail = `period ${period} of agreement ${agreement}${reason === null ? '' : `: ${reason}`}`
  ctx.emit(DutyChanged, { kind: 'receipt', key: `${agreement}/${period}`, state, detail })
}

export const handlers = {
  'receipts.isMarked': ({ event }: BlockStep, ctx: Ctx) => event.payload.resync.includes(ctx.name),
  'receipts.isTime': ({ event }: BlockStep, { config, ports }: Ctx) =>
    event.payload.number >= ports.memory.lookedAt + config.lookEvery,
  'receipts.needResync': (_: Step, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'receipts.look': (args: TaskArgs<ReceiptsContext>, ctx: TaskCtx) =>
    telling(ctx, 'it cannot be read what was billed', look(args, ctx)),
  'receipts.check': ({ context }: Duty, ctx: TaskCtx) =>
    telling(ctx, 'a bill cannot be checked', checkBill(context, ctx), { bill: ctx.key }),
  'receipts.report': report,
  'receipts.backoff': ({ context: { failures } }: Duty, ctx: Ctx) =>
    backoff(ctx.config.backoff, Math.max(0, failures - 1), ctx.random),
}
