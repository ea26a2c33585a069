import { describe, expect, it } from 'vitest'
import { defineUnit, type RateBudget, RateExceeded, type VirtualClock } from '../../src/kernel/index.ts'
import { counterUnit, Pong, startSystem } from './fixtures.ts'

/** An actor that emits as many pongs as the ping says, within a rate. */
const emitting = (rate: RateBudget | 'unlimited', became: string[] = []) =>
  counterUnit(
    'emitter',
    (n, ctx) => {
      for (let each = 1; each <= n; each += 1) became.push(ctx.emit(Pong, { n: each }).withheld ?? 'sent')
    },
    { rate },
  )

async function stage(rate: RateBudget) {
  const got: number[] = []
  const became: string[] = []
  const told: unknown[] = []
  const hear = ({ n }: { n: number }) => void got.push(n)
  const started = await startSystem((s) => {
    s.register(emitting(rate, became))
    s.register(defineUnit({ name: 'hearer', consumes: [Pong], handlers: { [Pong.type]: hear } }))
    s.attach({
      emitted: ({ event }) => {
        if (event.type === RateExceeded.type) told.push(event.payload)
      },
    })
  })
  return { ...started, got, became, told }
}

describe('an emitter over its rate', () => {
  it('is told of once, until it was within it again', async () => {
    const { ping, pass, told, became, system } = await stage({ rate: 10, burst: 1, over: 'refuse' })
    ping(3)
    await pass(0)
    expect(became).toEqual(['sent', 'rate', 'rate'])
    expect(told).toEqual([{ actor: 'emitter', type: Pong.type, became: 'refused' }])
    expect(system.deadLetters.byReason).toEqual({ rate: 2 })
    await pass(100)
    ping(2)
    await pass(0)
    expect(told).toHaveLength(2)
  })

  it('has what it emits parked behind what is parked, though there would be room by now', async () => {
    const { ping, pass, got, became, clock } = await stage({ rate: 10, burst: 1 })
    ping(2)
    await pass(0)
    expect(got).toEqual([1])
    clock.setTimeout(() => ping(1), 99)
    await pass(100)
    expect(became).toEqual(['sent', 'parked', 'parked'])
    await pass(100)
    expect(got).toEqual([1, 2, 1])
  })

  it('that is unregistered leaves dead letters of what was parked, and nothing goes out any more', async () => {
    const { ping, pass, got, system } = await stage({ rate: 10, burst: 1 })
    ping(4)
    await pass(0)
    system.unregister('emitter')
    await pass(5_000)
    expect(got).toEqual([1])
    expect(
      system.deadLetters.recent().map(({ actor, reason, letter }) => [actor, reason, letter.event.payload]),
    ).toEqual([2, 3, 4].map((n) => ['emitter', 'undeliverable', { n }]))
  })

  it('has the rate of the variant that takes its place', async () => {
    const { ping, pass, system } = await stage({ rate: 10, burst: 1, over: 'refuse' })
    ping(1)
    await pass(0)
    for (const [rate, expected] of [
      [{ rate: 10, burst: 3, over: 'refuse' }, ['sent', 'sent', 'sent', 'rate']],
      [{ rate: 10, burst: 2, over: 'refuse' }, ['sent', 'sent', 'rate', 'rate']],
    ] as const) {
      const became: string[] = []
      await system.replace('emitter', emitting(rate, became))
      ping(4)
      await pass(0)
      expect(became).toEqual(expected)
    }
  })

  it('has what is parked let go at once by the variant that takes its place, as far as its rate allows', async () => {
    for (const [rate, expected] of [
      [{ rate: 1, burst: 2 }, [1, 2, 3]],
      ['unlimited', [1, 2, 3, 4]],
    ] as const) {
      const { ping, pass, system, got } = await stage({ rate: 1, burst: 1 })
      ping(4)
      await pass(0)
      await system.replace('emitter', emitting(rate))
      await pass(0)
      expect(got).toEqual(expected)
      await pass(1_000)
      expect(got).toEqual([1, 2, 3, 4])
    }
  })

  it('lets nothing overtake what is parked, though its time has come while a handler worked', async () => {
    const got: number[] = []
    const { ping, pass } = await startSystem((s) => {
      const emit = counterUnit(
        'emitter',
        (n, ctx) => {
          if (n === 3) (s.clock as VirtualClock).advance(100)
          ctx.emit(Pong, { n })
        },
        { rate: { rate: 10, burst: 1 } },
      )
      s.register(emit)
      const hear = ({ n }: { n: number }) => void got.push(n)
      s.register(defineUnit({ name: 'hearer', consumes: [Pong], handlers: { [Pong.type]: hear } }))
    })
    ping(1, 2, 3)
    await pass(1_000)
    expect(got).toEqual([1, 2, 3])
  })
})

describe('an emitter without a rate', () => {
  it('is never over it', async () => {
    const became: string[] = []
    const { ping, pass } = await startSystem((s) => s.register(emitting('unlimited', became)))
    ping(2_000)
    await pass(0)
    expect(became).toEqual(Array(2_000).fill('sent'))
  })
})
