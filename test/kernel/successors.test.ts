import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { type ActorContext, defineUnit, type FactEvent, type Unit } from '../../src/kernel/index.ts'
import { contextOf, counterUnit, Double, masterUnit, Ping, Pong, startSystem } from './fixtures.ts'
import { OtherPing } from './more-messages.ts'

/** An actor that crashes below zero, and one that may take its place. */
const crashing = (seen: number[], options: Parameters<typeof counterUnit>[2] = {}) =>
  counterUnit(
    'a',
    (n) => {
      if (n < 0) throw new Error('negative')
      seen.push(n)
    },
    options,
  )

/** Takes whatever comes as something new. */
const open = setup({
  types: { context: {} as object, events: {} as FactEvent<typeof Ping> },
  actions: { 'open.other': () => {} },
})
const waiting = open.createMachine({
  id: 'open',
  options: { maxIterations: 10 },
  initial: 'waiting',
  states: { waiting: { after: { 100: 'over' } }, over: {} },
  on: { '*': { actions: 'open.other' } },
})
const idle = open.createMachine({
  id: 'open',
  options: { maxIterations: 10 },
  initial: 'waiting',
  states: { waiting: {}, over: {} },
  on: { '*': { actions: 'open.other' } },
})

const hear = { [Ping.type]: () => {} }

describe('an actor that takes the place of another', () => {
  it('begins at once, also where the other waits for its restart, with the letters that wait', async () => {
    const seen: number[] = []
    const { system, ping, pass, actor } = await startSystem((s) => s.register(crashing(seen)))
    ping(-1, 1)
    system.drain()
    expect(actor('a')).toMatchObject({ status: 'backing-off', queued: 1 })
    const replaced = system.replace('a', crashing(seen))
    await system.settled()
    expect(await replaced).toEqual({ replaced: true })
    expect(seen).toEqual([1])
    await pass(60_000)
    expect(actor('a')).toMatchObject({ status: 'running', incarnation: 2 })
  })

  it('has its own bound and policies from then on', async () => {
    const seen: number[] = []
    const { system, ping } = await startSystem((s) => s.register(crashing(seen)))
    await system.replace('a', crashing(seen, { mailbox: { bound: 1, policy: { [Ping.type]: 'drop-oldest' } } }))
    ping(1, 2)
    system.drain()
    expect(seen).toEqual([2])
  })

  it('has its own restarts, none of them spent', async () => {
    const restart = { intensity: 1, backoff: { min: 10, max: 10 } }
    const { system, ping, pass, actor } = await startSystem((s) => s.register(crashing([], { restart })))
    ping(-1)
    await pass(10)
    await system.replace('a', crashing([], { restart }))
    ping(-1)
    await pass(10)
    expect(actor('a')).toMatchObject({ status: 'running', incarnation: 4 })
  })

  it('has its own duties, and none of the other', async () => {
    const open = masterUnit((n, ctx) => void ctx.duties('errand').open(String(n), { label: 'x' }))
    const { system, ping, pass, actor } = await startSystem((s) => s.register(open))
    ping(1, 2)
    await pass(0)
    expect(actor('master').duties).toEqual({ errand: 2 })
    await system.replace('master', open)
    expect(actor('master').duties).toEqual({ errand: 0 })
    ping(3)
    await pass(0)
    expect(actor('master').duties).toEqual({ errand: 1 })
    await system.replace(
      'master',
      masterUnit(() => {}, []),
    )
    expect(system.refs().map(({ id }) => id)).toEqual(['root', 'master'])
  })

  it('goes on from the state it adopts only if it has a machine to do so', async () => {
    const adopted: unknown[] = []
    const adopt = (snapshot: unknown) => {
      adopted.push((snapshot as { context: unknown }).context)
      return snapshot
    }
    const plain: Unit = {
      ...counterUnit('a', undefined, { adopt }),
      machine: undefined,
      handlers: { [Ping.type]: () => {} },
    }
    const { system, ping, actor } = await startSystem((s) => s.register(counterUnit('a')))
    ping(1)
    system.drain()
    expect(await system.replace('a', plain)).toEqual({ replaced: true })
    expect(adopted).toEqual([{ count: 1 }])
    expect(actor('a')).toMatchObject({ status: 'running', state: undefined })
  })

  it('leaves the place to the other when it does not begin, and hears nothing', async () => {
    const errors: unknown[] = []
    const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => void errors.push(fields) }
    const { system, ping, actor, facts } = await startSystem((s) => s.register(counterUnit('a')), { log })
    const broken: Unit = {
      ...counterUnit('a', undefined, { mailbox: { bound: 1 } }),
      consumes: [Pong],
      machine: waiting as never,
      handlers: { 'open.other': () => {} },
      adopt: () => {
        throw new Error('cannot take over')
      },
    }
    expect(await system.replace('a', broken)).toMatchObject({ replaced: false, error: { message: 'cannot take over' } })
    expect(errors).toEqual([{ actor: 'a', error: 'cannot take over' }])
    expect(system.emit(Pong, { n: 1 }).accepted).toBe(0)
    ping(1, 2)
    expect(actor('a')).toMatchObject({ incarnation: 1, queued: 2 })
    system.drain()
    expect(contextOf(system, 'a')).toEqual({ count: 2 })
    expect(facts).not.toContain('kernel.ActorReplaced')
  })

  it('is refused when it does not go together with the others, who stay as they are', async () => {
    const owner = (name: string): Unit =>
      defineUnit({ name, owns: [Double], category: 'advise', handlers: { [Double.type]: async (n: number) => 2 * n } })
    const { system, ping, facts } = await startSystem((s) => {
      s.register(owner('owner'))
      s.register(counterUnit('a'))
    })
    expect(await system.replace('a', owner('a'))).toMatchObject({ replaced: false, error: { code: 'duplicate-owner' } })
    expect(ping(1)[0]).toMatchObject({ accepted: 1 })
    expect(() => system.replace('a', defineUnit({ name: 'a', consumes: [OtherPing], handlers: hear }))).toThrow(
      'a brings another declaration of test.Ping',
    )
    expect(await system.replace('a', counterUnit('a'))).toEqual({ replaced: true })
    expect(facts).toContain('kernel.ActorReplaced')
  })
})

describe('the delayed events of an adopted state', () => {
  it('come in their time, and none that the machine does not wait for', async () => {
    for (const [machine, state] of [
      [waiting, 'over'],
      [idle, 'waiting'],
    ] as const) {
      const others: string[] = []
      const unit = (each: typeof waiting): Unit =>
        defineUnit({
          name: 'a',
          machine: each,
          consumes: [Ping],
          adopt: (snapshot) => snapshot,
          handlers: {
            'open.other': ({ event }: { event: { type: string } }, _: ActorContext) => void others.push(event.type),
          },
        })
      const { system, pass, actor, clock } = await startSystem((s) => s.register(unit(waiting)))
      await pass(60)
      clock.advance(0)
      await system.replace('a', unit(machine as typeof waiting))
      await pass(39)
      expect(actor('a').state).toBe('waiting')
      await pass(1)
      expect([actor('a').state, others]).toEqual([state, []])
    }
  })
})
