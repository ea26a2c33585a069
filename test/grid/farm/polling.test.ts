import { describe, expect, it } from 'vitest'
import { startFarm } from './stage.ts'

const MANY = 1_000
const DEAD = 100

describe('a round of asking', () => {
  it('of 1,000 nodes, 100 of which do not answer, takes as long as one answer may', async () => {
    const ids = Array.from({ length: MANY }, (_, i) => i + 1)
    const farm = await startFarm(ids, { pollEvery: 60, answerWithin: 30, silentRounds: 1 })
    for (const id of ids.slice(0, DEAD)) farm.machines.get(id)!.answers = false
    const begun = farm.clock.now()
    await farm.begin()
    expect(farm.asked()).toBe(2 * MANY)
    const powers = async () => {
      const counts: Record<string, number> = {}
      for (const { power } of await farm.nodes()) counts[power] = (counts[power] ?? 0) + 1
      return counts
    }
    expect(await powers()).toEqual({ on: MANY })
    farm.clock.advance(29_900 - (farm.clock.now() - begun))
    await farm.system.settled()
    expect(await powers()).toEqual({ on: MANY })
    farm.clock.advance(200)
    await farm.system.settled()
    expect(await powers()).toEqual({ on: MANY - DEAD, unreachable: DEAD })
    // Each once: nobody is asked a second time while another is waited for.
    expect(farm.asked()).toBe(2 * MANY)
  })
})

it('no node is silent while the farm itself is not on the grid; once it is, all are asked at once', async () => {
  const farm = await startFarm([1, 2], { pollEvery: 5, silentRounds: 1 })
  farm.connect(false)
  await farm.begin()
  await farm.minutes(1)
  expect(await farm.nodes()).toMatchObject([{ power: 'on' }, { power: 'on' }])
  farm.connect(true)
  farm.clock.advance(1_000)
  await farm.system.settled()
  expect(farm.asked()).toBeGreaterThan(0)
})
