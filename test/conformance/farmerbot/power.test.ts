/** How the farmerbots switch nodes when they are told to, and what they refuse: V the original bot, G the one in Go. */
import { describe, expect, test } from 'vitest'
import { ending, FIVE, ONE, startBots, TWO } from './stage.ts'

const plain = { 3: { total: FIVE[3]!.total }, 5: { total: FIVE[5]!.total }, 8: { total: FIVE[8]!.total } }
const AT_ONCE = { farm: { minimumOn: 0 } }

describe('off', () => {
  test('3.10 #31 one that is on, with others on: it is shutting down', async () => {
    const farm = await startBots(plain, AT_ONCE)
    expect(ending(await farm.sleep(3))).toBe('done')
    expect(await farm.states()).toEqual({ 3: 'shuttingDown', 5: 'on', 8: 'on' })
    expect(farm.told()).toEqual(['3 Down'])
  })

  test('3.10 #32 one that is shutting down or off: unchanged, and nothing is told', async () => {
    const farm = await startBots(plain, AT_ONCE)
    await farm.sleep(3)
    expect(ending(await farm.sleep(3))).toBe('done')
    await farm.power(3, 'Down')
    expect(ending(await farm.sleep(3))).toBe('done')
    expect(await farm.states()).toMatchObject({ 3: 'off' })
    expect(farm.told()).toEqual(['3 Down'])
  })

  test('3.10 #33 one that is waking up: refused for now, as in G; in V it is shut down half way', async () => {
    const farm = await startBots({ ...plain, 3: { ...plain[3], isOff: true } }, AT_ONCE)
    await farm.wake(3)
    expect(await farm.sleep(3)).toMatchObject({ ok: false, refusal: { retryable: true } })
    expect(await farm.states()).toMatchObject({ 3: 'wakingUp' })
  })

  test('3.10 #34 the last one that is on: refused, it stays on', async () => {
    const farm = await startBots({ 3: plain[3], 5: { ...plain[5], isOff: true } }, AT_ONCE)
    expect(ending(await farm.sleep(3))).toBe('last-node')
    expect(await farm.states()).toEqual({ 3: 'on', 5: 'off' })
  })

  test('3.10 #35 the chain does not take it: it stays on. The answer is not waited for a block; the state tells it', async () => {
    const farm = await startBots(plain, AT_ONCE)
    farm.refuseAll()
    await farm.sleep(3)
    expect(await farm.states()).toEqual({ 3: 'on', 5: 'on', 8: 'on' })
  })

  test('3.10 #36 one that is never to be shut down: refused, it stays on', async () => {
    const farm = await startBots(plain, { farm: { minimumOn: 0, neverShutDown: [5] } })
    expect(ending(await farm.sleep(5))).toBe('never-shutdown')
    expect(await farm.states()).toMatchObject({ 5: 'on' })
  })

  test('3.10 #37 one with a public config: refused, it stays on', async () => {
    const farm = await startBots(FIVE, AT_ONCE)
    expect(ending(await farm.sleep(8))).toBe('public-config')
    expect(await farm.states()).toMatchObject({ 8: 'on' })
  })

  test('3.10 #40 one that is rented, has contracts, is in use, has just changed, or is not there: refused', async () => {
    const farm = await startBots({
      1: { total: ONE, rented: true },
      2: { total: ONE, contracts: 1 },
      4: { total: ONE, used: ONE },
      5: { total: ONE },
    })
    const endings = []
    for (const id of [1, 2, 4, 5, 3]) endings.push(ending(await farm.sleep(id)))
    expect(endings).toEqual(['rented', 'contracts', 'in-use', 'changed-recently', 'no-such-node'])
    expect(farm.told()).toEqual([])
  })

  test('3.10 #41 the chain does not take it and says that it is up: it is on', async () => {
    const farm = await startBots(TWO, AT_ONCE)
    farm.refuseAll()
    await farm.sleep(1)
    await farm.power(1, 'Up')
    expect(await farm.states()).toEqual({ 1: 'on', 2: 'on' })
  })

  test('3.10 #42 the chain does not take it and cannot be read either: it is on', async () => {
    const farm = await startBots(TWO, AT_ONCE)
    farm.refuseAll()
    await farm.sleep(1)
    farm.failNextReads(10)
    await farm.power(1, 'Up')
    await farm.minutes(2)
    expect(await farm.states()).toEqual({ 1: 'on', 2: 'on' })
  })
})

describe('on', () => {
  test('3.10 #38 one that is off or shutting down: it is waking up; one that is waking up or on: unchanged', async () => {
    const farm = await startBots({ ...plain, 3: { ...plain[3], isOff: true } }, AT_ONCE)
    await farm.wake(3)
    await farm.sleep(5)
    await farm.wake(5)
    expect(await farm.states()).toEqual({ 3: 'wakingUp', 5: 'wakingUp', 8: 'on' })
    const told = farm.told().length
    await farm.wake(3)
    await farm.wake(8)
    expect(await farm.states()).toEqual({ 3: 'wakingUp', 5: 'wakingUp', 8: 'on' })
    expect(farm.told()).toHaveLength(told)
  })

  test('3.10 #39 the chain does not take it: told again later, in neither bot; given up with an alarm at last', async () => {
    const farm = await startBots({ ...plain, 3: { ...plain[3], isOff: true } }, AT_ONCE)
    farm.refuseAll()
    await farm.wake(3)
    await farm.minutes(95)
    expect(farm.told()).toEqual(['3 Up', '3 Up', '3 Up'])
    expect(farm.facts('grid.NodeDidNotWake')).toEqual([{ nodeId: 3, attempts: 3 }])
    expect(await farm.states()).toMatchObject({ 3: 'unreachable' })
  })

  test('3.10 #44 one that is not there: refused', async () => {
    expect(ending(await (await startBots(TWO)).wake(3))).toBe('no-such-node')
  })
})
