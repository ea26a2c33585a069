import { Observable } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { type AnyActorLogic, setup } from 'xstate'
import { type ActorContext, defineUnit, type RestartPolicy, stream, type TaskContext } from '../../src/kernel/index.ts'
import { contextOf, counterUnit, Ping, startSystem, worker } from './fixtures.ts'

const crashing = (restart: RestartPolicy = {}) =>
  counterUnit(
    'a',
    (n) => {
      if (n < 0) throw new Error(`no ${n}`)
    },
    { restart },
  )

const fatal = () => Object.assign(new Error('beyond repair'), { errorClass: 'fatal' as const })

const workerUnit = (handlers: Record<string, unknown>) =>
  defineUnit({
    name: 'worker',
    machine: worker,
    consumes: [Ping],
    handlers: {
      'worker.work': async () => 1,
      'worker.rested': () => {},
      'worker.rest': () => 100,
      ...handlers,
    } as never,
  })

describe('a crash', () => {
  it('restarts in place, with the rest of the mailbox, and buries the letter it happened on', async () => {
    const { ping, pass, system, seen, actor } = await startSystem((s) => s.register(crashing()))
    const ref = system.ref('a')
    let told = 0
    ref.subscribe(() => {
      told += 1
    })
    ping(1, -1, 2)
    system.drain()
    expect(actor('a')).toMatchObject({ status: 'backing-off', queued: 1 })
    await pass(200)
    expect(actor('a')).toMatchObject({ status: 'running', incarnation: 2, queued: 0 })
    expect(contextOf(system, 'a')).toEqual({ count: 1 })
    expect(system.ref('a')).toBe(ref)
    expect(told).toBeGreaterThan(2)
    expect(seen.filter((line) => line.startsWith('a '))).toEqual([
      'a handled test.Ping',
      'a crashed',
      'a crashed test.Ping',
      'a handled test.Ping',
    ])
  })

  it('is announced, and so is the return', async () => {
    const { ping, pass, facts } = await startSystem((s) => s.register(crashing()))
    ping(-1)
    await pass(200)
    expect(facts.filter((type) => type.startsWith('kernel.'))).toEqual(['kernel.ActorCrashed', 'kernel.ActorRestarted'])
  })

  it('waits longer each time, between half and all of twice the last, and less again after a quiet time', async () => {
    const waits: number[] = []
    const { ping, pass, system } = await startSystem((s) =>
      s.register(crashing({ intensity: 100, backoff: { min: '100ms', max: '800ms' }, resetAfter: '10s' })),
    )
    system.attach({
      emitted: ({ event }) => {
        if (event.type === 'kernel.ActorCrashed') waits.push((event.payload as { restartIn: number }).restartIn)
      },
    })
    for (let n = 0; n < 6; n += 1) {
      ping(-1)
      await pass(1_000)
    }
    for (const [index, most] of [100, 200, 400, 800, 800, 800].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(most / 2)
      expect(waits[index]).toBeLessThanOrEqual(most)
    }
    await pass(20_000)
    ping(-1)
    await pass(0)
    expect(waits.at(-1)).toBeLessThanOrEqual(100)
  })

  it('too often fails the actor for good, and the node with it', async () => {
    const { ping, pass, system, facts } = await startSystem((s) =>
      s.register(crashing({ intensity: 2, within: '60s' })),
    )
    for (let n = 0; n < 3; n += 1) {
      ping(-1)
      await pass(1_000)
    }
    expect(facts).toContain('kernel.ActorFailed')
    await expect(system.ended).resolves.toEqual({ outcome: 'aborted', reason: 'a failed: no -1', late: [] })
  })

  it('forgives what is longer ago than the period', async () => {
    const { ping, pass, actor } = await startSystem((s) => s.register(crashing({ intensity: 2, within: '10s' })))
    for (let n = 0; n < 6; n += 1) {
      ping(-1)
      await pass(6_000)
    }
    expect(actor('a').status).toBe('running')
  })

  it('is final for a temporary actor, and of no consequence to the others', async () => {
    const { ping, pass, actor, facts } = await startSystem((s) => {
      s.register(crashing({ type: 'temporary' }))
      s.register(counterUnit('b'))
    })
    ping(-1)
    await pass(60_000)
    expect(actor('a').status).toBe('failed')
    expect(facts.filter((type) => type.startsWith('kernel.'))).toEqual(['kernel.ActorFailed'])
    ping(1)
    await pass(0)
    expect(actor('b').status).toBe('running')
  })

  it('is final when the error is fatal, and ends the node with a permanent actor', async () => {
    const { ping, pass, system } = await startSystem((s) =>
      s.register(
        counterUnit('a', () => {
          throw fatal()
        }),
      ),
    )
    ping(1)
    await pass(0)
    await expect(system.ended).resolves.toMatchObject({ reason: 'a failed: beyond repair' })
  })
})

describe('what ends with an incarnation', () => {
  it('are its tasks: aborted, and their results ignored', async () => {
    const signals: AbortSignal[] = []
    const work = (_: object, { signal }: TaskContext) => {
      signals.push(signal)
      return new Promise<number>(() => {})
    }
    const { ping, pass, system, actor } = await startSystem((s) => s.register(workerUnit({ 'worker.work': work })))
    ping(1)
    await pass(0)
    expect(actor('worker').state).toBe('working')
    system.restart('worker')
    expect(signals[0]!.aborted).toBe(true)
    expect(actor('worker')).toMatchObject({ state: 'idle', incarnation: 2 })
  })

  it('are its timers', async () => {
    let rested = 0
    const { ping, pass, system, actor } = await startSystem((s) =>
      s.register(workerUnit({ 'worker.rested': () => void (rested += 1) })),
    )
    ping(1)
    await pass(0)
    expect(actor('worker').state).toBe('resting')
    system.restart('worker')
    await pass(1_000)
    expect(rested).toBe(0)
  })

  it('come from every kind of handler that throws', async () => {
    const thrower = () => {
      throw new Error('thrown')
    }
    for (const name of ['worker.work', 'worker.rested', 'worker.rest']) {
      const { ping, pass, seen } = await startSystem((s) => s.register(workerUnit({ [name]: thrower })))
      ping(1)
      await pass(0)
      await pass(100)
      expect(seen, name).toContain('worker crashed')
    }
  })

  it('includes the children of a machine whose own action throws', async () => {
    let stopped = 0
    const ticks = stream(() => new Observable<{ type: string }>(() => () => void (stopped += 1)))
    const machine = setup({
      actors: { 'parent.ticks': {} as AnyActorLogic },
      actions: { 'parent.burst': () => {} },
    }).createMachine({
      id: 'parent',
      options: { maxIterations: 10 },
      invoke: { id: 'ticks', src: 'parent.ticks' },
      on: { 'test.Ping': { actions: 'parent.burst' } },
    })
    const burst = () => {
      throw new Error('burst')
    }
    const { ping, system, actor } = await startSystem((s) => {
      s.register(
        defineUnit({
          name: 'parent',
          machine,
          consumes: [Ping],
          handlers: { 'parent.ticks': ticks, 'parent.burst': burst },
        }),
      )
    })
    ping(1)
    system.drain()
    expect(actor('parent').status).toBe('backing-off')
    expect(stopped).toBe(1)
  })

  it('leaves no effect of the step that failed', async () => {
    const started: string[] = []
    const machine = setup({
      actors: { 'parent.child': {} as AnyActorLogic },
      actions: { 'parent.burst': () => {} },
    }).createMachine({
      id: 'parent',
      options: { maxIterations: 10 },
      initial: 'calm',
      states: {
        calm: { on: { 'test.Ping': 'storm' } },
        storm: { invoke: { id: 'child', src: 'parent.child' }, entry: 'parent.burst' },
      },
    })
    const handlers = {
      'parent.child': async () => void started.push('child'),
      'parent.burst': () => {
        throw new Error('burst')
      },
    }
    const { ping, pass, seen } = await startSystem((s) =>
      s.register(defineUnit({ name: 'parent', machine, consumes: [Ping], handlers })),
    )
    ping(1)
    await pass(0)
    expect(seen).toContain('parent crashed')
    expect(started).toEqual([])
  })

  it('keeps the facts that the step had emitted', async () => {
    const { Pong } = await import('./fixtures.ts')
    const { ping, system, facts } = await startSystem((s) => {
      s.register(
        counterUnit('a', (n, ctx: ActorContext) => {
          ctx.emit(Pong, { n })
          throw new Error('after')
        }),
      )
    })
    ping(1)
    system.drain()
    expect(facts).toContain('test.Pong')
  })
})

describe('a pause', () => {
  it('holds back timers and task results, and gives them on when it ends', async () => {
    let rested = 0
    const { ping, pass, system } = await startSystem((s) =>
      s.register(workerUnit({ 'worker.rested': () => void (rested += 1) })),
    )
    ping(1)
    await pass(0)
    system.pause('worker')
    await pass(1_000)
    expect(rested).toBe(0)
    system.resume('worker')
    expect(rested).toBe(1)
  })
})
