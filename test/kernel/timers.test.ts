import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { type ActorContext, defineUnit, type FactEvent, type RestartPolicy } from '../../src/kernel/index.ts'
import { counterUnit, Ping, startSystem } from './fixtures.ts'

/** Waits 100 ms and notes when that was over; a ping begins the wait anew, one below zero crashes. */
const waiter = setup({
  types: { events: {} as FactEvent<typeof Ping> },
  guards: { 'waiter.isBad': () => false },
  actions: { 'waiter.crash': () => {}, 'waiter.over': () => {} },
}).createMachine({
  id: 'waiter',
  options: { maxIterations: 10 },
  initial: 'waiting',
  states: {
    waiting: {
      after: { 100: { target: 'over', actions: 'waiter.over' } },
      on: {
        'test.Ping': [
          { guard: 'waiter.isBad', actions: 'waiter.crash' },
          { target: 'waiting', reenter: true },
        ],
      },
    },
    over: {},
  },
})

async function startWaiter(restart: RestartPolicy = {}, group: object = {}) {
  const over: number[] = []
  const unit = (name: string) =>
    defineUnit({
      name,
      machine: waiter,
      consumes: [Ping],
      restart: { backoff: { min: '1ms', max: '1ms' }, intensity: 100, ...restart },
      handlers: {
        'waiter.isBad': ({ event }: { event: FactEvent<typeof Ping> }) => event.payload.n < 0 && name === 'waiter',
        'waiter.crash': () => {
          throw new Error('crashed')
        },
        'waiter.over': (_: object, ctx: ActorContext) => void over.push(ctx.now()),
      },
    })
  const stage = await startSystem((system) => {
    system.supervise({ name: 'group', ...group })
    system.register(unit('waiter'), { supervisor: 'group' })
  })
  return { ...stage, unit, over, began: stage.clock.now() }
}

describe('a delayed event', () => {
  it('comes once, when its time has come', async () => {
    const { pass, over, began } = await startWaiter()
    await pass(99)
    expect(over).toEqual([])
    await pass(1)
    await pass(500)
    expect(over).toEqual([began + 100])
  })

  it('is forgotten with the state that waits for it, and waits its whole time when that is entered again', async () => {
    const { pass, ping, over, began } = await startWaiter()
    await pass(60)
    ping(1)
    await pass(99)
    expect(over).toEqual([])
    await pass(1)
    expect(over).toEqual([began + 160])
  })

  it('of an incarnation that has crashed does not come to the next one', async () => {
    const { pass, ping, over, began } = await startWaiter()
    await pass(60)
    ping(-1)
    await pass(0)
    await pass(1)
    await pass(99)
    expect(over).toEqual([])
    await pass(2)
    expect(over).toHaveLength(1)
    expect(over[0]).toBeGreaterThan(began + 160)
  })

  it('of an actor restarted by its name begins anew', async () => {
    const { pass, system, over, began } = await startWaiter()
    await pass(60)
    system.restart('waiter')
    await pass(99)
    expect(over).toEqual([])
    await pass(1)
    expect(over).toEqual([began + 160])
  })

  it('of what was replaced by a fresh one does not come to that', async () => {
    const { pass, system, unit, over, began } = await startWaiter()
    await pass(60)
    system.replace('waiter', unit('waiter'))
    await pass(99)
    expect(over).toEqual([])
    await pass(1)
    expect(over).toEqual([began + 160])
  })

  it('that came while its actor was paused is of no concern to the next incarnation', async () => {
    const { pass, system, over } = await startWaiter()
    system.pause('waiter')
    await pass(100)
    system.restart('waiter')
    system.resume('waiter')
    await pass(99)
    expect(over).toEqual([])
    await pass(1)
    expect(over).toHaveLength(1)
  })

  it('does not come to an actor that has been unregistered', async () => {
    const { pass, system, over } = await startWaiter()
    system.unregister('waiter')
    await pass(500)
    expect(over).toEqual([])
  })

  it('of a sibling that has to go along does not come either', async () => {
    const stage = await startWaiter({ backoff: { min: '200ms', max: '200ms' } }, { strategy: 'one_for_all' })
    stage.system.register(stage.unit('other'), { supervisor: 'group' })
    await stage.pass(50)
    stage.ping(-1)
    await stage.pass(0)
    await stage.pass(99)
    expect(stage.actor('other').status).toBe('backing-off')
    expect(stage.over).toEqual([])
    await stage.pass(100)
    expect(stage.over).toEqual([])
    await stage.pass(101)
    expect(stage.actor('other').status).toBe('running')
    expect(stage.over).toHaveLength(2)
  })
})

describe('a restart that waits', () => {
  it('does not happen once the actor is unregistered', async () => {
    const { pass, ping, system, facts } = await startWaiter({ backoff: { min: '50ms', max: '50ms' } })
    ping(-1)
    await pass(1)
    system.unregister('waiter')
    await pass(500)
    expect(facts).not.toContain('kernel.ActorRestarted')
    expect(system.actors().map(({ name }) => name)).not.toContain('waiter')
  })

  it('does not happen again once the actor was restarted by its name', async () => {
    const { pass, ping, system, actor } = await startWaiter({ backoff: { min: '50ms', max: '50ms' } })
    ping(-1)
    await pass(1)
    system.restart('waiter')
    await pass(500)
    expect(actor('waiter')).toMatchObject({ status: 'running', incarnation: 2 })
  })

  it('of a group does not happen once the node has ended', async () => {
    const group = { intensity: 0, restart: { backoff: { min: '50ms', max: '50ms' }, intensity: 9 } }
    const { pass, ping, system, facts, actor } = await startWaiter({}, group)
    ping(-1)
    await pass(5)
    expect(facts).toContain('kernel.SupervisorFailed')
    expect(actor('waiter').status).not.toBe('running')
    void system.stop('over')
    await pass(500)
    expect(facts).not.toContain('kernel.ActorRestarted')
  })

  it('lets an actor begin with the letters that came meanwhile', async () => {
    const seen: number[] = []
    const { ping, pass } = await startSystem((system) =>
      system.register(
        counterUnit('a', (n) => {
          if (n < 0) throw new Error('no')
          seen.push(n)
        }),
      ),
    )
    ping(-1)
    await pass(1)
    ping(1, 2)
    expect(seen).toEqual([])
    await pass(1_000)
    expect(seen).toEqual([1, 2])
  })
})
