/** What the farmerbots take nodes for, by what these and the chain say: V the original bot, G the one in Go. */
import { describe, expect, test } from 'vitest'
import { GIB } from '../../../src/grid/capacity/resources.ts'
import { gib } from '../../grid/nodes.ts'
import { FIVE, ONE, startBots, TWO } from './stage.ts'

const silent = async (...ids: number[]) => {
  const farm = await startBots(FIVE, { farm: { silentRounds: 2 } })
  for (const id of ids) farm.machines.get(id)!.answers = false
  await farm.minutes(5)
  return farm.states()
}

describe('who answers', () => {
  test('3.10 #77 nobody: all are unreachable; in V all are off, and would be told to come up', async () => {
    const all = Object.keys(FIVE).map(Number)
    expect(new Set(Object.values(await silent(...all)))).toEqual(new Set(['unreachable']))
  })

  test('3.10 #78 all: all are on', async () => {
    expect(new Set(Object.values(await silent()))).toEqual(new Set(['on']))
  })

  test('3.10 #79 two of five: they are on, the others unreachable', async () => {
    const lost = 'unreachable'
    expect(await silent(8, 20, 25)).toEqual({ 3: 'on', 5: 'on', 8: lost, 20: lost, 25: lost })
  })

  test('3.10 #80 one that was waking up: it is on once the chain says so, as in G; it takes no contract before', async () => {
    const farm = await startBots({ 1: { total: ONE, isOff: true }, 2: TWO[2]! })
    await farm.wake(1)
    farm.machines.get(1)!.answers = true
    await farm.minutes(3)
    expect(await farm.states()).toMatchObject({ 1: 'wakingUp' })
    await farm.power(1, 'Up')
    expect(await farm.states()).toMatchObject({ 1: 'on' })
  })

  test('3.10 #81 one that was waking up and is silent: for half an hour, then it is told again; in V it is off, in G for ever so', async () => {
    const farm = await startBots({ 1: { total: ONE, isOff: true }, 2: TWO[2]! })
    await farm.wake(1)
    await farm.minutes(29)
    expect(farm.told()).toEqual(['1 Up'])
    await farm.minutes(2)
    expect(farm.told()).toEqual(['1 Up', '1 Up'])
    expect(await farm.states()).toMatchObject({ 1: 'wakingUp' })
  })

  test('3.10 #83 its statistics are kept exactly, with its addresses', async () => {
    const farm = await startBots({ 1: { total: gib(1_000, 200, 32, 16) }, 2: TWO[2]! })
    const used = gib(50, 10, 2, 2)
    const system = gib(0, 100, 0, 1)
    Object.assign(farm.machines.get(1)!, { used, system, publicIps: 1 })
    await farm.minutes(2)
    expect(await farm.node(1)).toMatchObject({ total: gib(1_000, 200, 32, 16), used, system, publicIpsUsed: 1 })
    expect(used.mru).toBe(2 * GIB)
  })
})

describe('what the chain says', () => {
  test.each([
    ['Down', 'Up', 'wakingUp'],
    ['Up', 'Up', 'on'],
    ['Up', 'Down', 'shuttingDown'],
    ['Down', 'Down', 'off'],
  ] as const)('3.10 #85 state %s and target %s: %s', async (state, target, power) => {
    const farm = await startBots(TWO)
    const { PowerStateChanged } = await import('../../../src/grid/chain-facts.ts')
    farm.state.set('NodePower/1', { state: state === 'Up' ? { up: null } : { down: 1 }, target })
    const block = { number: farm.head, hash: `0x${'00'.repeat(32)}` }
    const powerState = state === 'Up' ? { up: null } : { down: 1 }
    farm.system.emit(PowerStateChanged, { farmId: 3, nodeId: 1, powerState, block })
    await farm.system.settled()
    expect(await farm.states()).toMatchObject({ 1: power })
  })

  test('3.10 #86 no rent contract: not rented', async () => {
    const farm = await startBots({ 1: TWO[1]!, 2: { total: ONE, rented: true } })
    expect((await farm.nodes()) as object[]).toMatchObject([{ isRented: false }, { isRented: true }])
  })

  test('3.10 #92 a node without cores, memory or SSD: no error, it is left out of what is planned; G does not start. HDD none has to have', async () => {
    for (const total of [gib(1, 0, 1, 1), gib(1, 1, 0, 1), gib(1, 1, 1, 0)]) {
      const farm = await startBots({ 1: { total }, 2: TWO[2]! })
      expect(await farm.find(ONE)).toBe(2)
      expect(await farm.find(ONE)).toBe('no-node')
    }
    const plain = await startBots({ 1: { total: gib(0, 1, 1, 1) }, 2: TWO[2]! })
    expect(await plain.find(gib(0, 1, 1, 1))).toBe(1)
  })
})
