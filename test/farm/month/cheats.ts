import { gridAgreementsStorage as items } from '../../../src/devnet/runtime/pallets/grid-agreements/index.ts'
import type { Random } from '../../../src/kernel/index.ts'
import { agreements as call, tfgrid } from '../../devnet/calls.ts'
import { type Billing, createBilling } from '../../grid/audit/billing.ts'
import type { MonthChain } from './chain.ts'
import type { Ether } from './ether.ts'
import { FRAUDS, type Fraud, honestLeaves } from './frauds.ts'
import type { People } from './genesis.ts'
import { BOND } from './terms.ts'
import type { World } from './world.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** How many of the bills are false. */
const CHEATS = 0.5

/** A bill of a cheat and what became of it. `share`: of its amount that is false. */
export interface CheatBill {
  readonly farmId: number
  readonly period: number
  readonly fraud: Fraud | 'none'
  readonly share: number
  outcome: 'open' | 'paid' | 'slashed'
}

export interface CheatsOptions {
  readonly world: World
  readonly chain: MonthChain
  readonly ether: Ether
  readonly people: People
  readonly random: Random
  /** Under which each farm bills. */
  readonly agreements: ReadonlyMap<number, readonly bigint[]>
  readonly start: number
  readonly until: number
}

/** Farms that bill each day, and every other day too much. They answer whoever asks. */
export function startCheats({ world, chain, ether, people, random, agreements, start, until }: CheatsOptions) {
  const bills: CheatBill[] = []
  const again = { tried: 0, taken: 0 }

  async function live({ farmId, nodeId, farmer, node }: People['cheats'][number], at: number): Promise<void> {
    const made = new Map<number, Billing>()
    const of = (payload: unknown): Billing => made.get((payload as { period: number }).period)!
    await ether.join(farmer.account, farmer.twinId, `farmerbot-${farmId}`, {
      'bill.leaf': ({ payload }) => of(payload).leaf(payload as { at: string }),
    })
    await ether.join(node.account, node.twinId, '', { 'usage.get': ({ payload }) => of(payload).usage(nodeId) })
    for (let day = start + DAY + at; day < until; day += DAY) {
      await world.sleep(day - world.now())
      const biller = items.Billers.get(chain.state(), farmId)
      if (biller?.bond === 0n) await chain.send(farmer.account, call('bond', { farm_id: farmId, amount: BOND }))
      const uptime = BigInt(Math.floor((world.now() - start) / 1_000))
      await chain.send(node.account, tfgrid('report_uptime', { uptime }))
      // The same moment each day: the bill before is paid by then.
      await world.sleep(Math.max(0, day + 5 * MINUTE - world.now()))
      await bill(farmId, nodeId)
    }

    async function bill(farm_id: number, on: number): Promise<void> {
      const period = Math.floor(world.now() / DAY) - 1
      const leaves = honestLeaves(agreements.get(farm_id)!, on, random)
      const isFalse = random() < CHEATS
      const kinds = Object.keys(FRAUDS) as Fraud[]
      const fraud = isFalse ? kinds[Math.floor(random() * kinds.length)]! : 'none'
      const { billed, stated, share } =
        fraud === 'none' ? { billed: leaves, stated: {}, share: 0 } : FRAUDS[fraud](leaves, random)
      const nodes = { [on]: node.account }
      const billing = createBilling(billed, { genesis: chain.genesis, period, nodes, stated })
      made.set(period, billing)
      const { total, root } = billing
      await chain.send(farmer.account, call('bill', { farm_id, period, total, root }))
      if (!hasBill(farm_id, period)) throw new Error(`the chain did not take the bill ${farm_id}/${period}`)
      bills.push({ farmId: farm_id, period, fraud, share, outcome: 'open' })
      if (isFalse || random() < 0.5) return
      again.tried += 1
      await chain.send(farmer.account, call('bill', { farm_id, period, total: total + 1n, root }))
      if (items.Billers.get(chain.state(), farm_id)!.bills.some((each) => each.total === total + 1n)) again.taken += 1
    }
  }

  const hasBill = (farmId: number, period: number): boolean =>
    items.Billers.get(chain.state(), farmId)!.bills.some((each) => each.period === period)

  chain.chain.onFinalized.add(() => {
    for (const each of bills) {
      if (each.outcome !== 'open' || hasBill(each.farmId, each.period)) continue
      each.outcome = items.Billers.get(chain.state(), each.farmId)!.bond === 0n ? 'slashed' : 'paid'
    }
  })
  for (const [index, cheat] of people.cheats.entries())
    live(cheat, (30 + 20 * index) * MINUTE).catch((error: unknown) => world.fail(error))
  return { bills: bills as readonly CheatBill[], again }
}

export type Cheats = ReturnType<typeof startCheats>
