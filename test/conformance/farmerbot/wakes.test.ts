/** How the farmerbots wake nodes that nothing needs: V the original bot, G the one in Go. */
import { describe, expect, test } from 'vitest'
import { powerConfig } from '../../../src/grid/power/config.ts'
import { decide } from '../../../src/grid/power/decide.ts'
import { createWakeLedger } from '../../../src/grid/power/wake-ledger.ts'
import { nodeOf } from '../../grid/nodes.ts'
import { FIVE, FIVE_CONFIG, ONE, startBots, TWO } from './stage.ts'

const ROUND = 5

/** At midnight node 3 is asleep for an hour, and node 5 for the whole of the day. */
async function atMidnight(config: Record<string, unknown>) {
  const farm = await startBots(FIVE, { farm: { minimumOn: 0, ...FIVE_CONFIG } })
  await farm.power(5, 'Down')
  await farm.minutes(23 * 60)
  await farm.power(3, 'Down')
  await farm.minutes(60)
  await farm.seeToPower({ overdueAfter: 48 * 60, periodicWakeAt: 0, ...config })
  return farm
}

describe('V, once a day', () => {
  test('3.10 #68 one a round: two rounds for two nodes, the longest asleep first, and nothing is shut down', async () => {
    const farm = await atMidnight({ wakesPerRound: 1 })
    expect(await farm.states()).toMatchObject({ 3: 'off', 5: 'wakingUp' })
    await farm.minutes(ROUND + 1)
    expect(await farm.states()).toEqual({ 3: 'wakingUp', 5: 'wakingUp', 8: 'on', 20: 'on', 25: 'on' })
  })

  test('3.10 #69 two a round: one round for both', async () => {
    expect(await (await atMidnight({ wakesPerRound: 2 })).states()).toMatchObject({ 3: 'wakingUp', 5: 'wakingUp' })
  })
})

describe('G', () => {
  test('3.10 #73 asleep for a day: all are woken at once, whatever the limit, for each is paid for by the day; in G one a round', async () => {
    const farm = await startBots({ 1: { total: ONE, isOff: true }, 2: { total: ONE, isOff: true } })
    farm.refuseAll((id) => id === 1)
    await farm.minutes(24 * 60)
    await farm.seeToPower({ wakesPerRound: 1 })
    // That one cannot be told keeps nobody from telling the other.
    expect(farm.told()).toEqual(['1 Up', '2 Up'])
    expect(farm.state.get('NodePower/2')).toMatchObject({ target: 'Up' })
  })

  test('3.10 #74 one that is never to be shut down, or is rented, is woken with the next round', async () => {
    const nodes = { 1: TWO[1]!, 2: { total: ONE, isOff: true }, 3: { total: ONE, isOff: true, rented: true } }
    const farm = await startBots(nodes, { farm: { neverShutDown: [2] } })
    // With no demand either: what is rented counts as in use once it is up.
    await farm.minutes(ROUND)
    await farm.seeToPower()
    expect(farm.told().sort()).toEqual(['2 Up', '3 Up'])
  })

  test('3.10 #75 ten random wakes in a month are all; the next month begins with none, at midnight UTC', () => {
    const config = powerConfig.parse({ wakesPerDay: 99 })
    const wakes = createWakeLedger()
    for (let day = 1; day <= 10; day += 1) wakes.count({ node: 1, reason: 'random' }, Date.UTC(2026, 4, day))
    const draw = (now: number) => {
      const counts = (id: number) => wakes.of(id, now)
      const node = nodeOf(1, { power: 'off', awakeAt: now, changedAt: 0 })
      return decide([node], config, { now, wakesAt: 0, counts, random: () => 0 }).wake
    }
    expect(draw(Date.UTC(2026, 4, 31, 23, 59))).toEqual([])
    expect(draw(Date.UTC(2026, 5, 1))).toEqual([{ node: 1, reason: 'random' }])
  })
})
