import { Observable } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { type AnyActorLogic, setup } from 'xstate'
import { defineUnit, Failure, stream, type TaskContext } from '../../src/kernel/index.ts'
import { contextOf, counterUnit, Double, errand, Ping, startSystem, worker } from './fixtures.ts'
import { keeper } from './keeper.ts'

const QUICK = { backoff: { min: 10, max: 10 }, intensity: 100 } as const

/** Has two tasks and a duty from its beginning; a ping ends it in one way or another. */
const busy = setup({
  types: { events: {} as { type: 'test.Ping'; payload: { n: number } } },
  actors: { 'busy.work': {} as AnyActorLogic },
  actions: { 'busy.begin': () => {}, 'busy.crash': () => {} },
  guards: { isNegative: ({ event }) => event.payload.n < 0 },
}).createMachine({
  id: 'busy',
  options: { maxIterations: 10 },
  initial: 'working',
  entry: 'busy.begin',
  states: {
    working: {
      invoke: ['first', 'second'].map((id) => ({ id, src: 'busy.work' as const, input: id })),
      on: { 'test.Ping': [{ guard: 'isNegative', actions: 'busy.crash' }, { target: 'over' }] },
    },
    over: { type: 'final' },
  },
})

async function stage() {
  const aborted: unknown[] = []
  const unit = defineUnit({
    name: 'busy',
    machine: busy,
    consumes: [Ping],
    duties: { errand: { machine: errand } },
    restart: { ...QUICK, type: 'transient' },
    handlers: {
      'busy.begin': (_: object, ctx: { duties(name: string): { open(key: string, input: object): boolean } }) =>
        void ctx.duties('errand').open('k', { label: 'x' }),
      'busy.work': (_: object, { signal }: TaskContext, input: unknown) =>
        new Promise(() => signal.addEventListener('abort', () => void aborted.push(input))),
      'busy.crash': () => {
        throw new Error('crashed')
      },
      'errand.break': () => {},
    } as never,
  })
  const started = await startSystem((s) => s.register(unit))
  return { ...started, aborted, duties: () => started.actor('busy').duties['errand'] }
}

describe('the tasks and duties of an actor', () => {
  it('end with it at once when it crashes, the last begun first', async () => {
    const { ping, system, aborted, duties, actor } = await stage()
    expect(duties()).toBe(1)
    ping(-1)
    system.drain()
    expect(actor('busy').status).toBe('backing-off')
    expect(aborted).toEqual(['second', 'first'])
    expect(duties()).toBe(0)
  })

  it('end with it when it finishes', async () => {
    const { ping, system, aborted, duties, actor } = await stage()
    ping(1)
    system.drain()
    expect(actor('busy').status).toBe('finished')
    expect(aborted).toHaveLength(2)
    expect(duties()).toBe(0)
  })

  it('end with it when it is unregistered', async () => {
    const { system, aborted } = await stage()
    const stopped: string[] = []
    system.attach({ stopped: (name) => void stopped.push(name) })
    system.unregister('busy')
    expect(aborted).toHaveLength(2)
    expect(stopped).toEqual(['busy/errand', 'busy'])
  })
})

describe('a task', () => {
  it('ends when its machine leaves the state that began it', async () => {
    const signals: AbortSignal[] = []
    const unit = defineUnit({
      name: 'worker',
      machine: worker,
      consumes: [Ping],
      handlers: {
        'worker.work': (_: object, { signal }: TaskContext) => {
          signals.push(signal)
          return new Promise<number>(() => {})
        },
        'worker.rested': () => {},
        'worker.rest': () => 1,
      },
    })
    const { ping, pass } = await startSystem((s) => s.register(unit))
    ping(1)
    await pass(0)
    ping(2)
    await pass(0)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
  })
})

describe('a crash', () => {
  it('by a timer or by what a child says at once is no letter’s', async () => {
    const machine = setup({
      types: { events: {} as { type: 'test.Ping' } | { type: 'said' } },
      actors: { 'parent.child': {} as AnyActorLogic },
      actions: { 'parent.crash': () => {} },
    }).createMachine({
      id: 'parent',
      options: { maxIterations: 10 },
      initial: 'calm',
      states: {
        calm: { on: { 'test.Ping': 'talking' }, after: { 100: { actions: 'parent.crash' } } },
        talking: { invoke: { src: 'parent.child' }, on: { said: { actions: 'parent.crash' } } },
      },
    })
    const says = stream(() => new Observable<{ type: string }>((observer) => observer.next({ type: 'said' })))
    const crash = () => {
      throw new Error('crashed')
    }
    const { ping, pass, system, seen } = await startSystem((s) =>
      s.register(
        defineUnit({
          name: 'parent',
          machine,
          consumes: [Ping],
          restart: QUICK,
          handlers: { 'parent.child': says, 'parent.crash': crash },
        }),
      ),
    )
    await pass(100)
    await pass(10)
    ping(1)
    await pass(0)
    expect(seen).toEqual(['parent crashed', 'parent crashed', 'parent handled test.Ping'])
    expect(system.deadLetters.total).toBe(0)
  })

  it('of class reset is like any other where nothing is saved', async () => {
    const { ping, pass, actor } = await startSystem((s) =>
      s.register(
        counterUnit(
          'a',
          () => {
            throw new Failure('all wrong', { errorClass: 'reset' })
          },
          { restart: QUICK },
        ),
      ),
    )
    ping(1)
    await pass(10)
    expect(actor('a')).toMatchObject({ status: 'running', incarnation: 2 })
  })
})

describe('an actor that waits for its restart', () => {
  it('takes nothing that is sent to its reference', async () => {
    const { ping, pass, system } = await startSystem((s) =>
      s.register(
        counterUnit(
          'a',
          (n) => {
            if (n < 0) throw new Error('negative')
          },
          { restart: QUICK },
        ),
      ),
    )
    ping(-1)
    system.drain()
    system.ref('a').send({ type: 'test.Ping', payload: { n: 1 } })
    expect(contextOf(system, 'a')).toEqual({ count: 0 })
    await pass(10)
    expect(contextOf(system, 'a')).toEqual({ count: 0 })
  })
})

describe('an actor that failed for good', () => {
  const temporary = () =>
    counterUnit(
      'a',
      (n) => {
        if (n < 0) throw new Error('negative')
      },
      { restart: { type: 'temporary' } },
    )

  it('keeps its watchers and what runs beside it, for when it is restarted by its name', async () => {
    const beside: number[] = []
    const { ping, system, actor } = await startSystem((s) => s.register(temporary()))
    const note = ({ n }: { n: number }) => void beside.push(n)
    await system.handlers.extend('a', 'x.note', note, { on: Ping, origin: 'test' })
    const told: unknown[] = []
    system.ref('a').subscribe({ next: ({ status }) => told.push(status), complete: () => told.push('complete') })
    ping(-1)
    system.drain()
    expect(actor('a').status).toBe('failed')
    expect(told).toEqual(['active'])
    system.restart('a')
    ping(1)
    system.drain()
    expect(told).toEqual(['active', 'active', 'active'])
    expect(beside).toEqual([-1, 1])
    system.unregister('a')
    expect(told.slice(3)).toEqual(['stopped', 'complete'])
  })
})

describe('an owner that is unregistered', () => {
  it('leaves no ask without an outcome, seen or not', async () => {
    const { unit } = keeper()
    const { system } = await startSystem((s) => s.register(unit))
    const seen = system.ask(Double, 1)
    await system.settled()
    system.pause('owner')
    const unseen = system.ask(Double, 2)
    system.unregister('owner')
    expect(await Promise.all([seen, unseen])).toEqual(
      Array(2).fill({ ok: false, refusal: { code: 'owner-failed', retryable: true } }),
    )
  })
})
