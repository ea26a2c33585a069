import { describe, expect, it } from 'vitest'
import type { FarmFacts } from '../../../src/grid/negotiation/facts.ts'
import { ASKER } from './farm.ts'
import { randomOf, type Simulation, simulate, someNodes, someWish } from './simulation.ts'

const RUNS = Number(process.env['NEGOTIATION_RUNS'] ?? 60)
const MINUTE = 60_000
/** Nothing that is kept falls back while it is looked at. */
const LASTING = { config: { confirmedFor: 86_400 } }
const seeds = Array.from({ length: RUNS }, (_, seed) => seed + 1)

/** Time for what an attempt left behind to be given back. */
async function tidied({ farm, finish, wrongs }: Simulation): Promise<string[]> {
  await finish()
  await farm.pass(35 * MINUTE)
  return wrongs()
}

describe('nodes that plan over messages that are lost, late or doubled', () => {
  it.each(seeds)('promise nothing twice, and answer everything (seed %i)', async (seed) => {
    const random = randomOf(seed)
    const nodes = someNodes(random, 3 + Math.floor(random() * 6), Math.floor(random() * 3))
    const faults = { loss: random() * 0.1, duplicates: random() * 0.2, delay: [1, 10 + random() * 1_500] as const }
    const simulation = simulate({ seed, nodes, faults, ...LASTING })
    for (let index = 0; index < 20; index += 1) {
      simulation.ask(someWish(random, index, 0.3))
      if (random() < 0.7) await simulation.farm.pass(random() * 20_000)
    }
    expect(await tidied(simulation)).toEqual([])
  })
})

describe('nodes that plan and do not see the chain at the same time', () => {
  it.each(seeds)('promise nothing twice, and answer everything (seed %i)', async (seed) => {
    const random = randomOf(seed)
    const nodes = someNodes(random, 4 + Math.floor(random() * 5), 1 + Math.floor(random() * 2))
    const lags = new Map([ASKER, ...nodes.map(({ twinId }) => twinId)].map((twin) => [twin, Math.floor(random() * 3)]))
    const past: FarmFacts[] = []
    /** As of so many minutes ago as the twin lags behind. */
    const sees = (twin: number, facts: FarmFacts): FarmFacts => {
      if (past.at(-1)?.slot !== facts.slot) past.push({ ...facts, nodes: new Map(facts.nodes) })
      const lag = lags.get(twin)!
      return lag === 0 ? facts : (past[past.length - 1 - lag] ?? past[0]!)
    }
    const simulation = simulate({ seed, nodes, faults: { delay: [1, 500] }, sees, ...LASTING })
    for (let index = 0; index < 15; index += 1) {
      simulation.ask(someWish(random, index, 0.3))
      await simulation.farm.pass(random() * 40_000)
    }
    expect(await tidied(simulation)).toEqual([])
  })
})

describe('nodes that plan while some of them die, come back, or are cut off from the others', () => {
  it.each(seeds)('promise nothing twice, and answer everything (seed %i)', async (seed) => {
    const random = randomOf(seed)
    const nodes = someNodes(random, 4 + Math.floor(random() * 6), Math.floor(random() * 3))
    const faults = { loss: random() * 0.05, duplicates: random() * 0.1, delay: [1, 10 + random() * 500] as const }
    const simulation = simulate({ seed, nodes, faults, ...LASTING })
    const { farm } = simulation
    const anyone = () => nodes[Math.floor(random() * nodes.length)]!.id
    for (let index = 0; index < 20; index += 1) {
      simulation.ask(someWish(random, index, 0.3))
      const dice = random()
      if (dice < 0.2) farm.kill(anyone())
      else if (dice < 0.35) farm.revive(anyone())
      else if (dice < 0.45) {
        const side = new Map(nodes.map(({ twinId }) => [twinId, random() < 0.5 ? 0 : 1]))
        farm.network.partition((twin) => side.get(twin) ?? 0)
      } else if (dice < 0.6) farm.network.heal()
      await farm.pass(random() * 30_000)
    }
    await farm.pass(5 * MINUTE)
    farm.network.heal()
    for (const { id } of nodes) farm.revive(id)
    expect(await tidied(simulation)).toEqual([])
  })
})
