import { describe, expect, it } from 'vitest'
import { contextOf, counterUnit, Ping, startSystem } from './fixtures.ts'

describe('facts', () => {
  it('reach every consumer in the order of registration, and only when handled', async () => {
    const order: string[] = []
    const { system } = await startSystem((s) => {
      for (const name of ['b', 'a', 'c'])
        s.register(counterUnit(name, (event) => void order.push(`${name}${event.payload.n}`)))
    })
    const emission = system.emit(Ping, { n: 1 })
    system.emit(Ping, { n: 2 })
    expect(order).toEqual([])
    expect(emission).toMatchObject({ accepted: 3, refused: [] })
    system.drain()
    expect(order).toEqual(['b1', 'a1', 'c1', 'b2', 'a2', 'c2'])
  })

  it('crash restarts in place', async () => {
    const { system, clock, seen, actor } = await startSystem((s) => {
      s.register(
        counterUnit('a', (event) => {
          if (event.payload.n === 2) throw new Error('two')
        }),
      )
    })
    const ref = system.ref('a')
    for (const n of [1, 2, 3]) system.emit(Ping, { n })
    system.drain()
    expect(actor('a').status).toBe('backing-off')
    expect(actor('a').queued).toBe(1)
    clock.advance(1000)
    system.drain()
    expect(actor('a')).toMatchObject({ status: 'running', incarnation: 2, queued: 0 })
    expect(system.ref('a')).toBe(ref)
    expect(contextOf(system, 'a')).toEqual({ count: 1 })
    expect(seen.filter((line) => line.startsWith('a '))).toEqual([
      'a handled test.Ping',
      'a crashed',
      'a crashed test.Ping',
      'a handled test.Ping',
    ])
  })
})
