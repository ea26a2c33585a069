import { describe, expect, it } from 'vitest'
import { billingMemory } from '../../../src/grid/billing/ports.ts'
import { NO_ROOT, openBillRecords } from '../../../src/grid/billing/records/records.ts'
import { billingUnit } from '../../../src/grid/billing/spec.ts'
import { UNUSED } from '../../../src/grid/evidence/used.ts'
import { startStage } from '../../storage/stage.ts'
import { createWorld, DELAY, FARM } from './world.ts'

const DAY = 86_400
const TODAY = 20_000

/** A bill of yesterday, and one of three days ago, that are known to be on the chain; then the chain is read as of now. */
async function readAfterGap({ bond, there = [] }: { bond: bigint; there?: readonly number[] }) {
  const records = openBillRecords(':memory:')
  for (const [period, block] of [
    [TODAY - 3, 1],
    [TODAY - 2, 1],
    [TODAY - 1, 1],
  ] as const) {
    const bill = { payer: `farm/${FARM}`, first: period, last: period, root: NO_ROOT, total: 5n, carried: 0n }
    const leaf = { agreement: 1n, deployment: 1n, node: 1, used: UNUSED, amount: 5n }
    records.draw({ ...bill, state: 'drawn', asked: 5n, mark: 0, block: null }, [leaf])
    records.settle(bill, 'billed', block)
  }
  const signer = { account: `0x${'aa'.repeat(32)}`, attest: () => Promise.reject(new Error('nothing is signed here')) }
  const stage = await startStage(billingUnit, {
    ports: { records, memory: billingMemory(), signer },
    config: { farmId: FARM, lookEvery: 1 },
  })
  stage.constants.set('Period', DAY).set('BillDelay', DELAY).set('ChallengeWindow', DAY)
  const world = createWorld(TODAY * DAY, DAY)
  world.write(stage.state)
  const bills = there.map((period) => ({ period, root: NO_ROOT, total: '5', payableAt: '0' }))
  stage.state.set(`Billers/${FARM}`, { bond: String(bond), nextPeriod: TODAY, bills })
  await stage.block({ marked: true })
  const states = [3, 2, 1].map((ago) => records.covering(`farm/${FARM}`, TODAY - ago)?.state)
  return { states, spent: records.spent(`farm/${FARM}`, 1n), voided: stage.told('grid.BillsVoided') }
}

describe('bills whose end nobody could tell of', () => {
  it('are as they were while the chain has them', async () => {
    const { states, spent } = await readAfterGap({ bond: 9n, there: [TODAY - 3, TODAY - 2, TODAY - 1] })
    expect(states).toEqual(['billed', 'billed', 'billed'])
    expect(spent).toBe(15n)
  })

  it('are void where they cannot have been paid yet, and paid otherwise', async () => {
    const { states, spent, voided } = await readAfterGap({ bond: 9n })
    expect(states).toEqual(['paid', 'paid', 'void'])
    expect(spent).toBe(10n)
    expect(voided).toEqual([{ payer: `farm/${FARM}`, first: [TODAY - 1] }])
  })

  it('are void where the bond is gone too: nobody is asked to pay for what may not have been paid', async () => {
    const { states, spent } = await readAfterGap({ bond: 0n, there: [TODAY - 1] })
    expect(states).toEqual(['void', 'void', 'billed'])
    expect(spent).toBe(5n)
  })
})
