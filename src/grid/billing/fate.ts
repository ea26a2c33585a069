import { DutyChanged } from '../../chain/duties/events.ts'
import type { FactEvent, StepArgs } from '../../kernel/index.ts'
import type { Settled, Slashed } from '../chain-agreements.ts'
import { readBiller, readChallengeWindow } from '../chain-state.ts'
import type { Instant, PeriodRules } from '../proof/periods.ts'
import { BillsVoided } from './events.ts'
import { agreementsPayer } from './modes/agreements.ts'
import type { Ctx, TaskCtx } from './ports.ts'

type Step<Fact> = StepArgs<object, { readonly type: string } & Fact>

const ownPayer = ({ config }: Pick<Ctx, 'config'>): string => agreementsPayer(config.farmId)

/** The chain has paid a bill. */
export function pay({ event: { payload } }: Step<FactEvent<typeof Settled>>, ctx: Ctx): void {
  ctx.ports.records.pay({ payer: ownPayer(ctx), first: payload.period })
}

/** All bills of the farm that are not paid are void: users have not spent what stood in them. */
export function slash({ event: { payload } }: Step<FactEvent<typeof Slashed>>, ctx: Ctx): void {
  tell(ctx, ctx.ports.records.slash(ownPayer(ctx), payload.block.number))
}

function tell(ctx: Ctx | TaskCtx, first: readonly number[]): void {
  if (first.length === 0) return
  const payer = ownPayer(ctx)
  ctx.log.error({ payer, periods: first }, 'bills are void: they will not be paid')
  ctx.emit(BillsVoided, { payer, first: [...first] })
  for (const period of first)
    ctx.emit(DutyChanged, {
      kind: 'bill',
      key: `${payer}/${period}`,
      state: 'missed',
      detail: `period ${period}: void`,
    })
}

/**
 * What has become of bills in blocks that nobody could tell of. One that the chain has no more is void where it could not have been
 * paid yet, or where the farm's bond is gone, which goes with a false bill; any other was paid. A bill that became void in such
 * blocks, and after which the farmer has put a bond down again, is taken for paid. @throws ReadFailed
 */
export async function readFates(ctx: TaskCtx, at: Instant, { length }: PeriodRules): Promise<void> {
  const { records } = ctx.ports
  const payer = ownPayer(ctx)
  // What has come to the chain since is not missing in this block.
  const known = records.unpaid(payer).filter(({ block }) => block !== null && block <= at.number)
  if (known.length === 0) return
  const [biller, window] = await Promise.all([readBiller(ctx, ctx.config.farmId, at.hash), readChallengeWindow(ctx)])
  const there = new Set(biller?.bills.map(({ period }) => period))
  const gone = known.filter(({ first }) => !there.has(first))
  const isVoid = ({ last }: { readonly last: number }) =>
    (biller?.bond ?? 0n) === 0n || (last + 1) * length + window > at.seconds
  for (const bill of gone.filter((each) => !isVoid(each))) records.pay(bill)
  tell(
    ctx,
    gone.filter((each) => isVoid(each) && records.void(each)).map(({ first }) => first),
  )
}
