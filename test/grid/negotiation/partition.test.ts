import { describe, expect, it } from 'vitest'
import { gib, nodeOf, requestOf } from '../nodes.ts'
import { ASKER } from './farm.ts'
import { randomOf, simulate, someNodes, someWish } from './simulation.ts'

const MINUTE = 60_000
const OTHER = 8
const LASTING = { config: { confirmedFor: 86_400 } }
const { signal } = new AbortController()
const HALF = requestOf(gib(0, 100, 16, 4))

/** Nodes with even ids and one asker are on one side, the rest on the other. */
const inHalves = (twin: number): number => {
  if (twin === ASKER) return 0
  return twin === OTHER ? 1 : twin % 2
}

describe('a farm that falls into two halves', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))(
    'promises nothing twice, in both of them and after they have met again (seed %i)',
    async (seed) => {
      const random = randomOf(seed)
      const nodes = someNodes(random, 8, 2)
      const simulation = simulate({ seed, nodes, faults: { delay: [1, 500], loss: 0.02 }, ...LASTING })
      const { farm, ask, finish, wrongs } = simulation
      const other = farm.asker(OTHER)
      for (let index = 0; index < 16; index += 1) {
        const wish = someWish(random, index, 0.3)
        ask(wish, index % 2 === 0 ? farm.negotiator : other)
        await farm.pass(random() * 10_000)
        if (index === 3) farm.network.partition(inHalves)
        if (index === 11) farm.network.heal()
      }
      await finish()
      await farm.pass(35 * MINUTE)
      expect(wrongs()).toEqual([])
    },
  )

  it('places in each half what fits there', async () => {
    const { farm } = simulate({ nodes: [1, 2, 3, 4].map((id) => nodeOf(id)), ...LASTING })
    const other = farm.asker(OTHER)
    farm.network.partition(inHalves)
    const wanted = requestOf(gib(0, 100, 32, 8))
    const found = []
    for (const name of ['a', 'b', 'c'])
      for (const [side, each] of [farm.negotiator, other].entries())
        found.push(await farm.settled(each.place(`${name}-${side}`, wanted, { signal })))
    const refusal = { refusal: { code: 'no-node', failed: { unreachable: 2, capacity: 2 } } }
    expect(found).toEqual([{ node: 2 }, { node: 1 }, { node: 4 }, { node: 3 }, refusal, refusal])
  })

  it('has a name once that was asked for in both, as soon as one of them asks again', async () => {
    const { farm } = simulate({ nodes: [1, 2, 3, 4].map((id) => nodeOf(id)), ...LASTING })
    const other = farm.asker(OTHER)
    const places = () => [1, 2, 3, 4].filter((id) => farm.holds(id).some(({ name }) => name === 'a'))
    farm.network.partition(inHalves)
    for (const each of [farm.negotiator, other]) await farm.settled(each.place('a', HALF, { signal }))
    expect(places()).toHaveLength(2)
    farm.network.heal()
    // What was out of reach is not waited for, and has to be found again.
    await farm.pass(2 * MINUTE)
    const { node } = (await farm.settled(other.place('a', HALF, { signal }))) as { node: number }
    await farm.pass(MINUTE)
    expect(places()).toEqual([node])
    expect(await farm.settled(farm.negotiator.place('a', HALF, { signal }))).toEqual({ node })
  })
})
