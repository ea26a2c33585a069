import { describe, expect, it } from 'vitest'
import { createDeliveries } from '../../src/chain/follower/deliveries.ts'
import type { Cursor } from '../../src/chain/follower/followed-block.ts'
import { type ActorContext, defineUnit } from '../../src/kernel/index.ts'
import { counterUnit, Ping, Pong, startSystem } from '../kernel/fixtures.ts'
import { settle } from './fake-node.ts'

/** A producer whose every ping from outside is a block with two facts. */
async function stage(consumers: (register: (unit: ReturnType<typeof counterUnit>) => void) => void) {
  const deliveries = createDeliveries('producer')
  const settled: number[] = []
  deliveries.settled.subscribe(({ number }: Cursor) => void settled.push(number))
  const started = await startSystem((system) => {
    system.attach(deliveries.tracer)
    system.register(
      defineUnit({
        name: 'producer',
        consumes: [Pong],
        emits: [Ping],
        handlers: {
          'test.Pong': ({ n }: { n: number }, ctx: ActorContext) => {
            deliveries.begin({ number: n, hash: `0x${n}` })
            ctx.emit(Ping, { n })
            ctx.emit(Ping, { n })
            deliveries.end()
          },
        },
      }),
    )
    consumers((unit) => system.register(unit))
  })
  const { system } = started
  return {
    ...started,
    deliveries,
    settled,
    async block(...numbers: number[]) {
      for (const n of numbers) system.emit(Pong, { n })
      await system.settled()
      await settle()
    },
  }
}

describe('deliveries', () => {
  it('are settled when every consumer is through with them, the last one is told', async () => {
    const { block, settled } = await stage((register) => {
      register(counterUnit('a'))
      register(counterUnit('b'))
    })
    await block(1)
    expect(settled).toEqual([1])
    await block(2, 3, 4)
    expect(settled.at(-1)).toBe(4)
  })

  it('are settled at once when nobody consumes them', async () => {
    const { block, settled } = await stage(() => {})
    await block(1)
    expect(settled).toEqual([1])
  })

  it('wait for the slowest consumer, and for all blocks before', async () => {
    const { block, settled, system, deliveries } = await stage((register) => {
      register(counterUnit('a'))
      register(counterUnit('b'))
    })
    system.pause('b')
    await block(1, 2)
    expect(settled).toEqual([])
    let room = false
    void deliveries.room(2).then(() => {
      room = true
    })
    await settle()
    expect(room).toBe(false)
    system.resume('b')
    await system.settled()
    await settle()
    expect(settled).toEqual([2])
    expect(room).toBe(true)
  })

  it.each([
    ['crashes', (n: number) => n === 1, { restart: { type: 'permanent', backoff: { min: 1, max: 1 } } } as const],
    [
      'lets facts give way to later ones',
      () => false,
      { mailbox: { bound: 1, policy: { [Ping.type]: 'coalesce-latest' } } } as const,
    ],
    ['has no room', () => false, { mailbox: { bound: 1 } } as const],
  ])('are settled with a consumer that %s', async (_, breaks, options) => {
    const { block, settled, pass } = await stage((register) => {
      register(
        counterUnit(
          'a',
          (n) => {
            if (breaks(n)) throw new Error('broken')
          },
          options,
        ),
      )
    })
    await block(1, 2)
    await pass(10)
    await settle()
    expect(settled.at(-1)).toBe(2)
  })

  it('are settled when a consumer is taken away with facts still waiting', async () => {
    const { block, settled, system } = await stage((register) => register(counterUnit('a')))
    system.pause('a')
    await block(1)
    system.unregister('a')
    await system.settled()
    await settle()
    expect(settled).toEqual([1])
  })

  it('are settled behind a block that nobody took, while one before it is not', async () => {
    const { block, settled, system } = await stage((register) =>
      register(counterUnit('a', () => {}, { mailbox: { bound: 2 } })),
    )
    system.pause('a')
    await block(1)
    // There is no room for the next.
    await block(2)
    system.register(counterUnit('b'))
    await block(3)
    expect(settled).toEqual([])
    system.resume('a')
    await system.settled()
    await settle()
    expect(settled).toEqual([3])
  })

  it('count a consumer that came while facts still waited', async () => {
    const { block, settled, system } = await stage((register) => register(counterUnit('a')))
    system.pause('a')
    await block(1)
    system.register(counterUnit('late'))
    system.pause('late')
    await system.settled()
    system.resume('a')
    await system.settled()
    await settle()
    expect(settled).toEqual([])
    system.resume('late')
    await system.settled()
    await settle()
    expect(settled).toEqual([1])
  })
})
