import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ActorContext, defineUnit } from '../../../src/kernel/index.ts'
import { startSystem } from '../fixtures.ts'
import { Go, PlainOf } from './facts.ts'

/** Bursts of emissions with time between them. */
const script = fc.array(fc.record({ count: fc.integer({ min: 1, max: 30 }), after: fc.nat(200) }), { maxLength: 12 })

const rates = fc.integer({ min: 20, max: 500 })
const bursts = fc.integer({ min: 1, max: 20 })

async function run(steps: ReadonlyArray<{ count: number; after: number }>, rate: object) {
  const became: Array<string | undefined> = []
  const through: Array<{ readonly serial: number; readonly at: number }> = []
  let serial = 0
  const { system, clock, pass } = await startSystem((s) => {
    s.register(
      defineUnit({
        name: 'emitter',
        consumes: [Go],
        emits: [PlainOf],
        rate,
        handlers: {
          'order.Go': ({ kinds }: { kinds: readonly number[] }, ctx: ActorContext) => {
            for (const _ of kinds) became.push(ctx.emit(PlainOf, { serial: (serial += 1) }).withheld)
          },
        },
      }),
    )
    s.register(
      defineUnit({
        name: 'consumer',
        consumes: [PlainOf],
        mailbox: { bound: 10_000 },
        handlers: {
          'order.Plain': (payload: { serial: number }) =>
            void through.push({ serial: payload.serial, at: clock.now() }),
        },
      }),
    )
  })
  for (const { count, after } of steps) {
    system.emit(Go, { emitter: 0, kinds: Array(count).fill(0) })
    await system.settled()
    await pass(after)
  }
  const parked = became.filter((each) => each === 'parked').length
  const refused = became.filter((each) => each === 'rate').length
  for (let waited = 0; waited < 40 && through.length < serial - refused; waited += 1) await pass(500)
  // What was parked is through by then; nothing comes after it.
  if (parked > 0) await pass(10_000)
  return { became, through, emitted: serial, deadLetters: system.deadLetters }
}

describe('an emitter', () => {
  it('gets no more through than its burst and its rate allow, in order, and what is parked is not lost', async () => {
    await fc.assert(
      fc.asyncProperty(script, rates, bursts, async (steps, rate, burst) => {
        const { through, became, emitted } = await run(steps, { rate, burst })
        expect(through.map(({ serial }) => serial)).toEqual(Array.from({ length: emitted }, (_, n) => n + 1))
        expect(became.filter((each) => each === 'rate')).toEqual([])
        for (const [from, first] of through.entries())
          for (const [to, last] of through.entries())
            if (to >= from)
              expect(to - from + 1).toBeLessThanOrEqual(burst + (rate * (last.at - first.at)) / 1_000 + 1e-6)
      }),
      { numRuns: 40 },
    )
  })

  it('is told what was refused, and what was not gets through', async () => {
    await fc.assert(
      fc.asyncProperty(script, rates, bursts, async (steps, rate, burst) => {
        const { through, became, deadLetters } = await run(steps, { rate, burst, over: 'refuse' })
        const kept = became.flatMap((each, index) => (each === undefined ? [index + 1] : []))
        expect(through.map(({ serial }) => serial)).toEqual(kept)
        expect(became.filter((each) => each !== undefined).every((each) => each === 'rate')).toBe(true)
        expect(deadLetters.byReason.rate ?? 0).toBe(became.length - kept.length)
      }),
      { numRuns: 40 },
    )
  })

  it('gets through at a rate that does not divide a second, on a clock of whole milliseconds', async () => {
    const { through } = await run([{ count: 20, after: 0 }], { rate: 333, burst: 1 })
    expect(through).toHaveLength(20)
  })
})
