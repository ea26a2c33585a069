import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { metadataOf } from '../../../src/grid/billing/modes/metadata.ts'
import { billingMemory } from '../../../src/grid/billing/ports.ts'
import { type Bill, type BillRecords, openBillRecords } from '../../../src/grid/billing/records/records.ts'
import { billingUnit } from '../../../src/grid/billing/spec.ts'
import { agreedCost } from '../../../src/grid/evidence/agreed-cost.ts'
import { GatherUsage } from '../../../src/grid/proof/events.ts'
import { defineUnit, type PayloadOf } from '../../../src/kernel/index.ts'
import { startStage } from '../../storage/stage.ts'
import { createWorld, DELAY, FARM, FATES, type Fate, RATES, usageIn, type World } from './world.ts'

const DAY = 86_400
const EVERY = 3_000

const signer = {
  account: `0x${'aa'.repeat(32)}`,
  attest: () => Promise.reject(new Error('nothing is signed here')),
}

interface Setting {
  readonly mode: 'agreements' | 'contracts'
  readonly length: number
}

/** A node at work on the world, until it is let go or dies. */
async function startNode(world: World, records: BillRecords, { mode, length }: Setting) {
  const stage = await startStage(billingUnit, {
    ports: { records, memory: billingMemory(), signer },
    config: { farmId: FARM, mode, every: EVERY, lookEvery: 1, backoff: { min: 10, max: 10 } },
  })
  stage.system.register(
    defineUnit({
      name: 'proof',
      owns: [GatherUsage],
      handlers: {
        'grid.GatherUsage': async ({ first, last, agreement }: PayloadOf<typeof GatherUsage>) => ({
          isAsked: true,
          isEarly: false,
          open: [],
          missing: [],
          usages: Array.from({ length: last - first + 1 }, (_, i) => usageIn(first + i, length))
            .flat()
            .filter((usage) => agreement === null || usage.agreement === agreement),
        }),
      },
    }),
  )
  stage.constants.set('Period', DAY).set('BillDelay', DELAY).set('ChallengeWindow', DAY)
  stage.submitBy((submission) => world.submit(submission))
  let isNew = true
  return {
    stage,
    /** Some blocks, as long as it lives. */
    async live(blocks: number): Promise<void> {
      for (let block = 0; block < blocks && !world.isDead; block += 1) {
        world.seconds += 6
        world.write(stage.state)
        await stage.block({ marked: isNew })
        isNew = false
        stage.clock.advance(50)
        await stage.system.settled()
      }
    },
  }
}

interface Turn {
  /** Seconds that pass, with the node or without. */
  readonly pass: number
  readonly isDown: boolean
  readonly fate: Fate
}

/** What has come of it all, with the bills that were written down. */
async function play(setting: Setting, from: number, turns: readonly Turn[]) {
  const world = createWorld(from, setting.length)
  const records = openBillRecords(':memory:')
  let node = await startNode(world, records, setting)
  for (const { pass, isDown, fate } of turns) {
    await node.live(3)
    world.fate = fate
    world.seconds += pass
    if (isDown || world.isDead) {
      world.isDead = false
      node = await startNode(world, records, setting)
    }
    await node.live(4)
  }
  world.fate = 'heard'
  world.isDead = false
  node = await startNode(world, records, setting)
  world.seconds += setting.length
  await node.live(12)
  return { world, records, facts: node.stage.facts }
}

/** All bills of a payer, and that none of them leaves time out or counts it twice. */
function partition(records: BillRecords, payer: string, since: number): Bill[] {
  const bills: Bill[] = []
  for (let next = since; ; next = bills.at(-1)!.last + 1) {
    const bill = records.covering(payer, next)
    if (bill === undefined) return bills
    expect(bill.first).toBe(next)
    expect(bill.last).toBeGreaterThanOrEqual(next)
    bills.push(bill)
  }
}

const turnsOf = (length: number) =>
  fc.array(
    fc.record({
      pass: fc.integer({ min: 0, max: Math.floor(length * 1.5) }),
      isDown: fc.boolean(),
      fate: fc.constantFrom(...FATES),
    }),
    { minLength: 1, maxLength: 10 },
  )

describe('however often and whenever the node ends', () => {
  it('each period of a farm is billed once, to the unit, or was too old for the chain', async () => {
    const from = 20_000 * DAY + 1_000
    const since = Math.floor(from / DAY)
    await fc.assert(
      fc.asyncProperty(turnsOf(DAY), async (turns) => {
        const { world, records } = await play({ mode: 'agreements', length: DAY }, from, turns)
        const bills = partition(records, `farm/${FARM}`, since)
        expect(bills.at(-1)!.last).toBe(Math.floor(world.seconds / DAY) - 1)
        const isTaken = ({ state }: Bill) => state === 'billed' || state === 'paid'
        const expected = bills.filter(isTaken)
        const ours = world.bills.filter(({ period }) => !world.foreign.has(period))
        expect(ours).toEqual(expected.map(({ first, total, root }) => ({ period: first, total, root })))
        for (const each of bills) {
          const { state, first, last, total } = each
          if (world.foreign.has(first)) expect(state).toBe('missed')
          const cost = usageIn(first, DAY).reduce((sum, { used }) => sum + agreedCost(RATES, used), 0n)
          if (isTaken(each)) expect(total).toBe(cost)
          if (state === 'nothing') expect(cost).toBe(0n)
          if (state !== 'missed') expect(last).toBe(first)
        }
        records.close()
      }),
      { numRuns: 40 },
    )
  })

  it('a period is only too old when the node, or the chain, has kept it from being billed until then', async () => {
    const from = 20_000 * DAY
    const turns = Array.from({ length: 8 }, () => ({ pass: DAY, isDown: true, fate: 'unheard' as const }))
    const { records, world } = await play({ mode: 'agreements', length: DAY }, from, turns)
    const bills = partition(records, `farm/${FARM}`, from / DAY)
    expect(bills.filter(({ state }) => state === 'missed')).toEqual([])
    expect(world.bills.length).toBeGreaterThan(5)
    records.close()
  })

  it('all that was used under a service contract is asked for once, or carried on', async () => {
    const from = 600_000 * EVERY + 100
    const since = Math.floor(from / EVERY)
    const prices = { cu: 100_000n, su: 50_000n, ipu: 40_000n, nu: 15_000n }
    await fc.assert(
      fc.asyncProperty(turnsOf(EVERY), async (turns) => {
        const { world, records } = await play({ mode: 'contracts', length: EVERY }, from, turns)
        const bills = partition(records, 'service/1', since)
        const billed = bills.filter(({ state }) => state === 'paid')
        expect(world.serviceBills).toEqual(billed.map((bill) => ({ variable: bill.asked, metadata: metadataOf(bill) })))
        const last = bills.at(-1)!
        const used = Array.from({ length: last.last - since + 1 }, (_, i) => usageIn(since + i, EVERY)).flat()
        const cost = used.reduce((sum, each) => sum + agreedCost(prices, each.used), 0n)
        const asked = bills.reduce((sum, bill) => sum + bill.asked, 0n)
        expect(asked * 10_000n + last.carried + last.total - last.asked * 10_000n).toBe(cost)
        records.close()
      }),
      { numRuns: 40 },
    )
  })
})
