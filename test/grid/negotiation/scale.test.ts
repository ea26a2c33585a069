import { describe, expect, it } from 'vitest'
import { runWorkload } from './workload.ts'

describe('nodes that plan', () => {
  it.each([
    [10, 40],
    [100, 40],
    [1_000, 3],
  ])('send two messages for each of %i nodes that is up, and six more', async (nodes, placements) => {
    const report = await runWorkload({ nodes, placements, sleepers: 0 })
    expect(report.wrongs).toEqual([])
    expect(report.placed + report.refused).toBe(placements)
    // The leader asks itself without a message. Where it is also the node that is chosen, or nothing fits, there are fewer.
    expect(report.messagesPerPlacement).toBeLessThanOrEqual(2 * (nodes - 1) + 6)
    expect(report.messagesPerPlacement).toBeGreaterThan(2 * (nodes - 1))
  })

  it('share the calls of what is asked for at the same time', async () => {
    const { messagesPerPlacement, wrongs } = await runWorkload({ nodes: 50, placements: 100, atOnce: 50 })
    expect(wrongs).toEqual([])
    expect(messagesPerPlacement).toBeLessThan(15)
  })

  it.each([1, 2, 3, 4, 5])('use hardly more nodes than one planner that knows everything (seed %i)', async (seed) => {
    const options = { seed, nodes: 40, placements: 60, sleepers: 20 }
    const [one, many] = [await runWorkload(options), await runWorkload({ ...options, atOnce: 12 })]
    for (const { wrongs, nodesUsed } of [one, many]) {
      expect(wrongs).toEqual([])
      expect(nodesUsed.byNodes).toBeLessThanOrEqual(Math.ceil(nodesUsed.centrally * 1.05))
    }
  })
})
