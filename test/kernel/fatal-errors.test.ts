import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { defineUnit, type ErrorScope, Failure, FatalError, type System } from '../../src/kernel/index.ts'
import { counterUnit, errand, masterUnit, Ping, Pong, startSystem } from './fixtures.ts'

const GROUP = { supervisor: 'group' }

/** Opens the duties `k` and `other` at ping 1; ping 2 breaks `k` for good and leaves a letter to `other`; ping 3 breaks itself. */
function breaking(scope: ErrorScope | undefined) {
  const failure = () => new Failure('beyond repair', { errorClass: 'fatal', ...(scope && { scope }) })
  const unit = masterUnit((n, ctx) => {
    const duties = ctx.duties('errand')
    if (n === 1) for (const key of ['k', 'other']) duties.open(key, { label: key })
    if (n === 2) for (const key of ['k', 'other']) duties.tell(key, { type: 'errand.Break', payload: null })
    if (n === 3) throw failure()
  })
  return {
    ...unit,
    duties: { errand: { machine: errand } },
    handlers: {
      ...unit.handlers,
      'errand.break': ({ context }: { context: { label: string } }) => {
        if (context.label === 'k') throw failure()
      },
    },
  }
}

async function stage(scope: ErrorScope | undefined, prepare: (system: System) => void = () => {}) {
  const heard: unknown[] = []
  const started = await startSystem((s) => {
    s.supervise({ name: 'group', restart: { backoff: { min: 100, max: 100 } } })
    s.register(breaking(scope) as never, GROUP)
    s.register(counterUnit('near'), GROUP)
    s.register(counterUnit('far'))
    prepare(s)
  })
  started.system.attach({
    emitted: ({ event }) => {
      if (event.type === FatalError.type) heard.push(event.payload)
    },
  })
  const statuses = () => ['master', 'near', 'far'].map((name) => started.actor(name).status).join(' ')
  return { ...started, heard, statuses }
}

const error = 'beyond repair'

/** Hears of pings, of failed duties and of fatal errors. */
const hearing = setup({
  actions: { 'hearing.fatal': () => {}, 'master.ping': () => {}, 'master.ended': () => {} },
}).createMachine({
  id: 'hearing',
  options: { maxIterations: 10 },
  on: {
    'test.Ping': { actions: 'master.ping' },
    'duty.Failed': { actions: 'master.ended' },
    'kernel.FatalError': { actions: 'hearing.fatal' },
  },
})

describe('a fatal error in a duty', () => {
  it('ends the duty alone unless it says otherwise', async () => {
    for (const scope of [undefined, 'duty'] as const) {
      const { ping, pass, heard, statuses, system, actor } = await stage(scope)
      ping(1)
      await pass(0)
      ping(2)
      await pass(1_000)
      expect(heard).toEqual([{ actor: 'master/errand', scope: 'duty', error }])
      expect(statuses()).toBe('running running running')
      expect(actor('master').duties).toEqual({ errand: 1 })
      expect(system.deadLetters.byReason).toEqual({ crashed: 1 })
    }
  })

  it('ends its actor with all its duties, of which none handles anything more', async () => {
    const { ping, pass, heard, statuses, system, actor } = await stage('actor')
    ping(1)
    await pass(0)
    ping(2)
    await pass(0)
    expect(heard).toEqual([{ actor: 'master/errand', scope: 'actor', error }])
    expect(statuses()).toBe('failed backing-off running')
    expect(actor('master').duties).toEqual({ errand: 0 })
    expect(system.deadLetters.byReason).toEqual({ crashed: 1, undeliverable: 1 })
  })
})

describe('a fatal error in a duty that says how far it reaches', () => {
  it('ends the group of its unit, or the node', async () => {
    for (const scope of ['group', 'node'] as const) {
      const { ping, pass, heard, statuses, system } = await stage(scope)
      ping(1)
      await pass(0)
      ping(2)
      await pass(0)
      expect(heard).toEqual([{ actor: 'master/errand', scope, error }])
      if (scope === 'group') expect(statuses()).toBe('backing-off backing-off running')
      else {
        for (let n = 0; n < 100; n += 1) await pass(100)
        await expect(system.ended).resolves.toEqual({
          outcome: 'aborted',
          reason: 'master failed: beyond repair',
          late: ['master'],
        })
      }
    }
  })

  it('is heard by its unit first, where that is in its scope', async () => {
    const heard: string[] = []
    const unit = breaking('actor')
    const { ping, pass } = await startSystem((s) =>
      s.register({
        ...unit,
        machine: hearing,
        consumes: [Ping, FatalError],
        handlers: { ...unit.handlers, 'hearing.fatal': () => void heard.push('fatal') },
      } as never),
    )
    ping(1)
    await pass(0)
    ping(2)
    await pass(0)
    expect(heard).toEqual(['fatal'])
  })
})

describe('a fatal error in an actor', () => {
  it('is told once', async () => {
    const { ping, pass, facts } = await stage('actor')
    ping(3)
    await pass(0)
    expect(facts.filter((type) => type === 'kernel.ActorFailed')).toHaveLength(1)
  })

  it('of the node is the end of duties anywhere: they handle nothing more', async () => {
    const handled: string[] = []
    const worker = masterUnit((n, ctx) => {
      const duties = ctx.duties('errand')
      if (n === 1) duties.open('k', { label: 'x' })
      if (n === 3) for (const _ of [1, 2]) duties.tell('k', { type: 'errand.Break', payload: null })
    })
    const other = {
      ...worker,
      name: 'other',
      duties: { errand: { machine: errand } },
      handlers: { ...worker.handlers, 'errand.break': () => void handled.push('break') },
    }
    const { system, ping, pass } = await startSystem((s) => {
      s.register(other)
      s.register(breaking('node') as never)
    })
    ping(1)
    await pass(0)
    ping(3)
    await pass(0)
    expect(handled).toEqual([])
    expect(system.deadLetters.byReason['halted']).toBe(2)
  })

  it.each([
    ['actor', 'actor'],
    [undefined, 'actor'],
    ['duty', 'actor'],
    ['group', 'group'],
    ['node', 'node'],
  ] as const)('with the scope %s ends the %s', async (given, scope) => {
    const { ping, pass, facts, heard, seen, statuses, system } = await stage(given)
    ping(1)
    await pass(0)
    ping(3, 4)
    system.drain()
    expect(heard).toEqual([{ actor: 'master', scope, error }])
    const halted = system.deadLetters.recent().filter(({ reason }) => reason === 'halted')
    expect(halted.filter(({ actor }) => actor === 'far')).toHaveLength(scope === 'node' ? 2 : 0)
    expect(seen.filter((line) => line === 'far handled test.Ping')).toHaveLength(scope === 'node' ? 1 : 3)
    if (scope !== 'node') {
      await pass(0)
      expect(statuses()).toBe('failed backing-off running')
      return
    }
    for (let n = 0; n < 100; n += 1) await pass(100)
    await expect(system.ended).resolves.toEqual({
      outcome: 'aborted',
      reason: 'master failed: beyond repair',
      late: [],
    })
    // A node that ends restarts nobody.
    expect(facts).not.toContain('kernel.ActorRestarted')
  })

  it('is heard by those in its scope that run, and is a dead letter of those that do not', async () => {
    const heard: string[] = []
    const listening = (name: string) =>
      defineUnit({
        name,
        consumes: [FatalError, Pong],
        handlers: {
          [FatalError.type]: () => void heard.push(name),
          [Pong.type]: () => {
            if (name === 'down') throw new Error('down')
          },
        },
      })
    const { ping, pass, system, actor } = await stage('group', (s) => {
      for (const name of ['up', 'down']) s.register(listening(name), GROUP)
    })
    system.emit(Pong, { n: 1 })
    await pass(0)
    expect(actor('down').status).toBe('backing-off')
    ping(3)
    system.drain()
    expect(heard).toEqual(['up'])
    const lost = system.deadLetters.recent().filter(({ letter }) => letter.event.type === FatalError.type)
    expect(lost.map(({ actor, reason }) => [actor, reason])).toEqual([['down', 'undeliverable']])
  })
})
