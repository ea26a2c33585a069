import { describe, expect, it } from 'vitest'
import { defineUnit, type Tracer } from '../../src/kernel/index.ts'
import { counterUnit, Ping, startSystem, worker } from './fixtures.ts'

const slowWorker = (name: string, shutdown: '1s' | '5s', milliseconds: number) =>
  defineUnit({
    name,
    machine: worker,
    consumes: [Ping],
    shutdown,
    handlers: {
      'worker.work': async (_: object, ctx: { sleep(ms: number): Promise<void> }) => {
        await ctx.sleep(milliseconds)
        return 1
      },
      'worker.rested': () => {},
      'worker.rest': () => 1,
    } as never,
  })

describe('a system', () => {
  it('starts its actors in order and says so', async () => {
    const { system } = await startSystem((s) => {
      s.register(counterUnit('one'))
      s.register(counterUnit('two'))
    })
    expect(system.actors().map(({ name, status }) => [name, status])).toEqual([
      ['root', 'running'],
      ['one', 'running'],
      ['two', 'running'],
    ])
  })

  it('stops them in reverse order', async () => {
    const stopped: string[] = []
    const { system, clock } = await startSystem((s) => {
      for (const name of ['one', 'two', 'three']) s.register(counterUnit(name))
    })
    system.attach({ stopped: (actor) => void stopped.push(actor) })
    const end = system.stop('enough')
    await system.settled()
    clock.advance(100)
    await system.settled()
    expect(await end).toEqual({ outcome: 'stopped', reason: 'enough', late: [] })
    expect(stopped).toEqual(['three', 'two', 'one'])
  })

  it('lets an actor that is busy finish, and no longer than its deadline', async () => {
    const { system, ping, pass, actor } = await startSystem((s) => {
      s.register(slowWorker('patient', '5s', 2_000))
      s.register(slowWorker('late', '1s', 60_000))
    })
    ping(1)
    await pass(0)
    const end = system.stop()
    for (let n = 0; n < 400 && actor('patient').status !== 'stopped'; n += 1) await pass(10)
    for (let n = 0; n < 10; n += 1) await pass(10)
    expect(await end).toMatchObject({ outcome: 'stopped' })
    // The late one was stopped while it still worked; the patient one had come to its end.
    expect(actor('late').state).toBe('working')
    expect(actor('patient').state).toBe('idle')
  })

  it('counts what still waits as undeliverable when an actor ends', async () => {
    const { system, ping } = await startSystem((s) => s.register(counterUnit('a')))
    system.pause('a')
    ping(1, 2)
    system.unregister('a')
    expect(system.deadLetters.byReason).toEqual({ undeliverable: 2 })
    expect(system.deadLetters.recent().map(({ actor, reason }) => [actor, reason])).toEqual([
      ['a', 'undeliverable'],
      ['a', 'undeliverable'],
    ])
  })
})

describe('watchers', () => {
  it('may throw without harm', async () => {
    const handled: string[] = []
    const { system, ping } = await startSystem((s) => s.register(counterUnit('a')))
    const thrower = () => {
      throw new Error('watcher')
    }
    const hooks = ['emitted', 'handling', 'handled', 'dead', 'started', 'crashed', 'stopped', 'coalesced'] as const
    system.attach(Object.fromEntries(hooks.map((hook) => [hook, thrower])) as Tracer)
    system.attach({ handled: (actor) => void handled.push(actor) })
    system.inspect(thrower)
    ping(1, 2)
    system.drain()
    expect(handled).toEqual(['a', 'a'])
  })

  it('can be attached and detached while it runs', async () => {
    const { system, ping } = await startSystem((s) => s.register(counterUnit('a')))
    let count = 0
    const detach = system.attach({ handled: () => void (count += 1) })
    ping(1)
    system.drain()
    detach()
    ping(2)
    system.drain()
    expect(count).toBe(1)
  })

  it('see XState itself through inspect', async () => {
    const { system, ping } = await startSystem((s) => s.register(counterUnit('a')))
    const types = new Set<string>()
    const detach = system.inspect((event) => void types.add(event.type))
    ping(1)
    system.drain()
    expect(types).toContain('@xstate.event')
    expect(types).toContain('@xstate.snapshot')
    types.clear()
    detach()
    ping(2)
    system.drain()
    expect(types.size).toBe(0)
  })
})
