import { describe, expect, it } from 'vitest'
import {
  type ActorContext,
  createSystem,
  createVirtualClock,
  defineUnit,
  type TaskContext,
} from '../../src/kernel/index.ts'
import { counterUnit, Double, errand, masterUnit, Ping, Pong, startSystem, worker } from './fixtures.ts'

/** Stops a system and lets time pass until it has ended. @returns how long it took, in milliseconds */
async function stopping({ system, pass, clock }: Awaited<ReturnType<typeof startSystem>>): Promise<number> {
  const before = clock.now()
  let over = false
  void system.stop().then(() => {
    over = true
  })
  await system.settled()
  while (!over) await pass(10)
  return clock.now() - before
}

/** Begins an errand at each ping, ends all of them at ping 0, and lets them rest at one below. */
const dutiesUnit = (shutdown: '1s' | '5s') =>
  masterUnit(
    (n, ctx) => {
      const family = ctx.duties('errand')
      if (n > 0) family.open(String(n), { label: 'x' })
      else
        for (const key of family.keys())
          family.tell(key, { type: n === 0 ? 'errand.End' : 'errand.Rest', payload: null })
    },
    [],
    { shutdown },
  )

describe('a system that ends', () => {
  it('waits for no actor that has nothing to do', async () => {
    const stage = await startSystem((s) => s.register(counterUnit('idle')))
    expect(await stopping(stage)).toBeLessThan(50)
  })

  it('waits for duties, until they are done', async () => {
    const stage = await startSystem((s) => s.register(dutiesUnit('5s')))
    stage.ping(1, 2)
    await stage.pass(0)
    const ended = stopping(stage)
    await stage.pass(1_000)
    expect(stage.actor('master').duties).toEqual({ errand: 2 })
    stage.ping(0)
    await stage.pass(0)
    expect(await ended).toBeLessThan(2_000)
  })

  it('waits for no duty that only waits itself', async () => {
    const stage = await startSystem((s) => s.register(dutiesUnit('5s')))
    stage.ping(1, 2)
    await stage.pass(0)
    stage.ping(-1)
    await stage.pass(0)
    expect(stage.actor('master').duties).toEqual({ errand: 2 })
    expect(await stopping(stage)).toBeLessThan(50)
  })

  it('waits for duties no longer than the unit says, and names who was late', async () => {
    const warnings: object[] = []
    const clock = createVirtualClock()
    const nothing = () => {}
    const log = { debug: nothing, info: nothing, error: nothing, warn: (fields: object) => void warnings.push(fields) }
    const system = createSystem({ clock, log })
    system.register(dutiesUnit('1s'))
    void system.start()
    await system.settled()
    system.emit(Ping, { n: 1 })
    await system.settled()
    let over = false
    void system.stop().then(() => {
      over = true
    })
    await system.settled()
    const before = clock.now()
    while (!over) {
      clock.advance(10)
      await system.settled()
    }
    expect(clock.now() - before).toBeGreaterThanOrEqual(990)
    expect(clock.now() - before).toBeLessThan(1_200)
    expect(warnings).toEqual([{ actor: 'master', within: '1s' }])
  })

  it('does not wait for an actor that is held or has crashed for good', async () => {
    const stage = await startSystem((s) => {
      s.register(
        defineUnit({
          name: 'held',
          machine: worker,
          consumes: [Ping],
          shutdown: '30s' as never,
          handlers: {
            'worker.work': (_: object, ctx: TaskContext) => ctx.sleep(100_000),
            'worker.rested': () => {},
            'worker.rest': () => 1,
          } as never,
        }),
      )
    })
    stage.ping(1)
    await stage.pass(0)
    expect(stage.actor('held').state).toBe('working')
    stage.system.pause('held')
    expect(await stopping(stage)).toBeLessThan(100)
  })

  it('has those who are asked by others go on until those are done', async () => {
    const asked: number[] = []
    const asker = defineUnit({
      name: 'asker',
      machine: worker,
      consumes: [Ping],
      asks: [Double],
      category: 'advise',
      shutdown: '5s',
      handlers: {
        'worker.work': async (_: object, ctx: TaskContext) => {
          await ctx.sleep(500)
          const outcome = await ctx.ask(Double, 21)
          asked.push(outcome.ok ? outcome.value : -1)
          return 1
        },
        'worker.rested': () => {},
        'worker.rest': () => 1,
      } as never,
    })
    const owner = defineUnit({
      name: 'owner',
      owns: [Double],
      category: 'advise',
      handlers: { [Double.type]: async (n: number) => 2 * n },
    })
    const stage = await startSystem((s) => {
      s.register(owner)
      s.register(counterUnit('between'))
      s.register(asker)
    })
    stage.ping(1)
    await stage.pass(0)
    await stopping(stage)
    expect(asked).toEqual([42])
  })

  it('takes nothing new into an actor once the end has begun', async () => {
    const stage = await startSystem((s) => s.register(dutiesUnit('5s')))
    stage.ping(1)
    await stage.pass(0)
    const ended = stopping(stage)
    await stage.pass(100)
    stage.ping(7)
    await stage.pass(0)
    expect(stage.actor('master').duties).toEqual({ errand: 1 })
    stage.ping(0)
    await ended
  })

  it('begins nothing new while it waits for one, but for what that asks of others', async () => {
    const opened: Record<string, boolean> = {}
    const last = defineUnit({
      name: 'last',
      machine: worker,
      consumes: [Ping],
      asks: [Double],
      category: 'advise',
      handlers: {
        'worker.work': async (_: object, ctx: TaskContext) => {
          await ctx.sleep(500)
          return ctx.ask(Double, 1)
        },
        'worker.rested': () => {},
        'worker.rest': () => 1,
      } as never,
    })
    const opening = (name: string) => (_: unknown, ctx: ActorContext) => {
      opened[name] = ctx.duties('errand').open('k', { label: 'x' })
      ctx.duties('errand').close('k')
    }
    const withDuties = { duties: { errand: { machine: errand } }, category: 'advise' } as const
    const breaks = { 'errand.break': () => {} }
    const stage = await startSystem((s) => {
      s.register(
        defineUnit({
          name: 'owner',
          owns: [Double],
          ...withDuties,
          handlers: { ...breaks, [Double.type]: opening('owner') } as never,
        }),
      )
      s.register(
        defineUnit({
          name: 'other',
          consumes: [Pong],
          ...withDuties,
          handlers: { ...breaks, [Pong.type]: opening('other') } as never,
        }),
      )
      s.register(last)
    })
    stage.ping(1)
    await stage.pass(0)
    const ended = stopping(stage)
    await stage.pass(100)
    stage.system.emit(Pong, { n: 1 })
    await ended
    expect(opened).toEqual({ owner: true, other: false })
  })

  it('that never began has ended already', async () => {
    const system = createSystem()
    expect(await system.stop()).toEqual({ outcome: 'stopped', reason: 'never started', late: [] })
  })
})
