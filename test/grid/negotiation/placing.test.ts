import { describe, expect, it } from 'vitest'
import { leadersOf } from '../../../src/grid/negotiation/leadership.ts'
import type { PlacementRequest } from '../../../src/grid/placement/request.ts'
import { gib, nodeOf, requestOf } from '../nodes.ts'
import { createFarm, type Farm } from './farm.ts'

const { signal } = new AbortController()
const MINUTE = 60_000
const HALF = requestOf(gib(0, 100, 16, 4))
const WHOLE = requestOf(gib(0, 100, 32, 8))
const on = (...ids: number[]) => ids.map((id) => nodeOf(id))
const off = (...ids: number[]) => ids.map((id) => nodeOf(id, { power: 'off' }))
const place = (farm: Farm, name: string, request: PlacementRequest) =>
  farm.settled(farm.negotiator.place(name, request, { signal }))
const placeTogether = (farm: Farm, name: string, requests: readonly PlacementRequest[]) =>
  farm.settled(farm.negotiator.placeTogether(name, requests, { signal }))
const held = (farm: Farm, id: number) => farm.holds(id).map(({ name, part }) => `${name}/${part}`)

/** Somebody else takes the first node that bids, once it has. @returns which it was */
function rivalTakesFirst({ network, time }: Farm): () => number | undefined {
  const hold = { name: 'rival', attempt: 1, ttl: MINUTE, parts: [{ part: 0, request: WHOLE }] }
  let taken: number | undefined
  network.onSend(({ from, command, isAnswer }) => {
    if (taken !== undefined || command !== 'grid.negotiation.call' || !isAnswer) return
    taken = from - 100
    const { messages } = network.join(8)
    time.at(0, () => void messages.ask(from, 'grid.negotiation.hold', hold, { signal }).catch(() => {}))
  })
  return () => taken
}

describe('a placement', () => {
  it('goes to the fullest node that fits', async () => {
    const farm = createFarm({ nodes: on(1, 2, 3) })
    for (const [name, request, node] of [
      ['a', HALF, 1],
      ['b', WHOLE, 2],
      ['c', HALF, 1],
      ['d', HALF, 3],
    ] as const)
      expect(await place(farm, name, request)).toEqual({ node })
  })

  it('is one by its name, whoever asks again and whoever leads then', async () => {
    const farm = createFarm({ nodes: on(1, 2, 3) })
    const other = farm.asker(8)
    await place(farm, 'a', HALF)
    for (let slot = 0; slot < 5; slot += 1) {
      expect(await place(farm, 'a', HALF)).toEqual({ node: 1 })
      expect(await farm.settled(other.place('a', HALF, { signal }))).toEqual({ node: 1 })
      await farm.pass(MINUTE)
    }
    expect(held(farm, 1)).toEqual(['a/0'])
  })

  it('is one also when it is asked for twice at the same time', async () => {
    const farm = createFarm({ nodes: on(1, 2, 3) })
    const other = farm.asker(8)
    const asked = [farm.negotiator, farm.negotiator, other].map((each) => each.place('a', HALF, { signal }))
    const [node] = await Promise.all(asked.map((each) => farm.settled(each)))
    for (const each of asked) expect(await each).toEqual(node)
    await farm.pass(2 * MINUTE)
    expect([1, 2, 3].flatMap((id) => held(farm, id))).toEqual(['a/0'])
  })

  it('moves when its node will not do any more, which then lets it go', async () => {
    const farm = createFarm({ nodes: on(1, 2) })
    await place(farm, 'a', HALF)
    expect(await place(farm, 'a', { ...HALF, excluded: [1] })).toEqual({ node: 2 })
    expect([held(farm, 1), held(farm, 2)]).toEqual([[], ['a/0']])
  })

  it('is refused with what rules out each of the nodes', async () => {
    const farm = createFarm({ nodes: [...on(1, 2), nodeOf(3, { isRented: true }), ...off(4)] })
    expect(await place(farm, 'a', requestOf(gib(0, 1, 64, 1)))).toEqual({
      refusal: { code: 'no-node', failed: { rented: 1, capacity: 3 } },
    })
    expect(await place(farm, 'b', { ...HALF, publicIps: 1 })).toEqual({
      refusal: { code: 'not-enough-public-ips', wanted: 1, free: 0 },
    })
    farm.kill(2)
    expect(await place(farm, 'c', requestOf(gib(0, 1, 64, 1)))).toEqual({
      refusal: { code: 'no-node', failed: { unreachable: 1, rented: 1, capacity: 2 } },
    })
  })

  it('falls back when nobody confirms it, and when it was confirmed and nothing has come of it', async () => {
    const farm = createFarm({ nodes: on(1) })
    farm.network.drop(({ command }) => command === 'grid.negotiation.confirm')
    const asked = farm.negotiator.place('a', WHOLE, { signal })
    await farm.pass(1_000)
    expect(held(farm, 1)).toEqual(['a/0'])
    farm.kill(1)
    await farm.pass(2 * MINUTE)
    farm.network.drop(() => false)
    farm.revive(1)
    expect(held(farm, 1)).toEqual([])
    expect(await farm.settled(asked)).toEqual({ node: 1 })
    await farm.pass(29 * MINUTE)
    expect(held(farm, 1)).toEqual(['a/0'])
    await farm.pass(2 * MINUTE)
    expect(held(farm, 1)).toEqual([])
  })

  it('that is not wanted any more holds nothing', async () => {
    const farm = createFarm({ nodes: on(1) })
    farm.network.drop(({ command, isAnswer }) => command === 'grid.negotiation.confirm' && isAnswer)
    const unwanted = new AbortController()
    const asked = farm.negotiator.place('a', HALF, { signal: unwanted.signal })
    await farm.pass(1_000)
    expect(farm.holds(1)).toMatchObject([{ name: 'a', isConfirmed: true }])
    unwanted.abort()
    await expect(farm.settled(asked)).rejects.toMatchObject({ code: 'cancelled' })
    await farm.pass(1_000)
    expect(held(farm, 1)).toEqual([])
  })

  it('is given back by who has no use for it any more', async () => {
    const farm = createFarm({ nodes: on(1, 2) })
    await placeTogether(farm, 'a', [WHOLE, WHOLE])
    await farm.settled(farm.negotiator.release('b', [1, 2]))
    await farm.pass(1_000)
    expect([held(farm, 1), held(farm, 2)]).toEqual([['a/0'], ['a/1']])
    await farm.settled(farm.negotiator.release('a', [1, 2]))
    await farm.pass(1_000)
    expect([held(farm, 1), held(farm, 2)]).toEqual([[], []])
    expect(await place(farm, 'a', WHOLE)).toEqual({ node: 1 })
  })

  it('is kept as far as it was confirmed, when not all of it can be found again', async () => {
    const farm = createFarm({ nodes: on(1, 2) })
    await placeTogether(farm, 'a', [WHOLE, WHOLE])
    farm.kill(2)
    expect(await placeTogether(farm, 'a', [WHOLE, WHOLE])).toMatchObject({ refusal: { code: 'no-node' } })
    farm.revive(2)
    await farm.pass(2 * MINUTE)
    expect(await placeTogether(farm, 'a', [WHOLE, WHOLE])).toEqual({ nodes: [1, 2] })
  })

  it('is only asked for by the farm and whom it lets', async () => {
    const farm = createFarm({ nodes: on(1), askers: [], askerConfig: { within: 60 } })
    await expect(place(farm, 'a', HALF)).rejects.toMatchObject({ code: 'timeout', retryable: true })
    expect(held(farm, 1)).toEqual([])
  })
})

describe('a leader that does not know its farm yet', () => {
  it('is left for the next one, and asked again once it does: it was not silent', async () => {
    const unready = new Set<number>()
    const farm = createFarm({
      nodes: on(1, 2, 3),
      sees: (twinId, facts) => (unready.has(twinId) ? undefined : facts),
    })
    const asked: number[] = []
    farm.network.onSend(({ to, command, isAnswer }) => {
      if (command === 'grid.negotiation.place' && !isAnswer) asked.push(to - 100)
    })
    const [first, second] = leadersOf(farm.facts())
    unready.add(100 + first!)
    await place(farm, 'a', HALF)
    unready.clear()
    await place(farm, 'b', HALF)
    expect(asked).toEqual([first, second, first])
  })
})

describe('a node that is asleep', () => {
  it('is woken when none that is up will do, and holds it once it is up', async () => {
    const farm = createFarm({ nodes: [...on(1), ...off(2, 3)] })
    await place(farm, 'a', WHOLE)
    expect(farm.wakes).toEqual([])
    const asked = farm.negotiator.place('b', WHOLE, { signal })
    await farm.pass(30_000)
    expect([farm.wakes, held(farm, 2)]).toEqual([[2], []])
    expect(await farm.settled(asked)).toEqual({ node: 2 })
  })

  it('is counted on by whoever leads meanwhile, as far as it has room', async () => {
    const farm = createFarm({ nodes: [...on(1, 5, 6), ...off(2, 3)], bootTime: 10 * MINUTE })
    for (const name of ['x', 'y', 'z']) await place(farm, name, WHOLE)
    const asked = []
    for (const name of ['a', 'b', 'c']) {
      asked.push(farm.negotiator.place(name, HALF, { signal }))
      await farm.pass(2 * MINUTE)
    }
    expect(farm.wakes).toEqual([2, 3])
    const found = await Promise.all(asked.map((each) => farm.settled(each)))
    expect(found).toEqual([{ node: 2 }, { node: 2 }, { node: 3 }])
  })

  it('is left for another when it does not come up', async () => {
    const farm = createFarm({ nodes: [...on(1), ...off(2, 3)], askerConfig: { wakeWithin: 5 * 60 } })
    farm.breaks.add(2)
    await place(farm, 'a', WHOLE)
    expect(await place(farm, 'b', WHOLE)).toEqual({ node: 3 })
    expect(farm.wakes).toEqual([2, 3])
  })
})

describe('a group', () => {
  it('is placed together or not at all', async () => {
    const farm = createFarm({ nodes: on(1, 2) })
    expect(await placeTogether(farm, 'a', [HALF, WHOLE])).toEqual({ nodes: [1, 2] })
    expect(await placeTogether(farm, 'b', [HALF, HALF])).toEqual({
      refusal: { code: 'no-node', failed: { capacity: 2 } },
    })
    expect([held(farm, 1), held(farm, 2)]).toEqual([['a/0'], ['a/1']])
    expect(await place(farm, 'c', HALF)).toEqual({ node: 1 })
  })

  it('finds others when one of its nodes was taken meanwhile', async () => {
    const farm = createFarm({ nodes: on(1, 2, 3) })
    const taken = rivalTakesFirst(farm)
    const found = await placeTogether(farm, 'a', [WHOLE, WHOLE])
    const others = [1, 2, 3].filter((id) => id !== taken())
    expect(found).toEqual({ nodes: others })
    expect(others.map((id) => held(farm, id))).toEqual([['a/0'], ['a/1']])
  })

  it('lets go of what it has at once when there are no others', async () => {
    const farm = createFarm({ nodes: on(1, 2) })
    const taken = rivalTakesFirst(farm)
    expect(await placeTogether(farm, 'a', [WHOLE, WHOLE])).toEqual({
      refusal: { code: 'no-node', failed: { capacity: 2 } },
    })
    expect(held(farm, 3 - taken()!)).toEqual([])
  })

  it('is woken for together', async () => {
    const farm = createFarm({ nodes: [...on(1), ...off(2, 3)] })
    expect(await placeTogether(farm, 'a', [WHOLE, WHOLE, WHOLE])).toMatchObject({ nodes: { length: 3 } })
    expect([1, 2, 3].map((id) => held(farm, id).length)).toEqual([1, 1, 1])
  })
})

describe('the leader', () => {
  it('is named by any other node that is asked', async () => {
    const farm = createFarm({ nodes: on(1, 2, 3) })
    const [leader, , last] = leadersOf(farm.facts())
    const { messages } = farm.network.join(8)
    const { slot } = farm.facts()
    const ask = { name: 'a', requests: [HALF], slot }
    const asked = (rank: number, id: number, attempt = 1) =>
      farm.settled(messages.ask(100 + id, 'grid.negotiation.place', { ...ask, attempt, rank }, { signal }))
    expect(await asked(0, last!)).toEqual({ kind: 'elsewhere', leader })
    expect(await asked(0, leader!)).toEqual({ kind: 'placed', nodes: [1] })
    // As the asker says when those before it are silent.
    expect(await asked(2, last!, 100)).toEqual({ kind: 'placed', nodes: [1] })
    expect(await asked(2, last!, 50)).toEqual({ kind: 'again', beyond: 101 })
  })

  it('is followed by the next when it is silent', async () => {
    const farm = createFarm({ nodes: on(1, 2, 3) })
    farm.kill(leadersOf(farm.facts())[0]!)
    const before = farm.time.now()
    await place(farm, 'a', HALF)
    expect(farm.time.now() - before).toBeLessThan(30_000)
    const again = farm.time.now()
    await place(farm, 'b', HALF)
    // This leader has not found out yet that one of the nodes is silent.
    expect(farm.time.now() - again).toBeLessThan(5_000)
    const then = farm.time.now()
    await place(farm, 'c', HALF)
    expect(farm.time.now() - then).toBeLessThan(1_000)
  })
})
