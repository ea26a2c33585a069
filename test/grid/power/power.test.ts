import { describe, expect, it } from 'vitest'
import { powerConfig } from '../../../src/grid/power/config.ts'
import { decide } from '../../../src/grid/power/decide.ts'
import { powerUnit } from '../../../src/grid/power/spec.ts'
import { createWakeLedger, type WakeLedger } from '../../../src/grid/power/wake-ledger.ts'
import type { Wake } from '../../../src/grid/power/wakes.ts'
import { createMemoryStore, createRandom } from '../../../src/kernel/index.ts'
import { type Left, startFarm } from '../farm/stage.ts'
import { gib, nodeOf } from '../nodes.ts'

const IDLE = gib(0, 100, 2, 0)
const BUSY = gib(0, 200, 28, 8)

/** A farm with its nodes read and its power seen to. No node is woken by chance, unless the test says so. */
async function startPower(
  ids: readonly number[],
  config: Record<string, unknown> = {},
  { farm = {}, left }: { farm?: Record<string, unknown>; left?: Partial<Left> } = {},
) {
  const stage = await startFarm(ids, { overprovision: 1, ...farm }, left)
  const wakes = createWakeLedger(left?.store)
  stage.system.register(powerUnit, { ports: { wakes }, config: { randomWakesPerMonth: 0, ...config } })
  await stage.begin()
  /** Nodes do as they were told. */
  const obey = async () => {
    for (const id of ids) {
      const { state, target } = stage.state.get(`NodePower/${id}`) as { state: object; target: 'Up' | 'Down' }
      if ('up' in state !== (target === 'Up')) await stage.power(id, target, target)
    }
  }
  return {
    ...stage,
    wakes,
    obey,
    /** Time passes, and whoever is told something does it within minutes. */
    async hours(count: number) {
      for (let minutes = 0; minutes < count * 60; minutes += 3) {
        await stage.minutes(3)
        await obey()
      }
    },
    use: (id: number, used = BUSY) => {
      stage.machines.get(id)!.used = used
    },
  }
}

describe('the power of a farm', () => {
  it('is what is needed: idle nodes go to sleep, and are woken as soon as others are full', async () => {
    const stage = await startPower([1, 2, 3])
    await stage.hours(2)
    expect(stage.told()).toEqual(['1 Down', '2 Down'])
    stage.use(3)
    await stage.minutes(2)
    expect(stage.told().slice(2)).toEqual(['1 Up'])
    await stage.hours(3)
    expect(stage.told()).toHaveLength(3)
  })

  it('is left as it is where a node that sleeps would be woken at once', async () => {
    const stage = await startPower([1, 2, 3])
    stage.use(1, gib(0, 200, 4, 7))
    stage.use(2, gib(0, 200, 4, 7))
    await stage.hours(12)
    expect(stage.told()).toEqual([])
  })

  it('is planned before the next round comes when a node changes, once for those that change together', async () => {
    const stage = await startPower([1, 2, 3], { every: 60, calm: 20 })
    await stage.hours(3)
    expect(stage.told()).toEqual(['1 Down', '2 Down'])
    const before = stage.asked()
    stage.use(3)
    await stage.minutes(2)
    expect(stage.told()).toHaveLength(3)
    expect(stage.asked()).toBeGreaterThan(before)
  })

  it('is told to be short of what nothing can give, and to be so no more', async () => {
    const stage = await startPower([1, 2])
    stage.use(1)
    stage.use(2)
    await stage.minutes(10)
    expect(stage.facts('grid.CapacityShort')).toEqual([{ short: { cru: 4, mru: expect.any(Number) } }])
    stage.use(2, IDLE)
    await stage.minutes(10)
    expect(stage.facts('grid.CapacityShort').slice(1)).toEqual([{ short: {} }])
  })

  it('waits for a farm that is not known', async () => {
    const stage = await startPower([1, 2])
    stage.system.restart('farm')
    await stage.system.settled()
    await stage.hours(1)
    await stage.block({ marked: true })
    await stage.hours(2)
    expect(stage.told()).toEqual(['1 Down'])
  })
})

describe('wakes for no need', () => {
  it('bring each node up once a day, and it goes back to sleep', async () => {
    const stage = await startPower([1, 2, 3], { periodicWakeAt: 12 * 60 })
    await stage.hours(24)
    const day = stage.told().slice(2)
    expect(day.filter((told) => told.endsWith('Up')).sort()).toEqual(['1 Up', '2 Up'])
    expect(day).toHaveLength(4)
    await stage.hours(24)
    expect(stage.told()).toHaveLength(2 + 2 * 4)
  })

  it('bring up what is never to be off, whatever the load', async () => {
    const stage = await startPower([1, 2], {}, { farm: { neverShutDown: [2] } })
    await stage.power(2, 'Down', 'Down')
    await stage.minutes(11)
    expect(stage.told()).toEqual(['2 Up'])
  })

  it('are counted beyond the end of the process', async () => {
    const store = createMemoryStore()
    const config = { randomWakesPerMonth: 100 }
    const first = await startPower([1, 2], config, { left: { store } })
    for (let hours = 0; hours < 24 && !first.told().includes('1 Up'); hours += 1) await first.hours(1)
    expect(first.told()).toContain('1 Up')
    const next = await startPower([1, 2], config, { left: { store, state: first.state } })
    expect(next.wakes.of(1, next.clock.now())).toEqual({ today: 1, randomThisMonth: 1, lastPeriodic: null })
  })
})

describe('counts of wakes', () => {
  it('hold over the end of the process: whoever had its wakes of the day has no more of them after it', async () => {
    const store = createMemoryStore()
    const config = { randomWakesPerMonth: 100, wakesPerDay: 1, overdueAfter: 10 ** 6, periodicWakeAt: 1_439 }
    const first = await startPower([1, 2], config, { left: { store } })
    for (let hours = 0; hours < 24 && !first.told().includes('1 Up'); hours += 1) await first.hours(1)
    expect(first.told().filter((told) => told.endsWith('Up'))).toEqual(['1 Up'])
    await first.power(1, 'Down', 'Down')
    const restarted = createWakeLedger(store)
    const now = first.clock.now()
    const asleep = nodeOf(1, { power: 'off', awakeAt: now, changedAt: 0 })
    const situation = { now, wakesAt: 0, random: () => 0 }
    const wakesBy = (ledger: WakeLedger) =>
      decide([asleep], powerConfig.parse(config), { ...situation, counts: (node) => ledger.of(node, now) }).wake
    expect(wakesBy(restarted)).toEqual([])
    expect(wakesBy(createWakeLedger())).toHaveLength(1)
  })

  it('are taken back of what could not be told', () => {
    const [wakes, now] = [createWakeLedger(), Date.UTC(2026, 4, 10)]
    wakes.count({ node: 1, reason: 'random' }, now)
    const takeBack = wakes.count({ node: 1, reason: 'periodic' }, now)
    takeBack()
    expect(wakes.of(1, now)).toEqual({ today: 1, randomThisMonth: 1, lastPeriodic: null })
  })

  it('are for one day and one month (UTC) each', () => {
    const wakes = createWakeLedger()
    const evening = Date.UTC(2026, 4, 31, 23)
    wakes.count({ node: 1, reason: 'random' }, evening)
    wakes.count({ node: 1, reason: 'periodic' }, evening)
    expect(wakes.of(1, evening)).toEqual({ today: 2, randomThisMonth: 1, lastPeriodic: evening })
    const morning = Date.UTC(2026, 5, 1)
    expect(wakes.of(1, morning)).toEqual({ today: 0, randomThisMonth: 0, lastPeriodic: evening })
    expect(wakes.of(2, evening)).toEqual({ today: 0, randomThisMonth: 0, lastPeriodic: null })
  })
})

describe('wakes at random', () => {
  it('come so often a month and no oftener, and begin anew with the next', () => {
    const config = powerConfig.parse({ wakesPerDay: 9, wakesPerRound: 9, overdueAfter: 10 ** 6 })
    const random = createRandom(7)
    const [may, june] = [4, 5].map((month) => {
      const wakes = createWakeLedger()
      wakes.count({ node: 1, reason: 'random' }, Date.UTC(2026, month - 1, 30))
      let woken = 0
      for (let now = Date.UTC(2026, month, 1); now < Date.UTC(2026, month + 1, 1); now += 5 * 60_000) {
        const node = nodeOf(1, { power: 'off', changedAt: 0, awakeAt: now })
        const counts = (id: number) => wakes.of(id, now)
        const { wake } = decide([node], config, { now, wakesAt: now - 5 * 60_000, counts, random })
        woken += wake.length
        for (const each of wake as Wake[]) wakes.count(each, now)
      }
      return woken
    })
    expect([may, june]).toEqual([10, 10])
  })

  it('are not looked for before the round is over, however often there is a plan', () => {
    const config = powerConfig.parse({ randomWakesPerMonth: 100 })
    const now = Date.UTC(2026, 4, 31, 23)
    const nodes = [nodeOf(1, { power: 'off', awakeAt: now })]
    const round = { now, counts: () => ({ today: 0, randomThisMonth: 0 }), random: () => 0 }
    expect(decide(nodes, config, { ...round, wakesAt: now - 60_000 }).wake).toEqual([])
    expect(decide(nodes, config, { ...round, wakesAt: now - 300_000 }).wake).toHaveLength(1)
  })
})
