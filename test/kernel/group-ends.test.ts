import { describe, expect, it } from 'vitest'
import { type AnyActorLogic, setup } from 'xstate'
import { defineUnit, type SupervisorSpec, type System, type TaskContext } from '../../src/kernel/index.ts'
import { counterUnit, Ping, Pong, startSystem } from './fixtures.ts'

/** Works for ever; `ended` is told when it has to end. */
const endless = setup({ actors: { 'endless.work': {} as AnyActorLogic } }).createMachine({
  id: 'endless',
  options: { maxIterations: 10 },
  invoke: { id: 'work', src: 'endless.work' },
})

const enduring = (name: string, ended: string[]) =>
  defineUnit({
    name,
    machine: endless,
    handlers: {
      'endless.work': (_: object, { signal }: TaskContext) => {
        signal.addEventListener('abort', () => void ended.push(name))
        return new Promise(() => {})
      },
    },
  })

/** Ends at the first ping. */
const brief = setup({}).createMachine({
  id: 'brief',
  options: { maxIterations: 10 },
  initial: 'waiting',
  states: { waiting: { on: { 'test.Ping': 'over' } }, over: { type: 'final' } },
})

const significant = (name: string) =>
  defineUnit({ name, machine: brief, consumes: [Ping], significant: true, restart: { type: 'transient' } })

const crashing = (name: string) =>
  defineUnit({
    name,
    consumes: [Pong],
    restart: { intensity: 0 },
    handlers: {
      [Pong.type]: () => {
        throw new Error('crashed')
      },
    },
  })

/** What ended first when the actor `crasher`, registered before the others, has crashed. */
async function orderOfEnds(groups: (system: System) => void, crasher: ReturnType<typeof crashing>) {
  const ended: string[] = []
  const { system, pass } = await startSystem((s) => {
    groups(s)
    s.register(crasher, { supervisor: 'group' })
    for (const name of ['a', 'b', 'c']) s.register(enduring(name, ended), { supervisor: 'group' })
  })
  system.emit(Pong, { n: 1 })
  await pass(0)
  return ended
}

describe('the actors of a group', () => {
  it.each<[string, Omit<SupervisorSpec, 'name'>, object]>([
    ['crash', { strategy: 'one_for_all' }, { restart: {} }],
    ['failure for good', {}, {}],
    ['failure for good, if the group is temporary,', { restart: { type: 'temporary' } }, {}],
  ])('end at once after the %s of another, the last started first', async (_, spec, crasher) => {
    const order = await orderOfEnds((s) => s.supervise({ name: 'group', ...spec }), {
      ...crashing('first'),
      ...crasher,
    })
    expect(order).toEqual(['c', 'b', 'a'])
  })
})

describe('the end of a significant actor', () => {
  const group = (autoShutdown: SupervisorSpec['autoShutdown'], restart: SupervisorSpec['restart']) =>
    startSystem((s) => {
      s.supervise({ name: 'group', ...(autoShutdown && { autoShutdown }), ...(restart && { restart }) })
      for (const name of ['one', 'two']) s.register(significant(name), { supervisor: 'group' })
      s.register(counterUnit('plain'), { supervisor: 'group' })
    })

  it('is of no consequence to a group that does not ask for it', async () => {
    for (const autoShutdown of [undefined, 'never'] as const) {
      const { ping, pass, actor } = await group(autoShutdown, undefined)
      ping(1)
      await pass(1_000)
      expect([actor('one').status, actor('plain').status]).toEqual(['finished', 'running'])
    }
  })

  it('ends a permanent group for a while: it comes back, once', async () => {
    for (const restart of [undefined, { type: 'permanent' }] as const) {
      const { ping, pass, actor, facts } = await group('any_significant', restart)
      ping(1)
      await pass(0)
      expect(actor('plain').status).not.toBe('running')
      await pass(1_000)
      expect(['one', 'two', 'plain'].map((name) => actor(name).status)).toEqual(['running', 'running', 'running'])
      expect(actor('plain').incarnation).toBe(2)
      expect(facts.filter((type) => type === 'kernel.SupervisorFailed')).toHaveLength(1)
    }
  })

  it('ends one that is not permanent for good', async () => {
    const { ping, pass, actor, facts } = await group('any_significant', { type: 'transient' })
    ping(1)
    await pass(10_000)
    expect(actor('plain').status).toBe('failed')
    expect(facts).not.toContain('kernel.SupervisorFailed')
  })
})
