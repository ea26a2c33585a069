import { describe, expect, it } from 'vitest'
import { powerConfig } from '../../../src/grid/power/config.ts'
import { type WakeRound, wakesDue } from '../../../src/grid/power/wakes.ts'
import { nodeOf } from '../nodes.ts'

const HOUR = 60 * 60_000
const NOON = Date.UTC(2026, 4, 10, 12)
const config = powerConfig.parse({ periodicWakeAt: 11 * 60 })
const round: WakeRound = {
  now: NOON,
  every: 5 * 60_000,
  counts: () => ({ today: 0, randomThisMonth: 0 }),
  random: () => 0.999,
}
const asleep = (id: number, hours: number, more = {}) =>
  nodeOf(id, { power: 'off', awakeAt: NOON - hours * HOUR, changedAt: NOON - hours * HOUR, ...more })

describe('wakes for no need', () => {
  it('wake once after the daily time, the longest asleep first, so many a round', () => {
    const nodes = [asleep(1, 0.5), asleep(2, 3), asleep(3, 5)]
    expect(wakesDue(nodes, config, round)).toEqual([{ node: 3, reason: 'periodic' }])
    const two = wakesDue(nodes, { ...config, wakesPerRound: 2 }, round)
    expect(two.map(({ node }) => node)).toEqual([3, 2])
  })

  it('wake all that is overdue or never to be off, beyond any limit', () => {
    const nodes = [
      asleep(1, 24),
      asleep(2, 25),
      asleep(3, 1, { isNeverShutDown: true }),
      asleep(4, 1, { isRented: true }),
    ]
    const spent = { ...round, counts: () => ({ today: 9, randomThisMonth: 99 }) }
    expect(wakesDue(nodes, config, spent)).toEqual([
      { node: 2, reason: 'overdue' },
      { node: 1, reason: 'overdue' },
      { node: 3, reason: 'never-off' },
      { node: 4, reason: 'never-off' },
    ])
  })

  it('do not wake twice what was overdue just before the daily time, and are as many a round as a day asks for', () => {
    expect(wakesDue([asleep(1, 1.4)], config, round)).toEqual([])
    expect(wakesDue([asleep(1, 1.6)], config, round)).toHaveLength(1)
    const many = Array.from({ length: 1_000 }, (_, at) => asleep(at + 1, 12))
    expect(wakesDue(many, config, round)).toHaveLength(5)
  })

  it('leave alone what is not off, what has just gone off, and what has had its wakes', () => {
    expect(wakesDue([nodeOf(1, { awakeAt: 0 }), asleep(2, 3, { changedAt: NOON - 1 })], config, round)).toEqual([])
    const spent = { ...round, counts: () => ({ today: 2, randomThisMonth: 0 }) }
    expect(wakesDue([asleep(1, 3)], config, spent)).toEqual([])
  })

  it('spread the random ones over what is left of the month, for any number of nodes', () => {
    const nodes = Array.from({ length: 841 }, (_, at) => asleep(at + 1, 0.5))
    const many = { ...config, wakesPerRound: 1_000 }
    let seed = 1
    const random = () => {
      seed = (seed * 16_807) % 2_147_483_647
      return seed / 2_147_483_647
    }
    let woken = 0
    const rounds = 200
    for (let n = 0; n < rounds; n += 1) woken += wakesDue(nodes, many, { ...round, random }).length
    const left = (Date.UTC(2026, 5, 1) - NOON) / round.every
    const expected = (841 * 10 * rounds) / left
    expect(woken).toBeGreaterThan(expected * 0.8)
    expect(woken).toBeLessThan(expected * 1.2)
    const spent = { ...round, random: () => 0, counts: () => ({ today: 0, randomThisMonth: 10 }) }
    expect(wakesDue(nodes, many, spent)).toEqual([])
  })
})
