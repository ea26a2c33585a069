import { beforeAll, describe, expect, it } from 'vitest'
import { accountsReady } from '../../../src/devnet/accounts.ts'
import { DEVELOPMENT_PRICES } from '../../../src/devnet/runtime/pallets/tfgrid/index.ts'
import { amountOf } from '../../../src/grid/billing/amount.ts'
import { rounded } from '../../../src/grid/billing/cost.ts'
import { metadataOf } from '../../../src/grid/billing/modes/metadata.ts'
import { agreedCost } from '../../../src/grid/evidence/agreed-cost.ts'
import { billTree } from '../../../src/grid/evidence/trees.ts'
import { balances, smartContract } from '../../devnet/calls.ts'
import { BASE, EVERY, startContracted } from './contracted.ts'
import { smallFor } from './nodes.ts'
import type { FarmOnDevnet, ServiceBilled } from './on-devnet.ts'

const RATES = {
  cu: BigInt(DEVELOPMENT_PRICES.cu),
  su: BigInt(DEVELOPMENT_PRICES.su),
  ipu: BigInt(DEVELOPMENT_PRICES.ipu),
  nu: BigInt(DEVELOPMENT_PRICES.nu),
}
/** Of a small machine, in ten-thousandths of a thousandth of a USD. */
const COST = agreedCost(RATES, smallFor(EVERY))

beforeAll(accountsReady)

const run = (farm: FarmOnDevnet, period: number) => {
  farm.nodes[0]!.run(period, { agreement: 1n, deployment: 1n, used: smallFor(EVERY) })
  farm.nodes[1]!.run(period, { agreement: 1n, deployment: 2n, used: smallFor(EVERY) })
}
const made = (farm: FarmOnDevnet, last: number) => () =>
  farm.told('grid.BillMade').some((each) => each['last'] === last)

async function described(farm: FarmOnDevnet, period: number) {
  const outcome = await farm.describe(1n, period)
  if (!outcome.ok) throw new Error(outcome.refusal.reason)
  return outcome.value
}

describe('the bill under a service contract', () => {
  it('asks for what was used and the time, to the unit, and binds it all in its metadata', async () => {
    const farm = await startContracted()
    const period = farm.period(EVERY)
    run(farm, period)
    farm.passTo(period + 1, EVERY)
    await farm.blocksUntil(made(farm, period), 'billed')
    const [{ bill, amount }] = farm.serviceBills() as [ServiceBilled]
    expect(bill.variableAmount).toBe((2n * COST) / 10_000n)
    // What the chain takes for the time, and for what was used; what is left of a thousandth goes over into the next bill.
    const units = rounded(BASE * 10_000n * bill.window, 3_600n) + bill.variableAmount * 10_000n
    expect(amount).toBe(amountOf(units, farm.tokenPrice()))
    const of = await described(farm, period)
    expect(of).toMatchObject({ state: 'paid', total: 2n * COST, carried: 0n, asked: bill.variableAmount })
    expect(billTree(of.leaves.map(({ leaf }) => leaf)).root).toEqual({ hash: of.root, sum: of.total })
    expect(bill.metadata).toHaveLength(2 + 2 * 49)
    expect(bill.metadata).toBe(metadataOf(of))
  })

  it('follows the one before without a gap, carries over what the chain does not take yet, and loses nothing', async () => {
    // Less than what is used: 4/3 of it an hour.
    const farm = await startContracted((2n * COST) / 10_000n)
    const period = farm.period(EVERY)
    for (let at = period; at < period + 4; at += 1) {
      run(farm, at)
      farm.passTo(at + 1, EVERY)
      await farm.blocksUntil(made(farm, at), `period ${at}`)
    }
    const bills = [0, 1, 2, 3].map((at) => farm.billRecords.covering('service/1', period + at)!)
    expect(bills.map(({ first, last }) => [first - period, last - period])).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ])
    for (const [at, bill] of bills.slice(1).entries()) {
      const before = bills[at]!
      expect(bill.carried).toBe(before.carried + before.total - before.asked * 10_000n)
      expect(bill.carried).toBeGreaterThan(0n)
    }
    const asked = farm.serviceBills().map(({ bill }) => bill.variableAmount)
    expect(asked).toEqual(bills.map((bill) => bill.asked))
    const last = bills[3]!
    expect(
      asked.reduce((sum, each) => sum + each * 10_000n, 0n) + last.carried + last.total - last.asked * 10_000n,
    ).toBe(4n * 2n * COST)
  })

  it('is one for all periods without the node', async () => {
    const farm = await startContracted(1_000_000n)
    const period = farm.period(EVERY)
    for (let at = period; at < period + 3; at += 1) run(farm, at)
    await farm.blocksUntil(() => farm.usageRecords.last() !== undefined, 'seen the clock')
    farm.passTo(period + 3, EVERY)
    await farm.restart()
    await farm.blocksUntil(made(farm, period + 2), 'billed')
    expect(farm.told('grid.BillMade')).toHaveLength(1)
    expect(await described(farm, period + 1)).toMatchObject({ first: period, last: period + 2, total: 6n * COST })
    expect((await described(farm, period)).leaves.map(({ leaf }) => leaf.used)).toEqual([
      smallFor(3 * EVERY),
      smallFor(3 * EVERY),
    ])
  })

  it('is given up when the contract is gone, also while the node was', async () => {
    const farm = await startContracted()
    const { bob, charlie } = farm
    const period = farm.period(EVERY)
    run(farm, period)
    const value = farm.free(bob) - 150_000n
    farm.send(bob, balances('transfer_keep_alive', { dest: { type: 'Id', value: charlie.account }, value }))
    farm.passTo(period + 1, EVERY)
    await farm.blocksUntil(() => farm.told('grid.GraceStarted').length > 0, 'it cannot pay')
    await farm.stop()
    farm.send(bob, smartContract('service_contract_cancel', { service_contract_id: 1n }))
    await farm.start()
    await farm.blocksUntil(() => farm.told('grid.BillMissed').length > 0, 'given up')
    expect(farm.told('grid.BillMissed')).toMatchObject([{ payer: 'service/1', reason: 'ServiceContractNotExists' }])
    expect(farm.billRecords.open()).toEqual([])
  })

  it('waits for a consumer who cannot pay, says so, and is paid when there is money', async () => {
    const farm = await startContracted()
    const { bob, charlie } = farm
    const period = farm.period(EVERY)
    run(farm, period)
    const left = 1_000n
    const pay = (who: typeof bob, to: typeof bob, value: bigint) =>
      farm.send(who, balances('transfer_keep_alive', { dest: { type: 'Id', value: to.account }, value }))
    pay(bob, charlie, farm.free(bob) - left - 100_000n)
    expect(farm.free(bob)).toBeLessThan(110_000n)
    farm.passTo(period + 1, EVERY)
    await farm.blocksUntil(() => farm.told('grid.GraceStarted').length > 0, 'in grace')
    expect(farm.told('grid.GraceStarted')).toEqual([{ kind: 'service', id: 1n }])
    expect(farm.told('grid.BillMade')).toEqual([])
    run(farm, period + 1)
    farm.passTo(period + 2, EVERY)
    pay(charlie, bob, 10n ** 15n)
    await farm.blocksUntil(made(farm, period + 1), 'both paid')
    expect(farm.told('grid.GraceEnded')).toEqual([{ kind: 'service', id: 1n }])
    const asked = farm.serviceBills().reduce((sum, { bill }) => sum + bill.variableAmount * 10_000n, 0n)
    const last = farm.billRecords.covering('service/1', period + 1)!
    expect(asked + last.carried + last.total - last.asked * 10_000n).toBe(4n * COST)
  })

  it('says when the chain has a deployment wait for its owner', async () => {
    const farm = await startContracted()
    farm.send(
      farm.nodes[0]!.account,
      smartContract('report_contract_resources', {
        contract_resources: [{ contract_id: 1n, used: { hru: 0n, sru: 0n, cru: 2n, mru: 2n << 30n } }],
      }),
    )
    const { bob, charlie } = farm
    const poor = farm.free(bob) - 50_000n
    farm.send(bob, balances('transfer_keep_alive', { dest: { type: 'Id', value: charlie.account }, value: poor }))
    farm.passTo(farm.period(EVERY) + 1, EVERY)
    farm.send(charlie, smartContract('bill_contract_for_block', { contract_id: 1n }))
    await farm.blocksUntil(
      () => farm.told('grid.GraceStarted').some((each) => each['kind'] === 'contract'),
      'the chain says so',
    )
    farm.send(charlie, balances('transfer_keep_alive', { dest: { type: 'Id', value: bob.account }, value: 10n ** 15n }))
    farm.send(charlie, smartContract('bill_contract_for_block', { contract_id: 1n }))
    await farm.blocksUntil(
      () => farm.told('grid.GraceEnded').some((each) => each['kind'] === 'contract' && each['id'] === 1n),
      'over',
    )
  })
})
