import { describe, expect, it } from 'vitest'
import { type AnyStateMachine, and, not, or, setup } from 'xstate'
import { defineUnit, type KernelError, type RegisterOptions, type Unit } from '../../src/kernel/index.ts'
import { counterUnit, Double, errand, master, Ping, Pong, startSystem } from './fixtures.ts'

/** A machine with a transition for each of these types. */
const on = (...types: string[]) =>
  setup({}).createMachine({
    id: 'm',
    options: { maxIterations: 10 },
    initial: 'one',
    states: { one: { on: Object.fromEntries(types.map((type) => [type, 'two'])) }, two: {} },
  }) as unknown as AnyStateMachine

/** All that is wrong with a unit that is registered. */
async function problemsOf(unit: Partial<Unit>, options: RegisterOptions<unknown> = {}) {
  const { system } = await startSystem()
  try {
    system.register(defineUnit({ name: 'a', ...unit } as never), options)
  } catch (error) {
    const { payload } = error as KernelError
    return payload.code === 'invalid-unit' ? payload.problems : [payload.code]
  }
  return []
}

describe('a unit', () => {
  it('handles what it receives: by a handler of that name, or in its machine', async () => {
    const hear = { [Ping.type]: () => {} }
    expect(await problemsOf({ consumes: [Ping], handlers: hear })).toEqual([])
    expect(await problemsOf({ consumes: [Ping] })).toEqual(['it receives test.Ping and has no handler of that name'])
    for (const types of [['test.Ping'], ['*'], ['test.*']])
      expect(await problemsOf({ consumes: [Ping], machine: on(...types) })).toEqual([])
    expect(await problemsOf({ consumes: [Ping], machine: on('test.Pings') })).toEqual([
      'it receives test.Ping and its machine has no transition for it; did you mean "test.Pings"?',
    ])
    for (const types of [[], ['another.*'], ['tes.*'], ['completely.Other']])
      expect(await problemsOf({ consumes: [Ping], machine: on(...types) })).toEqual([
        'it receives test.Ping and its machine has no transition for it',
      ])
    const answers = { [Double.type]: async () => 1 }
    expect(await problemsOf({ owns: [Double], category: 'advise', machine: on(), handlers: answers })).toEqual([])
  })

  it('has policies and vetoes for what it receives only', async () => {
    const hear = { [Ping.type]: () => {} }
    const plain = { consumes: [Ping], handlers: hear }
    const refuse = (type: string): Partial<Unit> => ({ mailbox: { policy: { [type]: 'refuse' } } })
    expect(await problemsOf({ ...plain, ...refuse('test.Ping'), vetoable: [Ping] })).toEqual([])
    expect(await problemsOf({ ...plain, ...refuse('test.Pnig') })).toEqual([
      'the mailbox has a policy for test.Pnig, which the unit neither consumes nor owns; did you mean "test.Ping"?',
    ])
    expect(await problemsOf({ ...plain, vetoable: [Double] })).toEqual([
      'vetoable names test.Double, which the unit neither consumes nor owns; add it to "consumes" or "owns"',
    ])
    const ofDuties = [
      'the mailbox has a policy for duty.Failed, which the unit neither consumes nor owns; add it to "consumes" or "owns"',
    ]
    expect(await problemsOf({ ...plain, ...refuse('duty.Failed') })).toEqual(ofDuties)
    const handlers = { ...hear, 'errand.break': () => {}, 'master.ping': () => {}, 'master.ended': () => {} }
    const withDuties = { consumes: [Ping], machine: master, duties: { errand: { machine: errand } } }
    for (const type of ['duty.Failed', 'duty.Finished'])
      expect(
        await problemsOf({
          ...withDuties,
          handlers: { ...handlers, [Ping.type]: undefined },
          ...refuse(type),
        } as never),
      ).toEqual([])
  })

  it('has extensions for what it receives only', async () => {
    const entry = { name: 'x.note', origin: 'test', handler: () => {} }
    const options = (type: string) => ({ extensions: [{ ...entry, on: type }] })
    const plain = { consumes: [Ping], handlers: { [Ping.type]: () => {} } }
    expect(await problemsOf(plain, options(Ping.type))).toEqual([])
    expect(await problemsOf(plain, options(Pong.type))).toEqual([
      'a does not receive test.Pong, so nothing can run beside it; it receives test.Ping',
    ])
    expect(await problemsOf({}, options(Pong.type))).toEqual([
      'a does not receive test.Pong, so nothing can run beside it; it receives nothing',
    ])
  })

  it('may run in a worker when nothing of it is saved', async () => {
    expect(await problemsOf({ worker: { module: 'file:///some.ts' } as never })).toEqual([])
  })

  it('has a machine whose limit of eventless transitions is a number', async () => {
    for (const options of [undefined, {}, { maxIterations: '10' }]) {
      const machine = setup({}).createMachine({ id: 'm', ...(options && { options: options as never }) })
      expect(await problemsOf({ machine })).toEqual([
        'm: options.maxIterations is not set; a cycle of eventless transitions would never end',
      ])
    }
  })

  it('has handlers for the guards that are combined in its machine, too', async () => {
    const machine = setup({
      guards: { 'm.first': () => true, 'm.second': () => true, 'm.third': () => true, 'm.fourth': () => true },
    }).createMachine({
      id: 'm',
      options: { maxIterations: 10 },
      initial: 'one',
      states: { one: {} },
      on: {
        'test.Ping': [
          { target: '.one', guard: and(['m.first', or(['m.second', not('m.third')])]) },
          { target: '.one', guard: { type: 'm.fourth' } },
          { target: '.one', guard: () => false },
          { target: '.one', guard: 'm.first' },
        ],
      },
    })
    const missing = (name: string) => `m: guard "${name}" (#m on test.Ping) is not in the unit's handlers`
    expect(await problemsOf({ machine, consumes: [Ping] })).toEqual(
      ['m.first', 'm.second', 'm.third', 'm.fourth'].map(missing),
    )
  })

  it('of which a handler is unknown says what it knows, in order', async () => {
    const unit = {
      consumes: [Pong, Ping],
      handlers: { [Ping.type]: () => {}, [Pong.type]: () => {}, 'zzzz.zzzz': () => {} },
    }
    expect(await problemsOf(unit)).toEqual([
      'no machine of this unit has a handler named "zzzz.zzzz"; it knows test.Ping, test.Pong',
    ])
  })
})

describe('what is laid over an actor', () => {
  const origins = (system: { handlers: { table(name: string): readonly object[] } }) =>
    (system.handlers.table('a') as Array<{ handler: string; origin: string }>).map(
      ({ handler, origin }) => `${handler} ${origin}`,
    )

  it('shows by the origin of the last, however many there are', async () => {
    const { system } = await startSystem((s) => s.register(counterUnit('a')))
    for (const origin of ['one', 'two', 'three']) {
      await system.handlers.override('a', 'counter.note', () => {}, { origin })
      expect(origins(system)).toEqual([`counter.note ${origin}`])
    }
  })

  it('is gone when it is taken away, though the unit had nothing of that name', async () => {
    const layers = [{ origin: 'file', handlers: { count: () => {} } as never }]
    const { system } = await startSystem((s) => s.register(counterUnit('a'), { layers }))
    expect(origins(system)).toEqual(['counter.note unit', 'count file'])
    expect(await system.handlers.remove('a', 'count', 'file')).toBe(true)
    expect(origins(system)).toEqual(['counter.note unit'])
  })
})
