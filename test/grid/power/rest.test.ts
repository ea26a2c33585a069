import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NodeView, PowerState } from '../../../src/grid/capacity/node-view.ts'
import { GIB, minus, plus } from '../../../src/grid/capacity/resources.ts'
import { powerConfig } from '../../../src/grid/power/config.ts'
import { planPower } from '../../../src/grid/power/plan.ts'
import { gib, nodeOf } from '../nodes.ts'

const MINUTE = 60_000
const config = powerConfig.parse({})
const SYSTEM = gib(0, 1, 1, 0)

interface Change {
  readonly node: number
  readonly to: 'on' | 'off'
  readonly at: number
}

/** A farm whose nodes do what they are told, some minutes later. */
function createFarm(nodes: NodeView[]) {
  const changes: Change[] = []
  const due: Array<{ at: number; id: number; power: PowerState }> = []
  let now = 24 * 60
  const become = (id: number, power: PowerState) => {
    const index = nodes.findIndex((node) => node.id === id)
    nodes[index] = { ...nodes[index]!, power, changedAt: now * MINUTE }
  }
  return {
    changes,
    nodes,
    changed: become,
    /** @returns how many plans in a row, the last ones, planned nothing */
    run(minutes: number): number {
      let idle = 0
      for (const end = now + minutes; now < end; now += 5) {
        for (const { id, power } of due.filter(({ at }) => at <= now)) become(id, power)
        due.splice(0, due.length, ...due.filter(({ at }) => at > now))
        const { wake, sleep } = planPower(nodes, config, now * MINUTE)
        expect(wake.length * sleep.length).toBe(0)
        for (const id of wake) {
          become(id, 'wakingUp')
          due.push({ at: now + 7, id, power: 'on' })
          changes.push({ node: id, to: 'on', at: now })
        }
        for (const id of sleep) {
          become(id, 'shuttingDown')
          due.push({ at: now + 3, id, power: 'off' })
          changes.push({ node: id, to: 'off', at: now })
        }
        idle = wake.length + sleep.length === 0 ? idle + 1 : 0
      }
      return idle
    },
  }
}

const size = fc.record({ cru: fc.integer({ min: 1, max: 32 }), mru: fc.integer({ min: 2, max: 128 }) })
const load = fc.integer({ min: 0, max: 100 })
const anyNode = fc.record({ size, load: fc.option(load), isOn: fc.boolean() })
const anyFarm = fc.oneof(
  { weight: 20, arbitrary: fc.array(anyNode, { minLength: 1, maxLength: 40 }) },
  { weight: 1, arbitrary: fc.array(anyNode, { minLength: 900, maxLength: 1_000, size: 'max' }) },
)
type Made = { size: { cru: number; mru: number }; load: number | null; isOn: boolean }

/** In use is what has a load, and whatever has one has a contract and is up. */
const nodesOf = (farm: readonly Made[]): NodeView[] =>
  farm.map(({ size: { cru, mru }, load: share, isOn }, at) => {
    const total = gib(100, 100, mru, cru)
    const used = plus(
      SYSTEM,
      gib(0, 0, Math.floor(((mru - 1) * (share ?? 0)) / 100), Math.floor((cru * (share ?? 0)) / 100)),
    )
    const isUsed = share !== null
    return nodeOf(at + 1, {
      total,
      system: SYSTEM,
      used: isUsed ? used : SYSTEM,
      hasContracts: isUsed,
      power: isUsed || isOn ? 'on' : 'off',
    })
  })

describe('the power of a farm', () => {
  it('comes to rest under any load that stays as it is, and stays at rest', () => {
    fc.assert(
      fc.property(anyFarm, (made) => {
        const farm = createFarm(nodesOf(made))
        expect(farm.run(8 * 60)).toBeGreaterThan(70)
        const switched = farm.changes.map(({ node }) => node)
        expect(new Set(switched).size).toBe(switched.length)
      }),
      { numRuns: 60 },
    )
  })

  it('changes each node once at the most for a step of the load, and leaves it alone for its times', () => {
    const steps = fc.array(fc.tuple(fc.nat(), load), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(fc.array(anyNode, { minLength: 2, maxLength: 25 }), steps, (made, all) => {
        const farm = createFarm(nodesOf(made))
        farm.run(4 * 60)
        for (const [which, share] of all) {
          const up = farm.nodes.filter(({ power }) => power === 'on')
          const node = up[which % Math.max(1, up.length)]
          if (node === undefined) continue
          const index = farm.nodes.indexOf(node)
          const { cru, mru } = node.total
          const taken = gib(0, 0, Math.floor(((mru / GIB - 1) * share) / 100), Math.floor((cru * share) / 100))
          farm.nodes[index] = { ...node, used: plus(SYSTEM, taken), hasContracts: share > 0 }
          const before = farm.changes.length
          expect(farm.run(6 * 60)).toBeGreaterThan(40)
          const of = Map.groupBy(farm.changes.slice(before), ({ node: id }) => id)
          for (const changes of of.values()) expect(changes.length).toBeLessThanOrEqual(1)
        }
        for (const changes of Map.groupBy(farm.changes, ({ node }) => node).values())
          for (const [at, { to, at: time }] of changes.entries()) {
            const before = changes[at - 1]
            if (before === undefined) continue
            expect(before.to).not.toBe(to)
            expect(time - before.at).toBeGreaterThanOrEqual(to === 'off' ? config.minimumOn : config.minimumOff)
          }
      }),
      { numRuns: 150 },
    )
  })

  it('does not sway with a load that goes up and down within the margin', () => {
    const farm = createFarm([1, 2, 3].map((id) => nodeOf(id, { total: gib(10, 10, 10, 100) })))
    const use = (cores: number) => {
      for (const index of [0, 1]) {
        const node = farm.nodes[index]!
        farm.nodes[index] = { ...node, used: gib(0, 0, 0, cores), hasContracts: true }
      }
    }
    for (let hour = 0; hour < 100; hour += 1) {
      use(hour % 2 === 0 ? 71 : 79)
      farm.run(60)
    }
    expect(farm.changes).toEqual([])
    expect(minus(farm.nodes[2]!.used, farm.nodes[2]!.system)).toEqual(gib(0, 0, 0, 0))
  })

  it('is planned for a thousand nodes, all of them needed, within the blink of an eye', () => {
    const nodes = Array.from({ length: 1_001 }, (_, at) =>
      nodeOf(at + 1, {
        total: gib(10, 100 + at, 10 + (at % 7), 10),
        power: at === 0 ? 'on' : 'off',
        used: at === 0 ? gib(0, 0, 0, 7_900) : SYSTEM,
        hasContracts: at === 0,
      }),
    )
    const began = performance.now()
    expect(planPower(nodes, config, 24 * 60 * MINUTE).wake.length).toBeGreaterThan(950)
    expect(performance.now() - began).toBeLessThan(5_000)
  })
})
