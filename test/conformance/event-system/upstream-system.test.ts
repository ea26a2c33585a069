import { describe, expect, it } from 'vitest'
import { assign, type PromiseActorLogic, setup } from 'xstate'
import { z } from 'zod'
import {
  type ActorContext,
  command,
  createLogTracer,
  defineUnit,
  type FactEvent,
  Failure,
  FatalError,
  Refused,
  type TaskContext,
} from '../../../src/kernel/index.ts'
import { Bar, deriver, Foo, run } from './fixtures.ts'

describe('event system, upstream: system', () => {
  it('11 tracing: nothing before the drain; then emission, handling; none for who ignores it; none once detached', async () => {
    const { system } = await run([deriver('actor', [Foo]), deriver('other', [Bar])])
    const lines: string[] = []
    const note = (fields: object, message: string) =>
      void lines.push(`${message} ${(fields as { actor?: string }).actor ?? ''}`.trim())
    const detach = system.attach(createLogTracer({ debug: note, info: note, warn: note, error: note }))
    system.emit(Foo, { n: 1 })
    expect(lines).toEqual(['emitted'])
    system.drain()
    expect(lines).toEqual(['emitted', 'handled actor'])
    detach()
    system.emit(Foo, { n: 2 })
    system.drain()
    expect(lines).toHaveLength(2)
  })

  it('12 broadcast: every consumer, the emitter too; also one that registers while the event still waits', async () => {
    const seen: string[] = []
    const note = (name: string) => (_: string, n: number) => void seen.push(`${name}${n}`)
    const { system } = await run([deriver('a', [Foo, Bar], note('a'), { emits: [Foo] })])
    const handle = system.register(deriver('b', [Foo], note('b'), { emits: [Foo] }))
    await system.settled()
    handle.emit(Foo, { n: 1 })
    system.register(deriver('late', [Foo], note('late')))
    system.drain()
    expect(seen.sort()).toEqual(['a1', 'b1', 'late1'])
  })

  it('13 critical error: known at once; what waited is ignored; each actor sees it exactly once; nothing after the stop', async () => {
    const seen: string[] = []
    const note = (name: string) => (type: string) => void seen.push(`${name} ${type}`)
    const { system } = await run([
      deriver('breaker', [Bar], () => {
        throw new Failure('beyond repair', { errorClass: 'fatal', scope: 'node' })
      }),
      deriver('a', [Foo, FatalError], note('a')),
      deriver('b', [Foo, FatalError], note('b')),
    ])
    system.emit(Bar, { n: 1 })
    system.emit(Foo, { n: 1 })
    system.drain()
    expect(seen).toEqual(['a kernel.FatalError', 'b kernel.FatalError'])
    expect(system.deadLetters.byReason.halted).toBe(2)
    await system.settled()
    await expect(system.ended).resolves.toMatchObject({ outcome: 'aborted', reason: 'breaker failed: beyond repair' })
    expect(system.emit(Foo, { n: 2 }).accepted).toBe(0)
    expect(system.drain()).toBe(0)
  })

  it('14 limiter: 30 emissions at rate 10, burst 10, are limited from the 11th on', async () => {
    const { system } = await run([])
    const limited: number[] = []
    system.attach({ limited: (_, { event }) => void limited.push((event.payload as { n: number }).n) })
    const handle = system.register(
      defineUnit({ name: 'emitter', emits: [Foo], rate: { rate: 10, burst: 10, over: 'refuse' } }),
    )
    await system.settled()
    for (let n = 1; n <= 30; n += 1) handle.emit(Foo, { n })
    expect(limited).toEqual(Array.from({ length: 20 }, (_, index) => index + 11))
  })

  it('15 step scheduling: a request is immediate and taken once; again before progress it waits; progress resets', async () => {
    const steps: number[] = []
    const { system, pass, clock } = await run([stepper((at) => void steps.push(at - 1_000))])
    const request = () => system.emit(Foo, { n: 0 })
    request()
    request()
    await pass(0)
    expect(steps).toEqual([0])
    request()
    request()
    await pass(1_999)
    expect(steps).toEqual([0])
    await pass(1)
    expect(steps).toEqual([0, 2_000])
    system.emit(Bar, { n: 0 })
    request()
    await pass(0)
    expect(steps).toEqual([0, 2_000, clock.now() - 1_000])
  })

  it('17 driver loop: arming from outside wakes it, never early; disarming cancels; 200 flips lose no wake-up', async () => {
    const fired: number[] = []
    const { clock, pass, system } = await run([deriver('actor', [Foo], (_, n) => void fired.push(n))])
    const expected: number[] = []
    for (let n = 0; n < 200; n += 1) {
      const timer = clock.setTimeout(() => void system.emit(Foo, { n }), 100)
      if (n % 3 === 0) clock.clearTimeout(timer)
      else expected.push(n)
    }
    await pass(99)
    expect(fired).toEqual([])
    await pass(1)
    expect(fired).toEqual(expected)
    expect(system.drain()).toBe(0)
  })

  it('18 cooperation: a task waits for answers, for the first of several and for all, while others go on', async () => {
    const Ask = command('up.Ask', { category: 'advise', payload: z.number(), result: z.number() })
    const results: unknown[] = []
    const seen: number[] = []
    const owner = defineUnit({
      name: 'owner',
      owns: [Ask],
      handlers: {
        'up.Ask': async (delay: number, ctx: TaskContext) => {
          await ctx.sleep(delay)
          if (delay === 30) throw new Refused('too-long')
          return delay
        },
      },
    })
    const work = async (_: object, ctx: TaskContext) => {
      const asks = [20, 10, 30].map((delay) => ctx.ask(Ask, delay))
      const first = await Promise.race(asks.map(async (ask, index) => (await ask).ok && index))
      const all = await Promise.all(asks)
      results.push(first, ...all.map((outcome) => (outcome.ok ? outcome.value : outcome.refusal.reason)))
    }
    const { system, pass } = await run([
      owner,
      defineUnit({
        name: 'asker',
        machine: asker,
        consumes: [Foo],
        asks: [Ask],
        category: 'advise',
        handlers: { 'asker.work': work },
      }),
      deriver('bystander', [Bar], (_, n) => void seen.push(n)),
    ])
    system.emit(Foo, { n: 1 })
    await pass(5)
    system.emit(Bar, { n: 1 })
    await pass(0)
    expect([seen, results]).toEqual([[1], []])
    await pass(5)
    await pass(10)
    await pass(10)
    expect(results).toEqual([1, 20, 10, 'too-long'])
  })
})

const asker = setup({
  types: { events: {} as FactEvent<typeof Foo> },
  actors: { 'asker.work': {} as PromiseActorLogic<void> },
}).createMachine({
  id: 'asker',
  options: { maxIterations: 10 },
  initial: 'idle',
  states: {
    idle: { on: { 'up.Foo': 'working' } },
    working: { invoke: { id: 'work', src: 'asker.work', onDone: 'idle' } },
  },
})

/** Foo requests a step, Bar reports progress; each attempt counts as failed until then. */
const stepper = (step: (at: number) => void) =>
  defineUnit({
    name: 'stepper',
    machine: setup({
      types: { context: {} as { attempts: number }, events: {} as FactEvent<typeof Foo> | FactEvent<typeof Bar> },
      actions: {
        'stepper.step': () => {},
        count: assign({ attempts: ({ context }) => context.attempts + 1 }),
        forget: assign({ attempts: 0 }),
      },
      delays: { backoff: ({ context }) => Math.min(2 ** context.attempts * 1_000, 10_000) },
      guards: { isFirst: ({ context }) => context.attempts === 0 },
    }).createMachine({
      id: 'stepper',
      options: { maxIterations: 10 },
      context: { attempts: 0 },
      initial: 'idle',
      on: { 'up.Bar': { target: '.idle', actions: 'forget' } },
      states: {
        idle: {
          on: {
            'up.Foo': [{ guard: 'isFirst', target: 'idle', actions: ['count', 'stepper.step'] }, { target: 'waiting' }],
          },
        },
        waiting: { after: { backoff: { target: 'idle', actions: ['count', 'stepper.step'] } } },
      },
    }),
    consumes: [Foo, Bar],
    mailbox: { policy: { 'up.Foo': 'coalesce-latest' } },
    handlers: { 'stepper.step': (_: object, ctx: ActorContext) => step(ctx.now()) },
  })
