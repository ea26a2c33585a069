import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { covers, minus, plus, type Resources } from '../../../src/grid/capacity/resources.ts'
import { ClaimNode } from '../../../src/grid/farm/events.ts'
import { gib } from '../nodes.ts'
import { startPlacement } from './stage.ts'

/** What a node of the stage has for deployments. */
const ROOM = minus(gib(1_000, 1_000, 32, 8), gib(0, 100, 2, 0))
const size = fc
  .tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 8 }))
  .map(([sru, mru, cru]) => gib(0, sru, mru, cru))

describe('many placements at once', () => {
  it('a hundred never take more of a node than it has, and leave out none that would fit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(size, { minLength: 100, maxLength: 100 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom('best-fit', 'first-fit'),
        async (sizes, nodes, strategy) => {
          const ids = Array.from({ length: nodes }, (_, at) => at + 1)
          const stage = await startPlacement(ids, { farm: { overprovision: 1 }, config: { strategy } })
          const outcomes = await stage.nowAll(sizes.map((each, at) => stage.place(`p${at}`, each)))
          const taken = new Map<number, Resources>()
          for (const [at, outcome] of outcomes.entries()) {
            if (!outcome.ok) continue
            const { nodeId } = outcome.value
            taken.set(nodeId, plus(taken.get(nodeId) ?? gib(0, 0, 0, 0), sizes[at]!))
          }
          for (const each of taken.values()) expect(covers(ROOM, each)).toBe(true)
          const left = ids.map((id) => minus(ROOM, taken.get(id) ?? gib(0, 0, 0, 0)))
          for (const [at, outcome] of outcomes.entries())
            if (!outcome.ok) expect(left.some((room) => covers(room, sizes[at]!))).toBe(false)
        },
      ),
      { numRuns: 12 },
    )
  })

  it('a thousand ask each for one node, or few more', async () => {
    const ids = Array.from({ length: 100 }, (_, at) => at + 1)
    const stage = await startPlacement(ids, { farm: { overprovision: 1 } })
    let claims = 0
    stage.system.attach({
      emitted: ({ event: { type } }) => {
        if (type === ClaimNode.type) claims += 1
      },
    })
    const asked = Array.from({ length: 1_000 }, (_, at) => stage.place(`p${at}`, gib(0, 10, 3, 1)))
    const outcomes = await stage.nowAll(asked)
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(800)
    expect(claims).toBeLessThan(1_000)
  })
})
