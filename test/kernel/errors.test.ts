import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { scopeOf } from '../../src/kernel/errors.ts'
import { defineUnit, errorClassOf, messageOf, Refused } from '../../src/kernel/index.ts'
import { counterUnit, Double, Ping, startSystem } from './fixtures.ts'

describe('what was thrown', () => {
  it.each([
    [new Error('plain'), 'retryable'],
    [Object.assign(new Error(), { errorClass: 'reset' }), 'reset'],
    [Object.assign(new Error(), { errorClass: 'fatal' }), 'fatal'],
    [Object.assign(new Error(), { errorClass: 'retryable' }), 'retryable'],
    [{ errorClass: 'of its own' }, 'retryable'],
    ['text', 'retryable'],
    [null, 'retryable'],
    [undefined, 'retryable'],
  ])('%o is of class %s', (error, expected) => {
    expect(errorClassOf(error)).toBe(expected)
  })

  it.each([
    ['node', 'node', 'node'],
    ['group', 'group', 'group'],
    ['actor', 'actor', 'actor'],
    ['nowhere', 'duty', 'actor'],
    [undefined, 'duty', 'actor'],
  ])('with scope %s reaches %s in a duty, and %s in an actor', (scope, inDuty, inActor) => {
    const error = Object.assign(new Error('x'), { scope })
    expect([scopeOf(error, true), scopeOf(error, false)]).toEqual([inDuty, inActor])
  })

  it('nothing at all has a scope and a message too', () => {
    expect([scopeOf(null, true), scopeOf(undefined, false)]).toEqual(['duty', 'actor'])
    expect([messageOf(new Error('why')), messageOf('text'), messageOf(null)]).toEqual(['why', 'text', 'null'])
  })
})

describe('a refusal', () => {
  const owner = (answer: (n: number) => unknown) =>
    defineUnit({
      name: 'owner',
      owns: [Double],
      category: 'advise',
      handlers: { [Double.type]: async (n: number) => answer(n) as number },
    })
  const refusalOf = async (answer: () => unknown) => {
    const { system } = await startSystem((s) => s.register(owner(answer)))
    const asked = system.ask(Double, 1)
    await system.settled()
    const outcome = await asked
    return outcome.ok ? undefined : outcome.refusal
  }

  it('is for good unless it says otherwise', async () => {
    const throwing = (error: unknown) => () => {
      throw error
    }
    expect(await refusalOf(throwing(new Refused('full')))).toMatchObject({ reason: 'full', retryable: false })
    expect(await refusalOf(throwing(new Refused('busy', { retryable: true, detail: 7 })))).toMatchObject({
      reason: 'busy',
      retryable: true,
      detail: 7,
    })
    expect(await refusalOf(throwing(new Error('broken')))).toMatchObject({
      reason: 'handler-failed',
      retryable: true,
      detail: 'broken',
    })
  })
})

describe('a unit that cannot work', () => {
  const machine = (options: object) => setup({}).createMachine({ id: 'm', ...options })

  it.each([
    ['without a bound', {}, 'options.maxIterations is not set'],
    [
      'with an endless one',
      { options: { maxIterations: Number.POSITIVE_INFINITY } },
      'options.maxIterations is not set',
    ],
  ])('has a machine %s of its eventless transitions', async (_, options, text) => {
    const { system } = await startSystem()
    expect(() => system.register(defineUnit({ name: 'a', machine: machine(options) }))).toThrow(text)
  })

  it('wants its state saved, though it runs in a worker', async () => {
    const { system } = await startSystem()
    const unit = { ...counterUnit('a'), persist: { version: 1 }, worker: { module: 'file:///nowhere.ts' } }
    expect(() => system.register(unit)).toThrow('the state of an actor in a worker is not saved')
    expect(() => system.register({ ...counterUnit('a'), persist: { version: 1 } })).not.toThrow(/worker/)
  })

  it('has a handler that nothing calls: what there is is named, in order, when nothing is like it', async () => {
    const { system } = await startSystem()
    const unit = defineUnit({
      name: 'a',
      consumes: [Ping],
      owns: [Double],
      category: 'advise',
      handlers: { [Ping.type]: () => {}, [Double.type]: async () => 1, 'something.else': () => {} },
    })
    expect(() => system.register(unit)).toThrow(
      'no machine of this unit has a handler named "something.else"; it knows test.Double, test.Ping',
    )
    const machined = counterUnit('b')
    const handlers = { ...machined.handlers, [Ping.type]: () => {} }
    // A machine gets its facts itself.
    expect(() => system.register({ ...machined, handlers } as never)).toThrow('has a handler named "test.Ping"')
  })
})

describe('taking a handler away', () => {
  it('says whether there was one, of whatever layer', async () => {
    const { system } = await startSystem((s) => s.register(counterUnit('a')))
    expect(await system.handlers.remove('a', 'counter.note', 'nobody')).toBe(false)
    await system.handlers.override('a', 'counter.note', () => {}, { origin: 'me' })
    expect(await system.handlers.remove('a', 'counter.note', 'you')).toBe(false)
    expect(await system.handlers.remove('a', 'counter.note', 'me')).toBe(true)
    const extended = await system.handlers.extend('a', 'beside', () => {}, { on: Ping, origin: 'me' } as never)
    expect(extended).toEqual({ registered: true })
    expect(await system.handlers.remove('a', 'beside', 'me')).toBe(true)
    expect(await system.handlers.remove('a', 'beside', 'me')).toBe(false)
  })

  it('is refused by its kind: what is no function is named', async () => {
    const { system } = await startSystem((s) => s.register(counterUnit('a')))
    const given = async (handler: unknown) => {
      const result = await system.handlers.override('a', 'counter.note', handler as never, { origin: 'me' })
      return result.registered ? undefined : (result.error as Error).message
    }
    expect(await given(null)).toBe('counter.note needs a function, not null')
    expect(await given(7)).toBe('counter.note needs a function, not number')
    expect(await given({ logic: () => {} })).toBe('counter.note needs a function, not object')
  })
})
