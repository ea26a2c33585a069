import { describe, expect, it } from 'vitest'
import { poll } from '../../../src/grid/farm/poll.ts'
import { startGrid } from './grid.ts'

const MANY = 200
const DEAD = 20
const FARMER = 1

const counts = { cru: 1, sru: 1, hru: 1, mru: 1 }

describe('a round of asking over the grid', () => {
  it('ends within one deadline for all nodes though one in ten is gone, on a line that loses and delays', async () => {
    const ids = Array.from({ length: MANY }, (_, i) => i + 1)
    const twinOf = (node: number) => 1 + node
    const grid = await startGrid([FARMER, ...ids.map(twinOf)])
    grid.network.disturb({ lost: 0.02, delay: [20, 200] })
    for (const id of ids.slice(DEAD))
      grid.join(twinOf(id), {
        'zos.statistics.get': () => ({ total: counts, used: counts, system: counts }),
        'zos.gpu.list': () => [],
      })
    const said = new Map<string, number>()
    const ctx = {
      config: { answerWithin: 30 },
      ports: {
        messages: grid.join(FARMER),
        twins: new Map(ids.map((id) => [id, twinOf(id)])),
        views: new Map(),
        apart: { has: () => false },
      },
      duties: () => ({
        tell: (_: string, { type }: { type: string }) => said.set(type, (said.get(type) ?? 0) + 1),
      }),
      now: () => grid.clock.now(),
      sleep: () =>
        new Promise<void>((resolve) => {
          grid.clock.setTimeout(resolve, 30_000)
        }),
    }
    const begun = grid.clock.now()
    let ended: number | undefined
    void poll(ctx as never).then(() => {
      ended = grid.clock.now()
    })
    await grid.pass(29_000, 500)
    expect(said.get('node.Answered')).toBe(MANY - DEAD)
    expect(ended).toBeUndefined()
    await grid.pass(1_500, 500)
    expect(ended! - begun).toBe(30_000)
    expect(said.get('node.Silent')).toBe(DEAD)
  }, 120_000)
})
