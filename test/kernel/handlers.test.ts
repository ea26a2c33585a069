import { describe, expect, it } from 'vitest'
import { type ActorContext, defineUnit, ExtensionFailed, VETO } from '../../src/kernel/index.ts'
import { contextOf, counterUnit, Double, Ping, Pong, startSystem } from './fixtures.ts'

const live = { origin: 'test' }

describe('an override of a running actor', () => {
  it('serves from the next event on, in the same incarnation, and gives way again when removed', async () => {
    const notes: string[] = []
    const { system, ping, actor } = await startSystem((s) =>
      s.register(counterUnit('a', (n) => void notes.push(`base${n}`))),
    )
    ping(1)
    system.drain()
    await system.handlers.override('a', 'counter.note', () => void notes.push('over'), live)
    ping(2)
    system.drain()
    expect(await system.handlers.remove('a', 'counter.note', 'test')).toBe(true)
    ping(3)
    system.drain()
    expect(notes).toEqual(['base1', 'over', 'base3'])
    expect(actor('a').incarnation).toBe(1)
    expect(contextOf(system, 'a')).toEqual({ count: 3 })
  })

  it('takes effect at an event boundary, also when made inside a handler', async () => {
    const notes: string[] = []
    const holder: { act: () => void } = { act: () => {} }
    const { system, ping } = await startSystem((s) =>
      s.register(
        counterUnit('a', (n) => {
          holder.act()
          notes.push(`base${n}`)
        }),
      ),
    )
    holder.act = () => void system.handlers.override('a', 'counter.note', () => void notes.push('over'), live)
    ping(1, 2)
    system.drain()
    expect(notes).toEqual(['base1', 'over'])
  })

  it('lies over others in the order of their coming; the same origin replaces its own', async () => {
    const notes: string[] = []
    const { system, ping } = await startSystem((s) => s.register(counterUnit('a', () => void notes.push('base'))))
    const lay = (origin: string, note: string) =>
      system.handlers.override('a', 'counter.note', () => void notes.push(note), { origin })
    await lay('one', '1')
    await lay('two', '2')
    await lay('one', '1b')
    ping(1)
    system.drain()
    await system.handlers.remove('a', 'counter.note', 'two')
    ping(2)
    system.drain()
    expect(notes).toEqual(['2', '1b'])
  })

  it('is refused, and changes nothing, when nothing has that name or it is no function', async () => {
    const { system } = await startSystem((s) => s.register(counterUnit('a')))
    const refused = async (name: string, handler: unknown) =>
      ((await system.handlers.override('a', name, handler as never, live)).error as Error | undefined)?.message
    expect(await refused('counter.notes', () => {})).toBe(
      'no machine of this unit has a handler named "counter.notes"; did you mean "counter.note"?',
    )
    expect(await refused('counter.note', 5)).toBe('counter.note needs a function, not number')
    expect(await refused('count', () => {})).toContain('count is a pure part of its machine')
    expect(system.handlers.table('a')).toEqual([{ handler: 'counter.note', layer: 'base', origin: 'unit' }])
  })
})

describe('an extension', () => {
  it('runs before or after the actor, each in the order of their coming', async () => {
    const order: string[] = []
    const { system, ping } = await startSystem((s) => s.register(counterUnit('a', () => void order.push('base'))))
    const extend = (name: string, when: 'before' | 'after') =>
      system.handlers.extend('a', name, () => void order.push(name), { on: Ping, order: when, ...live })
    await extend('x.last', 'after')
    await extend('x.first', 'before')
    await extend('x.second', 'before')
    ping(1)
    system.drain()
    expect(order).toEqual(['x.first', 'x.second', 'base', 'x.last'])
  })

  it('is replaced by one of the same name, and shows in the table of the actor', async () => {
    const seen: string[] = []
    const { system, ping } = await startSystem((s) => s.register(counterUnit('a')))
    for (const word of ['old', 'new'])
      await system.handlers.extend('a', 'x.note', () => void seen.push(word), { on: Ping, ...live })
    ping(1)
    system.drain()
    expect(seen).toEqual(['new'])
    expect(system.handlers.table('a')).toContainEqual({
      handler: 'x.note',
      layer: 'extension',
      origin: 'test',
      on: 'test.Ping',
      order: 'after',
    })
  })

  it('that does not start leaves the old one at work', async () => {
    const seen: string[] = []
    const { system, ping } = await startSystem((s) => s.register(counterUnit('a')))
    await system.handlers.extend('a', 'x.note', () => void seen.push('old'), { on: Ping, ...live })
    const start = () => {
      throw new Error('cannot start')
    }
    const result = await system.handlers.extend(
      'a',
      'x.note',
      { start, handle: () => void seen.push('new') },
      { on: Ping, ...live },
    )
    expect(result).toMatchObject({ registered: false, error: { message: 'cannot start' } })
    ping(1)
    system.drain()
    expect(seen).toEqual(['old'])
  })

  it('crashes alone, comes back, and is given up after too many crashes', async () => {
    const { system, ping, pass, facts } = await startSystem((s) => s.register(counterUnit('a')))
    let calls = 0
    await system.handlers.extend(
      'a',
      'x.bad',
      () => {
        calls += 1
        throw new Error('bad')
      },
      { on: Ping, ...live },
    )
    for (let n = 0; n < 10; n += 1) {
      ping(n)
      await pass(10_000)
    }
    expect(calls).toBe(6)
    expect(contextOf(system, 'a')).toEqual({ count: 10 })
    expect(facts).toContain(ExtensionFailed.type)
    expect(system.handlers.table('a').some(({ layer }) => layer === 'extension')).toBe(false)
  })

  it('may keep a letter from the actor only where the unit allows it, and the letter is seen to be lost', async () => {
    const unit = { ...counterUnit('a'), vetoable: [Ping] }
    const { system, ping, seen } = await startSystem((s) => {
      s.register(unit)
      s.register(counterUnit('b'))
    })
    const veto = (payload: { n: number }) => (payload.n < 0 ? VETO : undefined)
    for (const name of ['a', 'b'])
      await system.handlers.extend(name, 'x.veto', veto, { on: Ping, order: 'before', ...live })
    ping(-1, 1)
    system.drain()
    expect(contextOf(system, 'a')).toEqual({ count: 1 })
    expect(contextOf(system, 'b')).toEqual({ count: 2 })
    expect(seen.filter((line) => line.includes('vetoed'))).toEqual(['a vetoed test.Ping'])
  })

  it('that keeps a command refuses it', async () => {
    const owner = defineUnit({
      name: 'owner',
      owns: [Double],
      vetoable: [Double],
      handlers: { 'test.Double': (n: number) => n * 2 },
    })
    const { system } = await startSystem((s) => s.register(owner))
    await system.handlers.extend('owner', 'x.veto', (n: number) => (n > 10 ? VETO : undefined), {
      on: Double,
      order: 'before',
      ...live,
    })
    const asked = [system.ask(Double, 2), system.ask(Double, 20)]
    await system.settled()
    expect(await Promise.all(asked)).toEqual([
      { ok: true, value: 4 },
      { ok: false, refusal: { code: 'refused', reason: 'vetoed', retryable: false } },
    ])
  })

  it('acts within the grant of its unit, and for nothing the unit does not receive', async () => {
    const { system, ping, facts } = await startSystem((s) => s.register(counterUnit('a')))
    await system.handlers.extend(
      'a',
      'x.emit',
      ({ n }: { n: number }, ctx: ActorContext) => void ctx.emit(Pong, { n }),
      {
        on: Ping,
        ...live,
      },
    )
    ping(1)
    system.drain()
    expect(facts).toContain('test.Pong')
    const refused = await system.handlers.extend('a', 'x.other', () => {}, { on: Pong, ...live })
    expect((refused.error as Error).message).toBe(
      'a does not receive test.Pong, so nothing can run beside it; it receives test.Ping',
    )
  })

  it('stays through restarts of its actor, and ends with it', async () => {
    const seen: number[] = []
    const { system, ping } = await startSystem((s) => s.register(counterUnit('a')))
    await system.handlers.extend('a', 'x.note', ({ n }: { n: number }) => void seen.push(n), { on: Ping, ...live })
    system.restart('a')
    ping(1)
    system.drain()
    system.unregister('a')
    ping(2)
    system.drain()
    expect(seen).toEqual([1])
  })
})
