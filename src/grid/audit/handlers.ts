import type { AuditContext } from '../../../machines/coordinators/audit.ts'
import { type BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import type { DutyFinished, DutyGaveUp, FactEvent, StepArgs, TaskArgs } from '../../kernel/index.ts'
import type { Billed, Settled, Slashed } from '../chain-agreements.ts'
import type { NodeUptimeReported } from '../chain-facts.ts'
import { readOpenBills } from '../chain-state.ts'
import type { AuditConfig } from './config.ts'
import { dutyHandlers } from './duty-handlers.ts'
import { type Ctx, FAMILY, keyOf, type TaskCtx } from './ports.ts'
import { showReceipt } from './receipt.ts'

type Step<Event = object> = StepArgs<AuditContext & object, Event & { type: string }>
type BlockStep = Step<FactEvent<typeof BlockFinalized>>

const isAudited = ({ farms, except }: AuditConfig, farmId: number): boolean =>
  (farms.length === 0 || farms.includes(farmId)) && !except.includes(farmId)

/** @param after the block that has the bill: only what comes later may decide what is drawn */
function open(ctx: Ctx, farmId: number, period: number, after: number): void {
  const key = keyOf(farmId, period)
  if (ctx.duties(FAMILY).open(key, { farmId, period })) ctx.ports.unseeded.set(key, after)
}

/** One that was taken up from before the process ended may still wait for its block; one that has it takes no other. */
function takeUp({ ports: { unseeded } }: Ctx, key: string, after: number): void {
  if (!unseeded.has(key)) unseeded.set(key, after)
}

async function scan({ context: { readAt } }: TaskArgs<AuditContext>, ctx: TaskCtx): Promise<void> {
  const { number, hash } = readAt!
  ctx.ports.uptimes.lose()
  // Bills that come while this reads are of later blocks.
  const before = ctx.duties(FAMILY).keys()
  const billers = await readOpenBills(ctx, hash)
  const bills = billers
    .filter(({ keys: [farmId] }) => isAudited(ctx.config, farmId))
    .flatMap(({ keys: [farmId], value }) => value.bills.map(({ period }) => ({ farmId, period })))
  const there = new Set(bills.map(({ farmId, period }) => keyOf(farmId, period)))
  // What is gone was settled or void while nobody looked: nothing is known against it.
  for (const key of before) if (!there.has(key)) close(ctx, key, 'settled')
  for (const { farmId, period } of bills) open(ctx, farmId, period, number)
  for (const key of before) if (there.has(key)) takeUp(ctx, key, number)
  ctx.log.info({ block: number, bills: bills.length }, 'read the open bills')
  ctx.emit(ResyncDone, { consumer: ctx.name, number })
}

function seed({ event }: BlockStep, ctx: Ctx): void {
  const { number, hash } = event.payload
  for (const [key, after] of ctx.ports.unseeded) {
    if (number <= after) continue
    ctx.ports.unseeded.delete(key)
    ctx.duties(FAMILY).tell(key, { type: 'audit.Seeded', payload: { number, hash } })
  }
}

const close = (ctx: Ctx, key: string, how: 'settled' | 'slashed'): void =>
  void ctx.duties(FAMILY).tell(key, { type: 'audit.Over', payload: { how } })

/** All open bills of the farm are void. */
function slash({ event }: Step<FactEvent<typeof Slashed>>, ctx: Ctx): void {
  const farm = `${event.payload.farmId}/`
  for (const key of ctx.duties(FAMILY).keys()) if (key.startsWith(farm)) close(ctx, key, 'slashed')
}

function forget({ event }: Step<DutyFinished | DutyGaveUp>, { ports: { unseeded, shown } }: Ctx): void {
  unseeded.delete(event.payload.key)
  shown.forget(event.payload.key)
}

export const handlers = {
  ...dutyHandlers,
  'grid.ShowReceipt': showReceipt,
  'audit.isMarked': ({ event }: BlockStep, ctx: Ctx) => event.payload.resync.includes(ctx.name),
  'audit.isAudited': ({ event }: Step<FactEvent<typeof Billed>>, ctx: Ctx) =>
    isAudited(ctx.config, event.payload.farmId),
  'audit.needResync': (_: Step, ctx: Ctx) => {
    ctx.ports.uptimes.lose()
    ctx.emit(ResyncNeeded, { consumer: ctx.name })
  },
  'audit.scan': scan,
  'audit.open': ({ event }: Step<FactEvent<typeof Billed>>, ctx: Ctx) =>
    open(ctx, event.payload.farmId, event.payload.period, event.payload.block.number),
  'audit.seed': seed,
  'audit.settle': ({ event }: Step<FactEvent<typeof Settled>>, ctx: Ctx) =>
    close(ctx, keyOf(event.payload.farmId, event.payload.period), 'settled'),
  'audit.slash': slash,
  'audit.noteUptime': ({ event }: Step<FactEvent<typeof NodeUptimeReported>>, ctx: Ctx) => {
    const { 0: node, 1: now, 2: uptime } = event.payload
    ctx.ports.uptimes.report(node, Number(now), Number(uptime))
  },
  'audit.forget': forget,
}
