import { describe, expect, it } from 'vitest'
import { defineUnit } from '../../src/kernel/index.ts'
import { contextOf, counterUnit, Ping, Pong, startSystem } from './fixtures.ts'

describe('replacing an actor by name', () => {
  it('keeps reference, name, subscribers, place and what is queued', async () => {
    const order: string[] = []
    const { ping, system, actor } = await startSystem((s) => {
      s.register(counterUnit('a', (n) => void order.push(`old${n}`)))
      s.register(counterUnit('b', (n) => void order.push(`b${n}`)))
    })
    const ref = system.ref('a')
    const counts: unknown[] = []
    ref.subscribe((snapshot) => void counts.push((snapshot as { context: { count: number } }).context.count))
    ping(1)
    system.drain()
    system.pause('a')
    ping(2)
    const result = await system.replace(
      'a',
      counterUnit('a', (n) => void order.push(`new${n}`)),
    )
    system.resume('a')
    ping(3)
    system.drain()
    expect(result).toEqual({ replaced: true })
    expect(order.filter((line) => !line.startsWith('b'))).toEqual(['old1', 'new2', 'new3'])
    ping(4)
    system.drain()
    expect(order.slice(-2)).toEqual(['new4', 'b4'])
    expect(system.ref('a')).toBe(ref)
    expect(counts.at(-1)).toBe(3)
    expect(actor('a')).toMatchObject({ incarnation: 2 })
  })

  it('starts fresh, or from the state that the new variant adopts', async () => {
    const { ping, system } = await startSystem((s) => s.register(counterUnit('a')))
    ping(1, 2)
    system.drain()
    await system.replace('a', counterUnit('a', undefined, { adopt: (snapshot) => snapshot }))
    ping(3)
    system.drain()
    expect(contextOf(system, 'a')).toEqual({ count: 3 })
    await system.replace('a', counterUnit('a'))
    expect(contextOf(system, 'a')).toEqual({ count: 0 })
  })

  it('leaves the old one running when the new one does not start', async () => {
    const { ping, system, actor } = await startSystem((s) => s.register(counterUnit('a')))
    const broken = counterUnit('a', undefined, {
      adopt: () => {
        throw new Error('cannot take over')
      },
    })
    const result = await system.replace('a', broken)
    expect(result).toMatchObject({ replaced: false, error: { message: 'cannot take over' } })
    ping(1)
    system.drain()
    expect(actor('a')).toMatchObject({ status: 'running', incarnation: 1 })
    expect(contextOf(system, 'a')).toEqual({ count: 1 })
  })

  it('changes what the name consumes', async () => {
    const pongs: number[] = []
    const { system } = await startSystem((s) => s.register(counterUnit('a')))
    await system.replace(
      'a',
      defineUnit({
        name: 'a',
        consumes: [Pong],
        handlers: { 'test.Pong': ({ n }: { n: number }) => void pongs.push(n) },
      }),
    )
    expect(system.emit(Ping, { n: 1 }).accepted).toBe(0)
    system.emit(Pong, { n: 2 })
    system.drain()
    expect(pongs).toEqual([2])
  })

  it('is refused for a name that is not there, with what was meant', async () => {
    const { system } = await startSystem((s) => s.register(counterUnit('agreement')))
    expect(() => system.replace('agrement', counterUnit('x'))).toThrow(
      'there is no actor "agrement"; did you mean "agreement"?',
    )
  })

  it('does not register a name twice', async () => {
    const { system } = await startSystem((s) => s.register(counterUnit('a')))
    expect(() => system.register(counterUnit('a'))).toThrow('there is an actor "a" already')
  })
})

describe('handlers by name', () => {
  it('are taken from the last layer that has them, and the table says so', async () => {
    const order: string[] = []
    const layer = (origin: string) => ({ origin, handlers: { 'counter.note': () => void order.push(origin) } as never })
    const { ping, system, actor } = await startSystem((s) =>
      s.register(
        counterUnit('a', () => void order.push('base')),
        { layers: [layer('first'), layer('second')] },
      ),
    )
    ping(1)
    system.drain()
    expect(order).toEqual(['second'])
    expect(actor('a').handlers).toEqual([{ handler: 'counter.note', layer: 'override', origin: 'second' }])
  })

  it('must have a place in a machine of the unit', async () => {
    const { system } = await startSystem()
    const layers = [{ origin: 'file', handlers: { 'counter.noto': () => {} } as never }]
    expect(() => system.register(counterUnit('a'), { layers })).toThrow(
      'no machine of this unit has a handler named "counter.noto"; did you mean "counter.note"?',
    )
  })

  it('must all be there', async () => {
    const { counter } = await import('./fixtures.ts')
    const { system } = await startSystem()
    expect(() => system.register(defineUnit({ name: 'a', machine: counter, consumes: [Ping] }))).toThrow(
      'counter: action "counter.note" (#counter.counting on test.Ping) is not in the unit\'s handlers',
    )
  })

  it('belong to machines that cannot loop for ever', async () => {
    const { setup } = await import('xstate')
    const { system } = await startSystem()
    const machine = setup({}).createMachine({
      id: 'endless',
      initial: 'a',
      states: { a: { always: 'b' }, b: { always: 'a' } },
    })
    expect(() => system.register(defineUnit({ name: 'a', machine }))).toThrow('options.maxIterations is not set')
  })

  it('get a config that the schema of the unit has checked', async () => {
    const { z } = await import('zod')
    const { system } = await startSystem()
    const unit = defineUnit({ name: 'a', config: z.strictObject({ limit: z.number() }) })
    expect(() => system.register(unit, { config: { limit: 'much', other: 1 } })).toThrow(
      /config of a: .*limit.*number/s,
    )
  })
})
