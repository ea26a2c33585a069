import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ActorContext,
  createSystem,
  createVirtualClock,
  defineUnit,
  type Letter,
} from '../../../src/kernel/index.ts'
import { Go, HighOf, LowOf, PlainOf } from './facts.ts'

const KINDS = [HighOf, PlainOf, LowOf] as const
const PRIORITIES = ['high', 'normal', 'low'] as const

/** What an emitter does when told to: a burst of facts by kind. */
const burst = fc.record({ emitter: fc.nat(2), kinds: fc.array(fc.nat(2), { minLength: 1, maxLength: 12 }) })
const pause = fc.constantFrom('all', 'one', 'before')
const script = fc.array(fc.oneof({ weight: 3, arbitrary: burst }, { weight: 1, arbitrary: pause }), { maxLength: 40 })

async function run(steps: ReadonlyArray<{ emitter: number; kinds: number[] } | string>, ranks: readonly number[]) {
  const system = createSystem({ clock: createVirtualClock(), seed: 1 })
  const handled: Array<{ readonly actor: string; readonly letter: Letter }> = []
  let serial = 0
  for (const index of [0, 1, 2])
    system.register(
      defineUnit({
        name: `emitter-${index}`,
        consumes: [Go],
        emits: [...KINDS],
        rate: 'unlimited',
        mailbox: { bound: 10_000 },
        handlers: {
          'order.Go': ({ emitter, kinds }: { emitter: number; kinds: readonly number[] }, ctx: ActorContext) => {
            if (emitter !== index) return
            for (const kind of kinds) ctx.emit(KINDS[kind]!, { serial: (serial += 1) })
          },
        },
      }),
    )
  for (const [index, rank] of ranks.entries())
    system.register(
      defineUnit({
        name: `consumer-${index}`,
        consumes: [...KINDS],
        priority: PRIORITIES[rank]!,
        mailbox: { bound: 10_000 },
        handlers: Object.fromEntries(KINDS.map(({ type }) => [type, () => {}])),
      }),
    )
  const started = system.start()
  await system.settled()
  await started
  system.attach({ handled: (actor, letter) => void handled.push({ actor, letter }) })
  for (const step of steps) {
    if (step === 'all') system.drain()
    else if (step === 'one') system.drainUntil(() => true)
    else if (step === 'before') system.drainBefore(({ event }) => event.type === LowOf.type)
    else system.emit(Go, step as { emitter: number; kinds: number[] })
  }
  system.drain()
  return { handled }
}

describe('letters', () => {
  it('of one priority from one emitter to one actor are handled in the order of emission', async () => {
    await fc.assert(
      fc.asyncProperty(script, fc.array(fc.nat(2), { minLength: 2, maxLength: 3 }), async (steps, ranks) => {
        const { handled } = await run(steps, ranks)
        const last = new Map<string, number>()
        for (const { actor, letter } of handled) {
          if (!actor.startsWith('consumer')) continue
          const lane = `${actor} ${letter.from} ${letter.rank}`
          expect(letter.id).toBeGreaterThan(last.get(lane) ?? 0)
          last.set(lane, letter.id)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('reach every consumer, each once', async () => {
    await fc.assert(
      fc.asyncProperty(script, fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }), async (steps, ranks) => {
        const { handled } = await run(steps, ranks)
        const count = steps.reduce((sum, step) => sum + (typeof step === 'string' ? 0 : step.kinds.length), 0)
        for (const [index] of ranks.entries()) {
          const ids = handled.filter(({ actor }) => actor === `consumer-${index}`).map(({ letter }) => letter.id)
          expect(new Set(ids).size).toBe(count)
          expect(ids).toHaveLength(count)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('who has waited longest', () => {
  it('is passed over eight times in a row at most, within a mailbox', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(2), { minLength: 2, maxLength: 80 }), async (kinds) => {
        const { handled } = await run([{ emitter: 0, kinds }], [1])
        const order = handled.filter(({ actor }) => actor === 'consumer-0').map(({ letter }) => letter.id)
        const waiting = new Set(order)
        let passedOver = 0
        for (const id of order) {
          const oldest = Math.min(...waiting)
          passedOver = id === oldest ? 0 : passedOver + 1
          expect(passedOver).toBeLessThanOrEqual(8)
          waiting.delete(id)
        }
      }),
      { numRuns: 100 },
    )
  })
})
