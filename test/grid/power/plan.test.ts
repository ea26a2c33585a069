import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NodeView, PowerState } from '../../../src/grid/capacity/node-view.ts'
import { powerConfig } from '../../../src/grid/power/config.ts'
import { excessOf } from '../../../src/grid/power/demand.ts'
import { planPower } from '../../../src/grid/power/plan.ts'
import { gib, nodeOf } from '../nodes.ts'

const config = powerConfig.parse({})
const LATER = 60 * 60_000

/** Nodes of ten cores that nothing but their cores matters of. */
const tens = (...used: Array<[number, PowerState] | number>): NodeView[] =>
  used.map((each, at) => {
    const [cores, power] = typeof each === 'number' ? [each, 'on' as const] : each
    return nodeOf(at + 1, { total: gib(10, 10, 10, 10), used: gib(0, 0, 0, cores), power })
  })

describe('what is in use beyond its share', () => {
  it.each([
    [8, 10, 0],
    [9, 10, 1],
    [18, 20, 2],
    [3, 3, 1],
    [13, 16, 1],
    [81, 100, 1],
    [801, 1_000, 1],
  ])('is for %i of %i, of which 80 %% may be: %i', (used, total, excess) => {
    expect(excessOf(used, total, 80)).toBe(excess)
  })
})

describe('the plan for the power of a farm', () => {
  it('leaves a farm alone that is neither full nor idle', () => {
    expect(planPower(tens(7, 7), config, LATER)).toEqual({ wake: [], sleep: [] })
  })

  it('sends idle nodes to sleep, but never the last one, nor one that has just come up', () => {
    expect(planPower(tens(0, 0, 0), config, LATER)).toEqual({ wake: [], sleep: [1, 2] })
    expect(planPower(tens(0, 0), config, 1)).toEqual({ wake: [], sleep: [] })
  })

  it('does not send to sleep what it would have to wake at once', () => {
    expect(planPower(tens(9, 9, 0), config, LATER)).toEqual({ wake: [], sleep: [] })
  })

  it('wakes another in the place of one that is to stay on and is unreachable', () => {
    const two = { ...config, keepOn: 2 }
    const nodes = tens([0, 'off'], 0, [0, 'unreachable'], [0, 'off'])
    expect(planPower(nodes, two, LATER)).toEqual({ wake: [1], sleep: [] })
    expect(planPower(tens([0, 'wakingUp'], 0, [0, 'unreachable'], [0, 'off']), two, LATER).wake).toEqual([])
    // Just gone to sleep.
    expect(planPower(nodes, two, 1).wake).toEqual([])
  })

  it('counts a core as often as it is lent', () => {
    const nodes = tens(16, [0, 'off']).map((node) => ({ ...node, overprovision: 2 }))
    expect(planPower(nodes, config, LATER).wake).toEqual([])
    expect(planPower(tens(9, [0, 'off']), config, LATER).wake).toEqual([2])
  })

  it('wakes as many nodes together as are needed', () => {
    const nodes = [
      nodeOf(1, { total: gib(10, 10, 10, 100), used: gib(0, 0, 0, 100) }),
      ...[2, 3, 4, 5].map((id) => nodeOf(id, { total: gib(10, 10, 10, 10), power: 'off' })),
    ]
    expect(planPower(nodes, config, LATER)).toEqual({ wake: [2, 3, 4], sleep: [] })
  })

  it('wakes what helps and says what is short when all is not enough', () => {
    const nodes = [nodeOf(1, { used: gib(0, 0, 0, 8) }), nodeOf(2, { power: 'off', total: gib(10, 10, 10, 1) })]
    expect(planPower(nodes, config, LATER)).toEqual({ wake: [2], sleep: [], short: { cru: 1 } })
  })

  it('takes a rented node for used, and does not wake one', () => {
    const nodes = [
      nodeOf(1, { isRented: true }),
      nodeOf(2, { power: 'off', isRented: true }),
      nodeOf(3, { power: 'off' }),
    ]
    expect(planPower(nodes, config, LATER).wake).toEqual([3])
  })

  it('does nothing in a farm without nodes or without resources', () => {
    expect(planPower([], config, LATER)).toEqual({ wake: [], sleep: [] })
    expect(planPower([nodeOf(1, { total: gib(0, 0, 0, 0) })], config, LATER)).toEqual({ wake: [], sleep: [] })
  })

  it('comes to rest: after what it plans it plans nothing, whatever the load', () => {
    const state = fc.constantFrom<PowerState>('on', 'off')
    const load = fc.tuple(fc.integer({ min: 0, max: 10 }), state)
    fc.assert(
      fc.property(fc.array(load, { minLength: 1, maxLength: 30 }), (loads) => {
        let nodes = tens(...loads.map(([used, power]): [number, PowerState] => [power === 'on' ? used : 0, power]))
        const before = planPower(nodes, config, LATER)
        expect(before.wake.length * before.sleep.length).toBe(0)
        nodes = nodes.map((node) => {
          if (before.wake.includes(node.id)) return { ...node, power: 'on' as const }
          return before.sleep.includes(node.id) ? { ...node, power: 'off' as const } : node
        })
        const after = planPower(nodes, config, LATER)
        expect(after.wake).toEqual([])
        if (before.wake.length === 0) expect(after.sleep).toEqual([])
      }),
    )
  })
})
