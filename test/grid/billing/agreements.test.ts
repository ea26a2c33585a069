import { describe, expect, it } from 'vitest'
import { verifySignature } from '../../../src/chain/signing/signature.ts'
import { blake2 } from '../../../src/devnet/bytes.ts'
import { rootFrom } from '../../../src/devnet/runtime/pallets/grid-agreements/merkle-sum.ts'
import { receiptBytes as chainReceipt, leafBytes } from '../../../src/devnet/runtime/pallets/grid-agreements/types.ts'
import { SettleAgreement, ShowLeaf } from '../../../src/grid/billing/events.ts'
import type { BillLeaf } from '../../../src/grid/evidence/leaf.ts'
import type { Path } from '../../../src/grid/evidence/merkle-sum.ts'
import { agreements } from '../../devnet/calls.ts'
import { agree, MAX, SMALL_DAY, startAgreed } from './agreed.ts'
import { smallFor } from './nodes.ts'
import { DAY, FARM, type FarmOnDevnet } from './on-devnet.ts'

const ran = (agreement: bigint, deployment: bigint, used = smallFor(DAY)) => ({ agreement, deployment, used })

const made = (farm: FarmOnDevnet, period: number) => () =>
  farm.told('grid.BillMade').some((each) => each['first'] === period)

/** Where the chain itself gets to from a leaf. */
const topOf = ({ leaf, path }: { leaf: BillLeaf; path: Path }) =>
  rootFrom(
    { hash: blake2(leafBytes({ ...leaf, used: { ...leaf.used } })), sum: leaf.amount },
    path.map(({ sibling, sum, isLeft }) => ({ sibling: Buffer.from(sibling.slice(2), 'hex'), sum, is_left: isLeft })),
  )!

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`

async function described(farm: FarmOnDevnet, agreement: bigint, period: number) {
  const outcome = await farm.describe(agreement, period)
  if (!outcome.ok) throw new Error(outcome.refusal.reason)
  return outcome.value
}

describe('the bill of a farm', () => {
  it('is one for all its users, comes to what they used at their rates, and is paid as it is', async () => {
    const farm = await startAgreed()
    const period = farm.period()
    const [one, two] = farm.nodes as [(typeof farm.nodes)[0], (typeof farm.nodes)[0]]
    one.run(period, ran(2n, 1n), ran(1n, 1n), ran(1n, 2n, smallFor(3_600)))
    two.run(period, ran(1n, 1n, smallFor(43_200)))
    farm.passTo(period + 1)
    await farm.blocksUntil(made(farm, period), 'billed')
    const bill = farm.biller().bills.find((each) => each.period === period)!
    expect(bill.total).toBe(2n * SMALL_DAY + SMALL_DAY / 24n + SMALL_DAY / 2n)
    const of = [await described(farm, 1n, period), await described(farm, 2n, period)]
    for (const { root, total, asked, state } of of)
      expect({ root, total, asked, state }).toEqual({
        root: hex(bill.root),
        total: bill.total,
        asked: bill.total,
        state: 'billed',
      })
    const leaves = of.flatMap((each) => each.leaves)
    expect(leaves.map(({ leaf }) => [leaf.agreement, leaf.deployment, leaf.node])).toEqual([
      [1n, 1n, 1],
      [1n, 1n, 2],
      [1n, 2n, 1],
      [2n, 1n, 1],
    ])
    expect(leaves.reduce((sum, { leaf }) => sum + leaf.amount, 0n)).toBe(bill.total)
    for (const proven of leaves) {
      expect(hex(topOf(proven).hash)).toBe(hex(bill.root))
      expect(topOf(proven).sum).toBe(bill.total)
    }
    const receipt = chainReceipt({
      genesis: farm.genesis,
      farm: FARM,
      period,
      root: bill.root,
      total: bill.total,
    })
    for (const each of of) expect(verifySignature(receipt, each.receipt!, hex(farm.alice.account))).toBe(true)
    const before = farm.free(farm.alice)
    farm.passTo(period + 3)
    farm.send(farm.bob, agreements('settle', { farm_id: FARM }))
    expect(farm.free(farm.alice) - before).toBe(bill.total)
  })

  it('shows for each amount below its total the leaf on which it falls', async () => {
    const farm = await startAgreed()
    const period = farm.period()
    farm.nodes[0]!.run(period, ran(1n, 1n), ran(2n, 1n))
    farm.passTo(period + 1)
    await farm.blocksUntil(made(farm, period), 'billed')
    const shown = async (at: bigint) => {
      const outcome = await farm.ask().ask(ShowLeaf, { period, at })
      return outcome.ok ? outcome.value.leaf.agreement : outcome.refusal.reason
    }
    expect(await Promise.all([0n, SMALL_DAY - 1n, SMALL_DAY, 2n * SMALL_DAY - 1n].map(shown))).toEqual([1n, 1n, 2n, 2n])
    expect(await shown(2n * SMALL_DAY)).toBe('no-leaf')
    expect(await farm.ask().ask(ShowLeaf, { period: period + 5, at: 0n })).toMatchObject({
      ok: false,
      refusal: { reason: 'no-bill' },
    })
  })

  it('takes of nobody more than the maximum, and nothing of who has not paid in', async () => {
    const farm = await startAgreed()
    // Charlie, as agreement 3, for one day only; Bob, as 4, for a third of a machine at the most.
    agree(farm, farm.charlie, MAX, MAX)
    agree(farm, farm.bob, SMALL_DAY / 3n, SMALL_DAY)
    await Promise.all([farm.note(3n, 1n), farm.note(4n, 1n, 2n)])
    const period = farm.period() + 1
    farm.nodes[0]!.run(period, ran(1n, 1n), ran(3n, 1n), ran(4n, 1n), ran(4n, 2n))
    farm.passTo(period)
    await farm.blocksUntil(() => farm.told('grid.GraceStarted').length > 0, 'in grace')
    expect(farm.told('grid.GraceStarted')).toEqual([{ kind: 'agreement', id: 3n }])
    farm.passTo(period + 1)
    await farm.blocksUntil(made(farm, period), 'billed')
    expect(farm.biller().bills.at(-1)!.total).toBe(SMALL_DAY + SMALL_DAY / 3n)
    expect((await described(farm, 3n, period)).leaves).toEqual([])
    expect((await described(farm, 4n, period)).leaves.map(({ leaf }) => leaf.amount)).toEqual([SMALL_DAY / 3n])
    farm.send(farm.charlie, agreements('pay_in', { agreement: 3n, amount: 9n * MAX }))
    farm.passTo(period + 2)
    await farm.blocksUntil(() => farm.told('grid.GraceEnded').length > 0, 'paid in')
    expect(farm.told('grid.GraceEnded')).toEqual([{ kind: 'agreement', id: 3n }])
  })

  it('waits for a node that sleeps, for so long, and is then made without it', async () => {
    const farm = await startAgreed({ billing: { waitFor: 7_200 } })
    const period = farm.period()
    const [one, two] = farm.nodes as [(typeof farm.nodes)[0], (typeof farm.nodes)[0]]
    one.run(period, ran(1n, 1n))
    two.run(period, ran(2n, 1n))
    two.isAwake = false
    farm.passTo(period + 1)
    await farm.blocksUntil(() => farm.told('grid.UsageProven').some((each) => each['period'] === period), 'one proven')
    await farm.blocksUntil(() => one.asked.includes(period), 'asked')
    for (let block = 0; block < 5; block += 1) farm.seal()
    expect(farm.told('grid.BillMade').filter((each) => each['first'] === period)).toEqual([])
    two.isAwake = true
    await farm.blocksUntil(made(farm, period), 'billed')
    expect(farm.biller().bills.at(-1)).toMatchObject({ period, total: 2n * SMALL_DAY })

    one.run(period + 1, ran(1n, 1n))
    two.isAwake = false
    farm.passTo(period + 2)
    await farm.blocksUntil(
      () => farm.told('grid.UsageProven').some((each) => each['period'] === period + 1),
      'one proven',
    )
    farm.passTo(period + 2 + 3 / 24)
    await farm.blocksUntil(made(farm, period + 1), 'billed')
    expect(farm.biller().bills.at(-1)).toMatchObject({ period: period + 1, total: SMALL_DAY })
  })

  it('is collected when it is due, also where no other follows', async () => {
    const farm = await startAgreed()
    const period = farm.period()
    farm.nodes[0]!.run(period, ran(1n, 1n))
    farm.passTo(period + 1)
    await farm.blocksUntil(made(farm, period), 'billed')
    const billed = farm.biller()
    expect(billed.bills).toHaveLength(1)
    farm.passTo(period + 2)
    await farm.blocksUntil(() => farm.billRecords.covering('farm/1', period + 1) !== undefined, 'a day without use')
    farm.passTo(period + 3)
    await farm.blocksUntil(() => farm.biller().bills.length === 0, 'collected')
    expect(farm.biller().pool).toBe(billed.pool - SMALL_DAY)
    expect(farm.told('grid.BillMade')).toHaveLength(1)
  })

  it("is summed up for a user whose agreement is over, who gets the rest back with the farmer's signature", async () => {
    const farm = await startAgreed()
    const period = farm.period()
    const settle = (agreement: bigint) => farm.ask().ask(SettleAgreement, { agreement })
    const refused = (reason: string) => ({ ok: false, refusal: { reason } })
    for (const day of [0, 1]) farm.nodes[0]!.run(period + day, ran(1n, 1n), ran(2n, 1n, smallFor(3_600)))
    farm.send(farm.bob, agreements('end', { agreement: 1n }))
    farm.passTo(period + 1)
    await farm.blocksUntil(made(farm, period), 'billed')
    expect(await settle(1n)).toMatchObject(refused('not-over'))
    farm.passTo(period + 2)
    await farm.blocksUntil(made(farm, period + 1), 'billed again')
    for (let day = 3; day < 7; day += 1) {
      farm.passTo(period + day)
      await farm.blocksUntil(
        () => farm.billRecords.covering('farm/1', period + day - 1)?.state === 'nothing',
        'a day without use',
      )
    }
    await farm.blocksUntil(() => farm.biller().bills.length === 0, 'collected')
    expect(await settle(2n)).toMatchObject(refused('not-over'))
    expect(await settle(9n)).toMatchObject(refused('no-agreement'))
    const outcome = await settle(1n)
    if (!outcome.ok) throw new Error(outcome.refusal.reason)
    const { spent, signature } = outcome.value
    expect(spent).toBe(2n * SMALL_DAY)
    const deposit = farm.agreement(1n)!.deposit
    const pool = farm.biller().pool
    const value = Buffer.from(signature.value.slice(2), 'hex')
    farm.send(farm.bob, agreements('close', { agreement: 1n, spent, signature: { type: 'Sr25519', value } }))
    expect(farm.agreement(1n)).toBeUndefined()
    expect(pool - farm.biller().pool).toBe(deposit - spent)
  })

  it('is made for each day on which something ran, in order, also after days without the node', async () => {
    const farm = await startAgreed()
    const period = farm.period()
    for (const day of [0, 1, 3, 4, 5]) farm.nodes[0]!.run(period + day, ran(1n, 1n, smallFor(DAY - 60 * day)))
    farm.passTo(period + 1)
    await farm.blocksUntil(made(farm, period), 'billed')
    farm.passTo(period + 2)
    await farm.restart()
    await farm.blocksUntil(made(farm, period + 1), 'billed after a restart')
    farm.passTo(period + 6)
    // Days 2 and 3 are too old for the chain by now.
    await farm.restart()
    await farm.blocksUntil(made(farm, period + 5), 'billed after days without the node')
    expect(farm.told('grid.BillMade').map((each) => each['first'])).toEqual([
      period,
      period + 1,
      period + 4,
      period + 5,
    ])
    expect(farm.told('grid.BillMissed')).toMatchObject([{ first: period + 2, last: period + 3, reason: 'too-late' }])
  })
})
