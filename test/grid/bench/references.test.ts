import { describe, expect, it } from 'vitest'
import type { NodeView, PowerState } from '../../../src/grid/capacity/node-view.ts'
import { NOTHING } from '../../../src/grid/capacity/resources.ts'
import { createFirstFit } from '../../../src/grid/placement/first-fit.ts'
import type { WakeRound } from '../../../src/grid/power/wakes.ts'
import { createBotFind } from '../../bench/grid/references/find.ts'
import { fewestNodes, firstFitDecreasing } from '../../bench/grid/references/packing.ts'
import { DAY, MINUTE } from '../../bench/grid/references/power.ts'
import { powerByGo } from '../../bench/grid/references/power-go.ts'
import { powerByV } from '../../bench/grid/references/power-v.ts'
import { createStock } from '../../bench/grid/stock.ts'
import { centralised } from '../../bench/grid/strategies.ts'
import { deploymentsFor, farmOf } from '../../bench/grid/workload.ts'
import { gib, nodeOf } from '../nodes.ts'

const NOON = 100 * DAY + DAY / 2
const round: WakeRound = {
  now: NOON,
  every: 5 * MINUTE,
  counts: () => ({ today: 0, randomThisMonth: 10 }),
  random: () => 1,
}

/** Nodes of ten of everything, of which so much is in use. */
const tens = (...of: Array<[used: number, power: PowerState]>): NodeView[] =>
  of.map(([used, power], at) =>
    nodeOf(at + 1, { total: gib(10, 10, 10, 10), used: gib(used, used, used, used), power, awakeAt: NOON - 1 }),
  )

describe('what strategies are compared with', () => {
  it('finds the same node as first-fit does, whatever comes', () => {
    const farm = farmOf(50, 1)
    const stocks = [() => createFirstFit(0), createBotFind].map((create) =>
      createStock(farm, centralised('', create).create()),
    )
    for (const resources of deploymentsFor(farm, 0.9, 2)) {
      const [ours, theirs] = stocks.map((stock) => stock.place(resources)?.node)
      expect(theirs).toBe(ours)
    }
    expect(stocks[0]!.count.placed).toBeGreaterThan(100)
  })

  it('counts a claim that has no room', () => {
    const one = nodeOf(1, { total: gib(0, 0, 4, 4) })
    const stock = createStock([one], { put: () => {}, find: () => ({ node: 1, messages: 0 }) })
    for (let n = 0; n < 3; n += 1) stock.place(gib(0, 0, 2, 2))
    expect(stock.ledger.doubleBookings).toBe(1)
  })

  it('packs a known case into as few nodes as there can be', () => {
    const nodes = [1, 2, 3, 4].map((id) => nodeOf(id, { total: gib(0, 10, 10, 10), system: NOTHING }))
    const deployments = [3, 7, 5, 4, 6, 5].map((size) => gib(0, 0, 1, size))
    expect(fewestNodes(nodes, deployments)).toBe(3)
    expect(firstFitDecreasing(nodes, deployments)).toBe(3)
  })
})

describe.each([
  ['V', powerByV],
  ['Go', powerByGo],
])('the power rule of the farmerbot in %s', (name, rule) => {
  const orders = (nodes: NodeView[]) => rule(nodes, 1, round)

  it('[46] leaves what is neither full nor idle, and one node on', () => {
    expect(orders(tens([7, 'on'], [7, 'on'], [0, 'off']))).toEqual({ needed: [], due: [], sleep: [] })
    expect(orders(tens([0, 'on'], [0, 'on'], [0, 'off'])).sleep).toEqual([1])
  })

  it('[60] wakes a node when one is full', () => {
    expect(orders(tens([10, 'on'], [0, 'off'])).needed).toEqual([2])
  })

  it('[67] sends an idle node to sleep that it will have to wake', () => {
    const nodes = tens([9, 'on'], [9, 'on'], [0, 'on'])
    expect(orders(nodes).sleep).toEqual(name === 'Go' ? [3] : [])
    expect(orders(tens([9, 'on'], [9, 'on'], [0, 'off'])).needed).toEqual([3])
  })

  it('[69] wakes what was not up today, as many as may be at a time', () => {
    const nodes = tens([5, 'on'], [0, 'off'], [0, 'off'], [0, 'off']).map((node) => ({ ...node, awakeAt: NOON - DAY }))
    expect(rule(nodes, 2, round).due.map(({ node, reason }) => [node, reason])).toEqual([
      [2, 'periodic'],
      [3, 'periodic'],
    ])
  })
})
