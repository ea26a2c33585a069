import { describe, expect, it } from 'vitest'
import type { PlacementRequest } from '../../../src/grid/placement/request.ts'
import { gib, nodeOf, requestOf } from '../nodes.ts'
import { createFarm } from './farm.ts'

const { signal } = new AbortController()
const HALF = requestOf(gib(0, 100, 16, 4))
const WHOLE = requestOf(gib(0, 100, 32, 8))

/** One node, and somebody who says to it what leaders and askers say. */
function stage() {
  const farm = createFarm({ nodes: [nodeOf(1)] })
  const { messages } = farm.network.join(8)
  const say = (command: string, payload: object) =>
    farm.settled(messages.ask(101, `grid.negotiation.${command}`, payload, { signal }))
  const parts = (requests: readonly PlacementRequest[]) => requests.map((request, part) => ({ part, request }))
  return {
    farm,
    hold: (name: string, attempt: number, requests: readonly PlacementRequest[], ttl = 10_000) =>
      say('hold', { name, attempt, ttl, parts: parts(requests) }),
    confirm: (name: string, attempt: number, of: readonly number[] = [0]) =>
      say('confirm', { name, attempt, parts: of }),
    release: (name: string, attempt: number) => say('release', { name, attempt }),
    say,
  }
}
const held = { failed: null }

describe('what a node holds', () => {
  it('is never more than it has, and all parts or none', async () => {
    const { farm, hold } = stage()
    expect(await hold('a', 1, [HALF])).toEqual(held)
    expect(await hold('b', 1, [HALF, HALF])).toEqual({ failed: 'capacity' })
    expect(await hold('c', 1, [HALF])).toEqual(held)
    expect(await hold('d', 1, [requestOf(gib(0, 1, 1, 1))])).toEqual({ failed: 'capacity' })
    expect(farm.holds(1).map(({ name }) => name)).toEqual(['a', 'c'])
  })

  it('is the same room when it is asked for again by its name', async () => {
    const { farm, hold } = stage()
    for (const attempt of [1, 2, 2, 3]) expect(await hold('a', attempt, [WHOLE])).toEqual(held)
    expect(farm.holds(1)).toMatchObject([{ name: 'a', attempt: 3 }])
    expect(await hold('a', 2, [WHOLE])).toEqual({ failed: 'superseded' })
  })

  it('falls back by itself, no later than the node itself will have it', async () => {
    const { farm, hold, confirm } = stage()
    await hold('a', 1, [HALF], 10_000)
    await hold('b', 1, [HALF], 3_600_000)
    await farm.pass(11_000)
    expect(farm.holds(1).map(({ name }) => name)).toEqual(['b'])
    await farm.pass(50_000)
    expect(await hold('c', 1, [WHOLE])).toEqual(held)
    expect(await confirm('a', 1)).toEqual({ confirmed: false })
  })

  it('stays when it is confirmed, also when the node goes down and comes again', async () => {
    const { farm, hold, confirm } = stage()
    await hold('a', 1, [HALF, HALF])
    expect(await confirm('a', 1, [0, 1])).toEqual({ confirmed: true })
    expect(await confirm('a', 1, [0, 2])).toEqual({ confirmed: false })
    farm.kill(1)
    farm.revive(1)
    await farm.pass(60_000)
    expect(farm.holds(1)).toHaveLength(2)
    expect(await hold('b', 1, [HALF])).toEqual({ failed: 'capacity' })
  })

  it('is given back by the attempt it is held for, or a later one', async () => {
    const { farm, hold, release } = stage()
    await hold('a', 5, [HALF])
    await release('a', 4)
    expect(farm.holds(1)).toHaveLength(1)
    await release('a', 5)
    expect(farm.holds(1)).toEqual([])
  })

  it('is not taken by what of an attempt comes after it was given up', async () => {
    const { farm, hold, release, confirm } = stage()
    await release('a', 5)
    expect(await hold('a', 5, [HALF])).toEqual({ failed: 'superseded' })
    expect(await confirm('a', 5)).toEqual({ confirmed: false })
    expect(farm.holds(1)).toEqual([])
    expect(await hold('a', 6, [HALF])).toEqual(held)
    expect(await hold('b', 1, [HALF])).toEqual(held)
  })

  it('is told to whoever calls for bids, and taken off what is bid', async () => {
    const { hold, confirm, say } = stage()
    await hold('a', 1, [HALF])
    await confirm('a', 1)
    const jobs = [
      { name: 'a', requests: [HALF, WHOLE] },
      { name: 'b', requests: [WHOLE] },
    ]
    expect(await say('call', { jobs })).toMatchObject({
      view: { id: 1, used: HALF.resources, openClaims: 1 },
      failed: [[null, 'capacity'], ['capacity']],
      held: [{ name: 'a', part: 0, isConfirmed: true }],
    })
    expect(await say('call', { jobs: [jobs[1]] })).toMatchObject({ view: null, failed: [['capacity']], held: [] })
  })

  it('is not touched by what is no message at all, and others are answered after it', async () => {
    const { hold, say } = stage()
    for (const command of ['call', 'hold', 'confirm', 'release', 'place'])
      for (const payload of [{}, { name: 7 }, { name: 'a', attempt: -1, parts: [] }])
        await expect(say(command, payload)).rejects.toThrow()
    expect(await hold('a', 1, [WHOLE])).toEqual(held)
  })
})
