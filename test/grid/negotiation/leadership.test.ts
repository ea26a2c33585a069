import { describe, expect, it } from 'vitest'
import type { FarmFacts } from '../../../src/grid/negotiation/facts.ts'
import { leadersOf, rankOf } from '../../../src/grid/negotiation/leadership.ts'
import { nodeOf } from '../nodes.ts'

const factsOf = (ids: readonly number[], slot = 0): FarmFacts => ({
  farmId: 3,
  farmerTwin: 1,
  publicIps: 0,
  slot,
  nodes: new Map(ids.map((id) => [id, nodeOf(id)])),
})
const IDS = Array.from({ length: 20 }, (_, index) => index + 1)

describe('the leaders of a slot', () => {
  it('are the same for whoever knows the same, in whatever order it knows it', () => {
    expect(leadersOf(factsOf(IDS, 9))).toEqual(leadersOf(factsOf([...IDS].reverse(), 9)))
    expect(leadersOf(factsOf(IDS, 9))).toHaveLength(IDS.length)
  })

  it('are the others in the same order when one is gone or asleep', () => {
    const [first, ...others] = leadersOf(factsOf(IDS))
    const facts = factsOf(IDS)
    const asleep = { ...facts, nodes: new Map(facts.nodes).set(first!, nodeOf(first!, { power: 'off' })) }
    expect(leadersOf(factsOf(IDS.filter((id) => id !== first)))).toEqual(others)
    expect(leadersOf(asleep)).toEqual(others)
    expect(rankOf(first!, asleep, 0)).toBe(others.length)
    expect(rankOf(others[1]!, asleep, 0)).toBe(1)
  })

  it('change from slot to slot, and each node has its turns', () => {
    const turns = new Map<number, number>()
    for (let slot = 0; slot < 2_000; slot += 1) {
      const [leader] = leadersOf(factsOf(IDS, slot))
      turns.set(leader!, (turns.get(leader!) ?? 0) + 1)
    }
    expect(turns.size).toBe(IDS.length)
    for (const count of turns.values()) expect(Math.abs(count - 100)).toBeLessThan(50)
  })
})
