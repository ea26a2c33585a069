import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../src/kernel/index.ts'
import { gib } from '../nodes.ts'
import { preparePlacement, startPlacement } from './stage.ts'

const HALF = gib(0, 100, 14, 8)
const placed = (nodeId: number, claim: string) => ({ ok: true, value: { nodeId, power: 'on', claim } })
const refused = (reason: string, detail: object = {}) => ({ ok: false, refusal: { reason, detail } })

describe('a placement', () => {
  it('claims a node that is up and answers at once, before it wakes one', async () => {
    const stage = await startPlacement([1, 2])
    await stage.asleep(1)
    expect(await stage.placed('a', HALF)).toEqual(placed(2, 'a'))
    expect(await stage.nodes()).toMatchObject([
      { id: 1, openClaims: 0 },
      { id: 2, openClaims: 1 },
    ])
    expect(stage.told()).toEqual([])
    expect(stage.facts('grid.DeploymentPlaced')).toEqual([{ name: 'a', nodes: [2] }])
  })

  it('waits until the farm is known, and while it cannot be asked', async () => {
    const stage = await preparePlacement([1])
    const asked = stage.place('a', HALF)
    await stage.minutes(2)
    expect(await stage.now(asked)).toBe('open')
    await stage.begin()
    await stage.minutes(2)
    expect(await stage.now(asked)).toEqual(placed(1, 'a'))
    stage.system.pause('farm')
    const other = stage.place('b', gib(0, 1, 1, 1))
    await stage.minutes(2)
    expect(await stage.now(other)).toBe('open')
    stage.system.resume('farm')
    await stage.minutes(12)
    expect(await stage.now(other)).toEqual(placed(1, 'b'))
  })

  it('is answered when the node that it wakes is up, and not before', async () => {
    const stage = await startPlacement([1])
    await stage.asleep(1)
    const asked = stage.place('a', HALF)
    await stage.minutes(5)
    expect(stage.told()).toEqual(['1 Up'])
    expect(await stage.now(asked)).toBe('open')
    await stage.power(1, 'Up', 'Up')
    expect(await stage.now(asked)).toEqual(placed(1, 'a'))
  })

  it('is one by its name: asked again it answers the same, while it runs and as long as its claim stands', async () => {
    const stage = await startPlacement([1, 2])
    await stage.asleep(1, 2)
    const both = [stage.place('a', HALF), stage.place('a', HALF)]
    await stage.minutes(1)
    const other = await stage.placed('a', gib(0, 1, 1, 1))
    expect(other).toMatchObject(refused('name-taken'))
    const { nodeId } = { nodeId: Number(stage.told()[0]!.split(' ')[0]) }
    await stage.power(nodeId, 'Up', 'Up')
    expect(await stage.nowAll([...both, stage.place('a', HALF)])).toEqual(Array(3).fill(placed(nodeId, 'a')))
    expect((await stage.nodes()).map(({ openClaims }) => openClaims).sort()).toEqual([0, 1])
    expect(stage.told()).toHaveLength(1)
    await stage.minutes(31)
    expect(stage.placements()).toBe(0)
    expect(await stage.placed('a', gib(0, 1, 1, 1))).toEqual(placed(nodeId, 'a'))
  })

  it('says which constraints fail, on how many nodes', async () => {
    const stage = await startPlacement([1, 2])
    expect(await stage.placed('a', HALF, { certified: true, excluded: [1] })).toMatchObject(
      refused('no-node', { failed: { excluded: 1, certified: 1 }, request: 0, tried: [] }),
    )
    expect(await stage.placed('b', gib(0, 1, 99, 1))).toMatchObject(refused('no-node', { failed: { capacity: 2 } }))
    expect(await stage.placed('c', HALF, { publicIps: 2 })).toMatchObject(
      refused('not-enough-public-ips', { wanted: 2, free: 1 }),
    )
    expect(stage.facts('grid.PlacementRefused')).toHaveLength(3)
    expect(stage.placements()).toBe(0)
  })

  it('takes no address that another has taken just before', async () => {
    const stage = await startPlacement([1, 2])
    const asked = [stage.place('a', HALF, { publicIps: 1 }), stage.place('b', HALF, { publicIps: 1 })]
    const outcomes = await stage.nowAll(asked)
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect(outcomes.find(({ ok }) => !ok)).toMatchObject(refused('not-enough-public-ips', { wanted: 1, free: 0 }))
  })

  it('takes another node when its claim is refused by one that has been filled meanwhile', async () => {
    const stage = await startPlacement([1, 2, 3], { farm: { overprovision: 1 } })
    const outcomes = await stage.nowAll(['a', 'b', 'c', 'd'].map((name) => stage.place(name, HALF)))
    expect(outcomes.map((each) => (each.ok ? each.value.nodeId : 0)).sort()).toEqual([0, 1, 2, 3])
    expect(outcomes.find(({ ok }) => !ok)).toMatchObject(refused('no-node'))
  })

  it('leaves a node that does not wake in time for another, and gives back what it had claimed', async () => {
    const stage = await startPlacement([1, 2, 3], { config: { wakePatience: 20 } })
    await stage.asleep(1, 2, 3)
    const asked = stage.place('a', HALF)
    await stage.minutes(1)
    const [first] = stage.told().map((told) => Number(told.split(' ')[0]))
    stage.machines.get(first!)!.answers = false
    await stage.minutes(21)
    const [, second] = stage.told().map((told) => Number(told.split(' ')[0]))
    expect(second).not.toBe(first)
    // Whoever comes after has no patience with it at all.
    const other = stage.place('b', HALF)
    await stage.power(second!, 'Up', 'Up')
    expect(await stage.now(asked)).toEqual(placed(second!, 'a'))
    expect(await stage.now(other)).toEqual(placed(second!, 'b'))
    expect((await stage.nodes()).find(({ id }) => id === first)).toMatchObject({ openClaims: 0 })
  })

  it('takes another node when the farm gives one up', async () => {
    const stage = await startPlacement([1, 2], { config: { wakePatience: 600, within: 600 } })
    await stage.asleep(1, 2)
    const asked = stage.place('a', HALF)
    await stage.minutes(1)
    const first = Number(stage.told()[0]!.split(' ')[0])
    stage.machines.get(first)!.answers = false
    await stage.minutes(95)
    expect(stage.facts('grid.NodeDidNotWake')).toMatchObject([{ nodeId: first }])
    const second = first === 1 ? 2 : 1
    await stage.power(second, 'Up', 'Up')
    expect(await stage.now(asked)).toEqual(placed(second, 'a'))
  })

  it('claims again what has fallen back while its node came up', async () => {
    const stage = await startPlacement([1], { config: { wakePatience: 60, claimFor: 10 } })
    await stage.asleep(1)
    const asked = stage.place('a', HALF)
    await stage.minutes(25)
    await stage.power(1, 'Up', 'Up')
    expect(await stage.now(asked)).toEqual(placed(1, 'a'))
    await stage.minutes(8)
    expect((await stage.nodes())[0]).toMatchObject({ openClaims: 1 })
  })

  it('is given up when its time is over, and holds nothing then', async () => {
    const stage = await startPlacement([1], { config: { wakePatience: 60, within: 30 } })
    await stage.asleep(1)
    const asked = stage.place('a', HALF)
    await stage.minutes(31)
    expect(await stage.now(asked)).toMatchObject({ refusal: { reason: 'timeout', retryable: true } })
    expect((await stage.nodes())[0]).toMatchObject({ openClaims: 0 })
  })

  it('is given up when it is cancelled, on the way and when it is done', async () => {
    const stage = await startPlacement([1])
    await stage.asleep(1)
    const asked = stage.place('a', HALF)
    await stage.minutes(1)
    expect(await stage.cancel('a')).toEqual({ ok: true, value: { cancelled: true } })
    expect(await stage.now(asked)).toMatchObject(refused('cancelled'))
    await stage.power(1, 'Up', 'Up')
    expect(await stage.placed('b', HALF)).toEqual(placed(1, 'b'))
    await stage.cancel('b')
    expect((await stage.nodes())[0]).toMatchObject({ openClaims: 0 })
    expect(await stage.cancel('b')).toEqual({ ok: true, value: { cancelled: false } })
  })
})

describe('a group', () => {
  it('has a node for each of its requests', async () => {
    const stage = await startPlacement([1, 2], { farm: { overprovision: 1 } })
    await stage.asleep(2)
    const asked = stage.group('g', [HALF, HALF])
    await stage.minutes(1)
    expect(await stage.now(asked)).toBe('open')
    await stage.power(2, 'Up', 'Up')
    expect(await stage.now(asked)).toEqual({
      ok: true,
      value: {
        places: [
          { nodeId: 1, power: 'on', claim: 'g#0' },
          { nodeId: 2, power: 'on', claim: 'g#1' },
        ],
      },
    })
  })

  it('has none at all when one cannot have its own', async () => {
    const stage = await startPlacement([1, 2], { farm: { overprovision: 1 } })
    expect(await stage.now(stage.group('g', [HALF, HALF, HALF]))).toMatchObject(refused('no-node', { request: 2 }))
    expect(await stage.nodes()).toMatchObject([{ openClaims: 0 }, { openClaims: 0 }])
  })
})

describe('another process', () => {
  it('goes on with what the one before had begun, and claims nothing twice', async () => {
    const store = createMemoryStore()
    const killed = await startPlacement([1, 2], { left: { store } })
    await killed.asleep(1, 2)
    const before = await (async () => {
      void killed.place('a', HALF)
      await killed.minutes(1)
      return Number(killed.told()[0]!.split(' ')[0])
    })()
    const next = await startPlacement([1, 2], { left: { store, state: killed.state } })
    expect(next.placements()).toBe(1)
    const asked = next.place('a', HALF)
    await next.minutes(1)
    expect(await next.now(asked)).toBe('open')
    expect((await next.nodes()).map(({ openClaims }) => openClaims).sort()).toEqual([0, 1])
    await next.power(before, 'Up', 'Up')
    expect(await next.now(asked)).toEqual(placed(before, 'a'))
    expect(next.told()).toEqual([])

    const last = await startPlacement([1, 2], { left: { store, state: next.state } })
    expect(await last.placed('a', HALF)).toEqual(placed(before, 'a'))
    expect((await last.nodes()).map(({ openClaims }) => openClaims).sort()).toEqual([0, 1])
  })
})

describe('the strategy', () => {
  it('may be the rule of the farmerbots, with some nodes first', async () => {
    const small = gib(0, 1, 1, 1)
    const first = await startPlacement([1, 2, 3], { config: { strategy: 'first-fit' } })
    expect(await first.placed('a', small)).toEqual(placed(1, 'a'))
    for (const strategy of ['first-fit', 'best-fit']) {
      const prior = await startPlacement([1, 2, 3], { config: { strategy, priority: [3] } })
      expect(await prior.placed('a', small)).toEqual(placed(3, 'a'))
      await prior.asleep(3)
      expect(await prior.placed('b', small)).not.toEqual(placed(3, 'b'))
      expect(await prior.placed('c', gib(0, 0, 99, 1))).toMatchObject(refused('no-node', { failed: { capacity: 3 } }))
      expect(await prior.placed('d', small, { publicIps: 2 })).toMatchObject(refused('not-enough-public-ips'))
    }
  })

  it('may be that of the nodes, which is asked for each, without what was tried', async () => {
    const asked: string[] = []
    const released: string[] = []
    const negotiator = {
      async place(name: string, { excluded }: { excluded: readonly number[] }) {
        asked.push(`${name} without ${excluded}`)
        if (asked.length === 1) throw new Error('nobody is there')
        return { node: excluded.includes(1) ? 2 : 1 }
      },
      release: async (name: string, nodes: readonly number[]) => void released.push(`${name} of ${nodes}`),
    }
    const stage = await startPlacement([1, 2], {
      config: { strategy: 'nodes' },
      farm: { overprovision: 1 },
      negotiator,
    })
    const first = stage.place('a', HALF)
    await stage.minutes(2)
    expect(await stage.now(first)).toEqual(placed(1, 'a'))
    expect(await stage.placed('b', HALF)).toEqual(placed(2, 'b'))
    expect(asked).toEqual(['a without ', 'a without ', 'b without ', 'b without 1'])
    expect(released).toEqual([])
    await stage.cancel('b')
    expect(released).toEqual(['b of 2'])
  })
})
