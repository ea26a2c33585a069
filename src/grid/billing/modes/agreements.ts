import { SubmitTransaction } from '../../../chain/transactions/events.ts'
import { type Agreement, isInForce, readAgreement, readAgreements, readBiller } from '../../chain-state.ts'
import { agreedCost } from '../../evidence/agreed-cost.ts'
import { type BillLeaf, inOrder } from '../../evidence/leaf.ts'
import { type Instant, periodOf } from '../../proof/periods.ts'
import { beginGrace, endGrace } from '../grace.ts'
import type { TaskCtx } from '../ports.ts'
import type { BillMode, Span, Usages } from './mode.ts'

/** Because of some errors a bill never is. */
const LOST: ReadonlySet<string> = new Set(['PeriodBilled', 'PeriodTooOld', 'NotFarmer', 'FarmNotExists'])

/** All users of a farm together. */
export const agreementsPayer = (farmId: number): string => `farm/${farmId}`
const farmIdOf = (payer: string): number => Number(payer.slice('farm/'.length))

/** Whether what was paid in reaches up to a period: the chain calls false what is billed of one that it does not. */
const isPaidFor = ({ maxPerPeriod, deposit, since }: Agreement, period: number): boolean =>
  maxPerPeriod * BigInt(period - since + 1) <= deposit

/** Reads under way at a time. */
const AT_ONCE = 64

async function agreementsOf(ctx: TaskCtx, ids: readonly bigint[], at: string): Promise<Map<bigint, Agreement>> {
  const known = new Map<bigint, Agreement>()
  for (let from = 0; from < ids.length; from += AT_ONCE)
    await Promise.all(
      ids.slice(from, from + AT_ONCE).map(async (id) => {
        const agreement = await readAgreement(ctx, id, at)
        if (agreement !== null) known.set(id, agreement)
      }),
    )
  return known
}

/** What is billed of the use under one agreement: at its rates, and its maximum all together. */
function leavesOf({ terms, maxPerPeriod }: Agreement, usages: Usages): BillLeaf[] {
  let left = maxPerPeriod
  return inOrder(usages).map(({ agreement, deployment, node, used }) => {
    const cost = agreedCost(terms.rates, used)
    const amount = cost < left ? cost : left
    left -= amount
    return { agreement, deployment, node, used, amount }
  })
}

async function draw(ctx: TaskCtx, { first: period }: Span, usages: Usages, { hash }: Instant) {
  const used = Map.groupBy(usages, ({ agreement }) => agreement)
  const known = await agreementsOf(ctx, [...used.keys()], hash)
  const leaves = [...known].flatMap(([id, agreement]) => {
    if (agreement.farmId !== ctx.config.farmId || !isInForce(agreement, period)) return []
    if (isPaidFor(agreement, period)) return leavesOf(agreement, used.get(id)!)
    beginGrace(ctx, 'agreement', id)
    return []
  })
  // What is free of charge binds nobody, and stands in nobody's way.
  const billed = inOrder(leaves.filter(({ amount }) => amount > 0n))
  if (billed.length === 0) return undefined
  return { leaves: billed, carried: 0n, asked: billed.reduce((sum, { amount }) => sum + amount, 0n), mark: 0 }
}

/** All users of a farm are billed together, period by period, under the agreements that they have with it. */
export const agreementsMode: BillMode = {
  waitFor: 86_400,
  longest: 1,
  unpaid: null,
  // Not before it could be disputed for a while.
  taken: 'billed',
  async payers(ctx, { hash, seconds }, rules) {
    const { farmId } = ctx.config
    const now = periodOf(seconds, rules)
    const ours = (await readAgreements(ctx, hash)).filter(({ value }) => value.farmId === farmId)
    for (const { keys, value } of ours)
      if (isInForce(value, now) && !isPaidFor(value, now)) beginGrace(ctx, 'agreement', keys[0])
      else endGrace(ctx, 'agreement', keys[0])
    const name = agreementsPayer(farmId)
    if (ours.length === 0 && ctx.ports.records.lastOf(name) === undefined) return []
    return [{ name, since: ours.reduce((least, { value }) => Math.min(least, value.since), now) }]
  },
  async firstTaken(ctx, { hash, seconds }, rules) {
    const biller = await readBiller(ctx, ctx.config.farmId, hash)
    return Math.max(biller?.nextPeriod ?? 0, periodOf(seconds, rules) - (rules.delay ?? 0))
  },
  draw,
  async collect(ctx, { payer, last }, { hash, seconds }) {
    const farmId = farmIdOf(payer)
    const { bills } = (await readBiller(ctx, farmId, hash)) ?? { bills: [] }
    if (!bills.some(({ payableAt }) => payableAt <= seconds)) return
    const call = { pallet: 'GridAgreements', name: 'settle', args: [farmId] }
    const outcome = await ctx.ask(SubmitTransaction, { key: `settle/${farmId}/${last}`, call }, { deadline: '15m' })
    // It comes again with the next period.
    if (!outcome.ok) ctx.log.warn({ farmId, refusal: outcome.refusal }, 'bills that are due were not collected')
  },
  call: ({ payer, first, total, root }) => ({
    pallet: 'GridAgreements',
    name: 'bill',
    args: [farmIdOf(payer), first, total, root],
  }),
  // One that was paid is gone: whether it was ours is known to who submitted it.
  async standOf(ctx, { payer, first, root }, { hash }) {
    const biller = await readBiller(ctx, farmIdOf(payer), hash)
    const there = biller?.bills.find(({ period }) => period === first)
    if (there === undefined) return 'unseen'
    return there.root === root ? 'billed' : 'other'
  },
  meaningOf: (error) => (LOST.has(error) ? 'missed' : 'again'),
  agreementOf: () => null,
}
