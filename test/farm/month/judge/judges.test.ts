import { describe, expect, it } from 'vitest'
import { accountsReady } from '../../../../src/devnet/accounts.ts'
import { statementBytes } from '../../../../src/devnet/runtime/pallets/grid-agreements/types.ts'
import { agreements, tfgrid } from '../../../devnet/calls.ts'
import { billTree } from '../../../devnet/grid/sum-tree.ts'
import { startChain } from '../chain.ts'
import type { CheatBill } from '../cheats.ts'
import { createGenesis, FARM } from '../genesis.ts'
import { plainCost } from '../plain-bill.ts'
import { RATES, settleTerms } from '../terms.ts'
import { createWorld } from '../world.ts'
import { createBillJudge } from './bills.ts'
import { createBookings } from './bookings.ts'
import { judgeFrauds } from './frauds.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2026, 5, 1)
const GIB = 1n << 30n
const USED = { cru: 86_400n, mru: 2n * GIB * 86_400n, sru: 10n * GIB * 86_400n, hru: 0n, ipv4: 0n, nru: 0n }

/** A chain on which terms are settled, and nobody else is. */
async function setScene() {
  await accountsReady()
  const world = createWorld(START)
  const { runtime, people } = createGenesis({ nodes: 2, users: 2, cheats: 0 })
  const chain = startChain(world, runtime, { slot: 60, heartbeat: 3_600 })
  const bookings = createBookings(world, chain, 2)
  const bills = createBillJudge(world, chain)
  chain.start()
  const terms = settleTerms(chain, people, 5)
  await world.runUntil(START + HOUR)
  await terms
  return { world, chain, people, bookings, bills }
}

describe('the judge of promises', () => {
  it('sees what is promised twice, and who is told to go down under a promise', async () => {
    const { world, chain, people, bookings } = await setScene()
    const half = { cru: 1, mru: 20, sru: 10, hru: 0 }
    bookings.answered(1, people.users[0]!.twinId, half)
    expect(bookings.wrong.overbooked).toEqual([])
    bookings.answered(1, people.users[1]!.twinId, half)
    expect(bookings.wrong.overbooked).toEqual([expect.stringContaining('node 1: mru 40 of 30')])
    const down = { node_id: 1, power_target: { type: 'Down' as const } }
    chain.send(people.farmer.account, tfgrid('change_power_target', down)).catch(() => {})
    await world.runUntil(world.now() + HOUR / 10)
    expect(bookings.wrong.shutDown[0]).toContain('node 1: promised to')
    // Nobody came.
    const seen = bookings.wrong.shutDown.length
    await world.runUntil(world.now() + 3 * HOUR)
    expect(bookings.wrong.shutDown.length - seen).toBeLessThanOrEqual(1)
  })
})

describe('the judge of bills', () => {
  it.each([
    [0n, []],
    [1n, [expect.stringContaining('is due, for 1 leaves'), expect.stringContaining('another root')]],
  ])('takes a bill with %i too much for %o', async (more, wrong) => {
    const { world, chain, people, bills } = await setScene()
    const period = START / DAY
    const leaf = { agreement: 2n, deployment: 7n, node: 1, used: USED, amount: plainCost(RATES, USED) }
    const bytes = statementBytes({ genesis: chain.genesis, period, ...leaf, used: { ...USED } })
    bills.signed({ node: 1, at: world.now(), bytes })
    await world.runUntil(START + DAY + HOUR)
    const { sum: total, hash: root } = billTree([{ ...leaf, amount: leaf.amount + more, used: { ...USED } }]).root
    chain.send(people.farmer.account, agreements('bill', { farm_id: FARM, period, total, root })).catch(() => {})
    await world.runUntil(world.now() + HOUR)
    expect(bills.wrong).toEqual(wrong)
    expect(bills.told(period, 1)).toMatchObject({ made: 1, leaves: 1, gaps: [] })
  })

  it.each([
    [4, 1_024, 128],
    [32, 128, 32],
    [4, 2, 1],
    [4, 1, 1],
    [16, 16, 8],
    [8, 16, 4],
  ])('counts %i cores and %i GiB as %i compute units', (cores, memory, units) => {
    const used = { ...USED, cru: BigInt(cores) * 3_600n, mru: BigInt(memory) * GIB * 3_600n, sru: 0n }
    expect(plainCost({ cu: 10n, su: 0n, ipu: 0n, nu: 0n }, used)).toBe(10n * BigInt(units))
  })
})

describe('the judge of frauds', () => {
  const bill = (fraud: CheatBill['fraud'], outcome: CheatBill['outcome']): CheatBill => ({
    farmId: 3,
    period: 1,
    fraud,
    share: 0.02,
    outcome,
  })

  it('is content with as many caught as are to be expected, and with no other number', () => {
    const told = (caught: number) => {
      const bills = Array.from({ length: 100 }, (_, at) => bill('dearer than agreed', at < caught ? 'slashed' : 'paid'))
      const { drawn } = judgeFrauds(bills)
      return Math.abs(drawn.caught - drawn.expected) <= drawn.bound
    }
    // 1 - 0.98^45 of them.
    expect([40, 55, 60, 65, 80].map(told)).toEqual([false, true, true, true, false])
  })

  it('counts honest bills that were disputed', () => {
    expect(judgeFrauds([bill('none', 'paid'), bill('none', 'slashed')]).honest).toEqual({ bills: 2, accused: 1 })
  })
})
