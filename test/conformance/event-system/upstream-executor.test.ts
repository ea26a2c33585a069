import { describe, expect, it } from 'vitest'
import { createVirtualClock } from '../../../src/kernel/index.ts'
import { Bar, deriver, Foo, High, Low, run } from './fixtures.ts'

describe('event system, upstream: executor', () => {
  it('1 mux: none calls nothing, the same twice is called twice, several in order', async () => {
    const calls: string[] = []
    const { system } = await run([deriver('actor', [Foo], () => void calls.push('actor'))])
    const note = () => void calls.push('same')
    for (const name of ['x.one', 'x.two'])
      await system.handlers.extend('actor', name, note, { on: Foo, origin: 'test' })
    await system.handlers.extend('actor', 'x.third', () => void calls.push('third'), { on: Foo, origin: 'test' })
    system.emit(Bar, { n: 1 })
    system.drain()
    expect(calls).toEqual([])
    system.emit(Foo, { n: 1 })
    system.drain()
    expect(calls).toEqual(['actor', 'same', 'same', 'third'])
  })

  it('2 is/any: exact type; none matches nothing; any of several, in either order', async () => {
    const seen: Record<string, string[]> = { one: [], none: [], ab: [], ba: [] }
    const note = (name: string) => (type: string) => void seen[name]!.push(type)
    const { system } = await run([
      deriver('one', [Foo], note('one')),
      deriver('none', [], note('none')),
      deriver('ab', [Foo, Bar], note('ab')),
      deriver('ba', [Bar, Foo], note('ba')),
    ])
    system.emit(Foo, { n: 1 })
    system.emit(Bar, { n: 1 })
    system.drain()
    expect(seen).toEqual({ one: ['up.Foo'], none: [], ab: ['up.Foo', 'up.Bar'], ba: ['up.Foo', 'up.Bar'] })
  })

  it('3 executor: enqueueing handles nothing, a drain all of it; one that left is not called', async () => {
    const seen: number[] = []
    const { system } = await run([deriver('actor', [Foo], (_, n) => void seen.push(n))])
    expect(system.drain()).toBe(0)
    system.emit(Foo, { n: 1 })
    expect(seen).toEqual([])
    system.drain()
    system.emit(Foo, { n: 2 })
    system.emit(Foo, { n: 3 })
    system.drain()
    expect(seen).toEqual([1, 2, 3])
    system.unregister('actor')
    system.emit(Foo, { n: 4 })
    system.drain()
    expect(seen).toEqual([1, 2, 3])
  })

  it('4 queue limit: exactly the bound is taken, one more refused and told; after a drain it takes again', async () => {
    let handled = 0
    const { system } = await run([
      deriver('actor', [Foo], () => void (handled += 1), { mailbox: { bound: 10_000 }, rate: 'unlimited' }),
    ])
    for (let n = 0; n < 10_000; n += 1) expect(system.emit(Foo, { n }).accepted).toBe(1)
    expect(system.emit(Foo, { n: 0 })).toMatchObject({ accepted: 0, refused: ['actor'] })
    system.drain()
    expect(handled).toBe(10_000)
    expect(system.emit(Foo, { n: 0 }).accepted).toBe(1)
  })

  it('5 cyclic: a handler that emits what it handles comes to its end in one drain', async () => {
    let count = 0
    const { system } = await run([
      deriver(
        'actor',
        [Foo],
        (_, n, ctx) => {
          count += 1
          if (n < 10) ctx.emit(Foo, { n: n + 1 })
        },
        { emits: [Foo] },
      ),
    ])
    system.emit(Foo, { n: 0 })
    system.drain()
    expect(count).toBe(11)
  })

  it('6 a cancel in a handler ends the drain before the next event', async () => {
    const seen: number[] = []
    let cancelled = false
    const { system } = await run([
      deriver('actor', [Foo], (_, n) => {
        seen.push(n)
        cancelled = true
      }),
    ])
    system.emit(Foo, { n: 1 })
    system.emit(Foo, { n: 2 })
    expect(system.drainBefore(() => cancelled)).toBe(true)
    expect(seen).toEqual([1])
  })

  it('7 a cancel while the last event is handled still completes the drain; the next one handles nothing', async () => {
    const seen: string[] = []
    let cancelled = false
    const { system } = await run([
      deriver('actor', [Foo, Bar], (type) => {
        seen.push(type)
        if (type === 'up.Foo') cancelled = true
      }),
    ])
    for (const each of [Bar, Foo, Bar]) system.emit(each, { n: 1 })
    expect(system.drainUntil(({ event }) => event.type === 'up.Foo')).toBe(true)
    expect(system.drainBefore(() => cancelled)).toBe(true)
    expect(seen).toEqual(['up.Bar', 'up.Foo'])
  })

  it('8 until, exclusive: stops before the match, again and again; inclusive: handles it', async () => {
    let handled = 0
    const { system } = await run([deriver('actor', [Foo, Bar], () => void (handled += 1))])
    for (const each of [Bar, Foo, Bar, Bar]) system.emit(each, { n: 1 })
    const isFoo = ({ event }: { event: { type: string } }) => event.type === 'up.Foo'
    expect([system.drainBefore(isFoo), handled]).toEqual([true, 1])
    expect([system.drainBefore(isFoo), handled]).toEqual([true, 1])
    expect([system.drainUntil(isFoo), handled]).toEqual([true, 2])
    expect([system.drainUntil(isFoo), handled]).toEqual([false, 4])
  })

  it('9 priorities: events high, normal, low; within one, actors high, normal by age, low', async () => {
    const order: string[] = []
    const on = (name: string) => (type: string) => void order.push(`${type.slice(3)}:${name}`)
    const all = [Low, High, Foo]
    const { system } = await run([
      deriver('ex1', all, on('ex1'), { priority: 'low' }),
      deriver('ex2', all, on('ex2'), { priority: 'high' }),
      deriver('ex3', all, on('ex3')),
      deriver('ex4', all, on('ex4')),
    ])
    for (const each of all) system.emit(each, { n: 1 })
    system.drain()
    const actors = ['ex2', 'ex3', 'ex4', 'ex1']
    expect(order).toEqual(['High', 'Foo', 'Low'].flatMap((type) => actors.map((actor) => `${type}:${actor}`)))
  })

  it('10 await: ready at once when something waits; not when empty; shared, and made anew by the next event', async () => {
    const { system } = await run([deriver('actor', [Foo])])
    const ready = async (promise: Promise<void>) => {
      let done = false
      void promise.then(() => {
        done = true
      })
      await Promise.resolve()
      await Promise.resolve()
      return done
    }
    const first = system.awaitWork()
    expect(system.awaitWork()).toBe(first)
    expect(await ready(first)).toBe(false)
    system.emit(Foo, { n: 1 })
    expect(await ready(first)).toBe(true)
    expect(await ready(system.awaitWork())).toBe(true)
    system.drain()
    const next = system.awaitWork()
    expect(next).not.toBe(first)
    expect(await ready(next)).toBe(false)
  })

  it('16 a predicate that reads a timer stops a cascade at the firing point; the rest drains later', async () => {
    const clock = createVirtualClock()
    let fired = false
    let handled = 0
    const { system } = await run(
      [
        deriver(
          'actor',
          [Foo],
          (_, n, ctx) => {
            handled += 1
            clock.advance(1)
            if (n < 1_000) ctx.emit(Foo, { n: n + 1 })
          },
          { emits: [Foo], rate: 'unlimited' },
        ),
      ],
      { clock },
    )
    clock.setTimeout(() => {
      fired = true
    }, 250)
    system.emit(Foo, { n: 1 })
    expect(system.drainBefore(() => fired)).toBe(true)
    expect(handled).toBe(250)
    expect(system.drainBefore(() => false)).toBe(false)
    expect(handled).toBe(1_000)
  })
})
