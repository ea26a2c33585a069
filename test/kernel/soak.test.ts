import { describe, expect, it } from 'vitest'
import {
  type ActorContext,
  createRandom,
  createSystem,
  createVirtualClock,
  defineUnit,
  type FactEvent,
  type InitEvent,
  type StepArgs,
  type TaskContext,
  type UnitOf,
} from '../../src/kernel/index.ts'
import { counterUnit, errand, Ping, Pong, worker } from './fixtures.ts'
import { keepBooks } from './properties/books.ts'

const ACTORS = 10
const CHANGES = 1_000
const CRASHES = 1_000
const RESTART = { type: 'permanent', intensity: 1_000_000, backoff: { min: 1, max: 8 } } as const
const MAILBOX = { bound: 40, policy: { [Ping.type]: 'drop-oldest' } } as const

/** The crashes still to come. */
interface Faults {
  left: number
}

function breakIfDue(faults: Faults, random: () => number): void {
  if (faults.left > 0 && random() < 0.3) throw new Error('injected')
}

/** Units of every kind under one name after the other: a machine, a machine with tasks, a plain one. */
function unitFor(name: string, kind: number, faults: Faults, random: () => number): UnitOf<unknown> {
  const options = { restart: RESTART, mailbox: MAILBOX }
  const note = (n: number, ctx: ActorContext) => {
    breakIfDue(faults, random)
    if (n % 4 === 0) ctx.emit(Pong, { n })
  }
  if (kind === 0) return counterUnit(name, note, { ...options, emits: [Pong] }) as UnitOf<unknown>
  if (kind === 1)
    return defineUnit({
      name,
      machine: worker,
      consumes: [Ping],
      ...options,
      handlers: {
        'worker.work': async (_: object, ctx: TaskContext) => {
          await ctx.sleep(1)
          breakIfDue(faults, random)
          return 1
        },
        'worker.rested': () => {},
        'worker.rest': () => 1,
      },
    }) as UnitOf<unknown>
  return defineUnit({
    name,
    consumes: [Ping],
    emits: [Pong],
    ...options,
    handlers: { [Ping.type]: ({ n }: { n: number }, ctx: ActorContext) => note(n, ctx) },
  }) as UnitOf<unknown>
}

/** A family of duties that come and go with each pong. */
const master = (faults: Faults, random: () => number) =>
  defineUnit({
    name: 'master',
    consumes: [Pong],
    restart: RESTART,
    duties: { errand: { machine: errand, restart: RESTART } },
    handlers: {
      'test.Pong': ({ n }: { n: number }, ctx: ActorContext) => {
        const duties = ctx.duties('errand')
        const key = String(n % 7)
        if (!duties.open(key, { label: key })) duties.tell(key, { type: 'errand.End', payload: null })
        else if (n % 3 === 0) duties.tell(key, { type: 'errand.Break', payload: null })
      },
      'errand.break': (_: StepArgs<object, InitEvent<object> | FactEvent<typeof Ping>>) => breakIfDue(faults, random),
    },
  }) as UnitOf<unknown>

describe('1,000 replacements and 1,000 crashes under load', () => {
  it('lose nothing unseen: the books balance exactly', async () => {
    const clock = createVirtualClock()
    const random = createRandom(20_261)
    const system = createSystem({ clock, seed: 7 })
    const books = keepBooks()
    const crashed = { count: 0, replaced: 0, refused: 0 }
    system.attach(books.tracer)
    system.attach({
      crashed: () => {
        crashed.count += 1
        faults.left = Math.max(0, faults.left - 1)
      },
    })
    const faults = { left: CRASHES }
    const names = Array.from({ length: ACTORS }, (_, index) => `actor-${index}`)
    for (const [index, name] of names.entries()) system.register(unitFor(name, index % 3, faults, random))
    system.register(master(faults, random))
    const started = system.start()
    await system.settled()
    await started
    const refs = names.map((name) => system.ref(name))

    let emitted = 0
    for (let change = 0; change < CHANGES || faults.left > 0; change += 1) {
      for (let n = 0; n < 3; n += 1) system.emit(Ping, { n: (emitted += 1) })
      if (change < CHANGES) {
        const name = names[Math.floor(random() * ACTORS)]!
        const unit = unitFor(name, Math.floor(random() * 3), faults, random)
        // One in ten does not start: what runs goes on.
        const broken = random() < 0.1
        const adopt = () => {
          throw new Error('does not start')
        }
        void system.replace(name, broken ? { ...unit, adopt } : unit).then(({ replaced }) => {
          crashed[replaced ? 'replaced' : 'refused'] += 1
        })
      }
      if (random() < 0.5) await system.settled()
      clock.advance(Math.floor(random() * 6))
    }
    for (let passed = 0; passed < 40; passed += 1) {
      await system.settled()
      clock.advance(10)
    }
    await system.settled()

    expect(crashed.count).toBeGreaterThanOrEqual(CRASHES)
    expect(crashed.replaced + crashed.refused).toBe(CHANGES)
    expect(crashed.refused).toBeGreaterThan(50)
    expect(books.wrong).toEqual([])
    expect(books.open()).toBe(0)
    expect(system.actors().map(({ queued }) => queued)).toEqual(Array(ACTORS + 2).fill(0))
    expect(names.map((name) => system.ref(name))).toEqual(refs)
    expect(system.actors().every(({ status }) => status === 'running')).toBe(true)

    const ended = system.stop()
    for (let passed = 0; passed < 20; passed += 1) {
      await system.settled()
      clock.advance(1_000)
    }
    expect(await ended).toMatchObject({ outcome: 'stopped' })
    expect(books.wrong).toEqual([])
    expect(books.open()).toBe(0)
    // No timer is left: nothing happens any more, however long one waits.
    const before = { ...books.fates }
    clock.advance(10_000_000)
    await system.settled()
    expect(books.fates).toEqual(before)
  }, 60_000)
})
