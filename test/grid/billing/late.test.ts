import { describe, expect, it } from 'vitest'
import { billingMemory } from '../../../src/grid/billing/ports.ts'
import { openBillRecords } from '../../../src/grid/billing/records/records.ts'
import { billingUnit } from '../../../src/grid/billing/spec.ts'
import { agreedCost } from '../../../src/grid/evidence/agreed-cost.ts'
import { GatherUsage, type Usage } from '../../../src/grid/proof/events.ts'
import { defineUnit } from '../../../src/kernel/index.ts'
import { startStage } from '../../storage/stage.ts'
import { createWorld, DELAY, FARM, RATES, usageIn } from './world.ts'

const DAY = 86_400
/** Something runs in it. */
const PERIOD = 20_000
const USAGES = usageIn(PERIOD, DAY)
const COST = USAGES.reduce((sum, { used }) => sum + agreedCost(RATES, used), 0n)

/** A farm that comes back when the time for which silent nodes are waited for is over. */
async function comeBack() {
  const world = createWorld(PERIOD * DAY, DAY)
  const records = openBillRecords(':memory:')
  const signer = { account: `0x${'aa'.repeat(32)}`, attest: () => Promise.reject(new Error('nothing is signed here')) }
  const stage = await startStage(billingUnit, {
    ports: { records, memory: billingMemory(), signer },
    config: { farmId: FARM, mode: 'agreements', lookEvery: 1, waitFor: 600, backoff: { min: 10, max: 10 } },
  })
  const proof = { isAsked: false, open: [] as number[], missing: [] as number[], usages: [] as Usage[] }
  stage.system.register(
    defineUnit({ name: 'proof', owns: [GatherUsage], handlers: { 'grid.GatherUsage': async () => ({ ...proof }) } }),
  )
  stage.constants.set('Period', DAY).set('BillDelay', DELAY)
  stage.submitBy((submission) => world.submit(submission))
  world.seconds += DAY + 3_600
  let isNew = true
  return {
    proof,
    records,
    world,
    async pass(seconds: number): Promise<void> {
      for (let passed = 0; passed < seconds; passed += 6) {
        world.seconds += 6
        world.write(stage.state)
        await stage.block({ marked: isNew })
        isNew = false
        stage.clock.advance(6_000)
        await stage.system.settled()
      }
    },
  }
}

describe('a farm that comes back late', () => {
  it('bills nothing before its nodes have been asked, and had the time to answer', async () => {
    const farm = await comeBack()
    await farm.pass(30)
    expect(farm.records.covering(`farm/${FARM}`, PERIOD)).toBeUndefined()
    Object.assign(farm.proof, { isAsked: true, open: [1, 2] })
    await farm.pass(30)
    expect(farm.records.covering(`farm/${FARM}`, PERIOD)).toBeUndefined()
    Object.assign(farm.proof, { open: [], usages: USAGES })
    await farm.pass(12)
    expect(farm.world.bills).toMatchObject([{ period: PERIOD, total: COST }])
  })

  it('waits no longer for those that stay silent', async () => {
    const farm = await comeBack()
    Object.assign(farm.proof, { isAsked: true, open: [2], usages: USAGES.filter(({ node }) => node === 1) })
    await farm.pass(120)
    expect(farm.world.bills).toMatchObject([{ period: PERIOD, total: agreedCost(RATES, USAGES[0]!.used) }])
  })
})
