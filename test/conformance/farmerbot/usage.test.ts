/** How the farmerbots switch nodes by what is in use: V the original bot, G the one in Go. */
import { describe, expect, test } from 'vitest'
import { excessOf } from '../../../src/grid/power/demand.ts'
import { gib } from '../../grid/nodes.ts'
import { type Bot, FIVE, ONE, share, startBots, TWO } from './stage.ts'

/** The five nodes with nothing special about them, but for what is said. */
const five = (more: Record<number, Partial<Bot>>) =>
  startBots(Object.fromEntries(Object.entries(FIVE).map(([id, { total }]) => [id, { total, ...more[Number(id)] }])), {
    farm: { minimumOn: 0 },
  })
const off = { isOff: true }
const ROUNDS = 20

type Farm = Awaited<ReturnType<typeof startBots>>
/** What some rounds come to. */
async function outcome(farm: Farm) {
  await farm.seeToPower()
  await farm.minutes(ROUNDS)
  return farm.states()
}
const two = (more: Record<number, Partial<Bot>>) =>
  startBots(Object.fromEntries(Object.entries(TWO).map(([id, bot]) => [id, { ...bot, ...more[Number(id)] }])), {
    farm: { minimumOn: 0 },
  })

describe('V', () => {
  test('3.10 #46 two on, at 70 %: nothing changes', async () => {
    const used = (id: number) => ({ used: share(FIVE[id]!.total, 0.7) })
    const farm = await five({ 3: used(3), 5: used(5), 8: off, 20: off, 25: off })
    await outcome(farm)
    expect(farm.told()).toEqual([])
  })

  test('3.10 #47 one full and two idle: the smaller goes, the other stays, or the rest would be full', async () => {
    const farm = await five({ 8: { used: FIVE[8]!.total }, 20: off, 25: off })
    expect(await outcome(farm)).toMatchObject({ 3: 'shuttingDown', 5: 'on', 8: 'on' })
    expect(farm.told()).toEqual(['3 Down'])
  })

  test('3.10 #50 two on and idle: one goes, one stays', async () => {
    const farm = await five({ 8: off, 20: off, 25: off })
    expect(await outcome(farm)).toMatchObject({ 3: 'shuttingDown', 5: 'on' })
  })

  test('3.10 #52 all on and idle, and one cannot be told: it is the one that stays on', async () => {
    const farm = await five({})
    farm.refuseAll((id) => id === 5)
    const states = await outcome(farm)
    expect(states).toEqual({ 3: 'shuttingDown', 5: 'on', 8: 'shuttingDown', 20: 'shuttingDown', 25: 'shuttingDown' })
  })
})

describe('G', () => {
  test('3.10 #55 two idle, and the first cannot be told: the second goes', async () => {
    const farm = await two({})
    farm.refuseAll((id) => id === 1)
    expect(await outcome(farm)).toEqual({ 1: 'on', 2: 'shuttingDown' })
  })

  test('3.10 #57 one is off: nothing changes', async () => {
    expect(await outcome(await two({ 1: off }))).toEqual({ 1: 'off', 2: 'on' })
  })

  test('3.10 #58 both have a public config: nothing changes', async () => {
    const farm = await two({ 1: { publicConfig: true }, 2: { publicConfig: true } })
    expect(await outcome(farm)).toEqual({ 1: 'on', 2: 'on' })
  })

  test('3.10 #59 one is waking up: nothing changes', async () => {
    const farm = await two({ 1: off })
    await farm.wake(1)
    expect(await outcome(farm)).toEqual({ 1: 'wakingUp', 2: 'on' })
    expect(farm.told()).toEqual(['1 Up'])
  })

  test('3.10 #60 one is full and the other off: it is woken', async () => {
    expect(await outcome(await two({ 1: { used: ONE }, 2: off }))).toEqual({ 1: 'on', 2: 'wakingUp' })
  })

  test('3.10 #61 one is rented and the other off: it is woken', async () => {
    expect(await outcome(await two({ 1: { rented: true }, 2: off }))).toEqual({ 1: 'on', 2: 'wakingUp' })
  })

  test('3.10 #63 nodes that have nothing: nothing fails, and one of them stays on', async () => {
    const nothing = { total: gib(0, 0, 0, 0) }
    const farm = await two({ 1: nothing, 2: nothing })
    expect(Object.values(await outcome(farm))).toContain('on')
    expect(farm.system.actors().find(({ name }) => name === 'power')).toMatchObject({ status: 'running' })
  })
})

describe('what is needed', () => {
  test.each([
    [10, 8, 0],
    [10, 9, 1],
    [20, 18, 2],
    [3, 3, 1],
    [16, 13, 1],
    [100, 81, 1],
    [1_000, 801, 1],
  ])('3.10 #65 of %i, %i in use: %i, exact where G comes to 2 of a thousand', (total, used, needed) => {
    expect(excessOf(used, total, 80)).toBe(needed)
  })

  test('3.10 #66 more than any one node has: several are woken together; in G none at all', async () => {
    const small = { total: gib(1, 1, 2, 2), isOff: true }
    const farm = await startBots({ 1: { total: gib(8, 8, 16, 16), used: gib(0, 0, 15, 15) }, 2: small, 3: small })
    expect(await outcome(farm)).toEqual({ 1: 'on', 2: 'wakingUp', 3: 'wakingUp' })
  })

  test('3.10 #67 two at 90 % and one idle: left as they are for a day; in G the third goes and comes every 45 minutes', async () => {
    const ten = (cores: number) => ({ total: gib(10, 10, 10, 10), used: gib(0, 0, 1, cores) })
    const farm = await startBots({ 1: ten(9), 2: ten(9), 3: ten(0) })
    await farm.seeToPower({ minimumOn: 30, minimumOff: 10 })
    await farm.minutes(24 * 60)
    expect(farm.told()).toEqual([])
  })

  test('8 (8) a farm of 841 nodes is seen to like any other; in G the draw for random wakes divides by zero', async () => {
    const nodes = Array.from({ length: 841 }, (_, at) => [at + 1, { total: ONE, isOff: at > 0 }] as const)
    const farm = await startBots(Object.fromEntries(nodes))
    await farm.seeToPower({ randomWakesPerMonth: 10 })
    await farm.minutes(6)
    expect(farm.system.actors().find(({ name }) => name === 'power')).toMatchObject({ status: 'running' })
  })
})
