import { describe, expect, it } from 'vitest'
import { createMemoryStore, createSystem, createVirtualClock, type KernelError } from '../../src/kernel/index.ts'
import { counterUnit, Ping, Pong, startSystem } from './fixtures.ts'

const errorOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    const { message, payload } = error as KernelError
    return { message, payload }
  }
  throw new Error('it was allowed')
}

describe('a system', () => {
  it('starts once, however often it is asked to', async () => {
    const system = createSystem({ clock: createVirtualClock() })
    system.register(counterUnit('a'))
    const first = system.start()
    expect(system.start()).toBe(first)
    await system.settled()
    await first
    expect(system.start()).toBe(first)
    expect(system.actors().map(({ name, incarnation }) => [name, incarnation])).toEqual([
      ['root', 1],
      ['a', 1],
    ])
  })

  it('closes its store when it has ended, whoever ended it', async () => {
    for (const end of ['stop', 'fail'] as const) {
      let closed = 0
      const store = { ...createMemoryStore(), close: () => void (closed += 1) }
      const failing = counterUnit(
        'a',
        () => {
          throw new Error('no')
        },
        { restart: { intensity: 0 } },
      )
      const { system, ping, pass } = await startSystem((s) => s.register(failing), { store })
      expect(closed).toBe(0)
      if (end === 'stop') void system.stop()
      else ping(1)
      for (let n = 0; n < 10; n += 1) await pass(100)
      expect((await system.ended).outcome).toBe(end === 'stop' ? 'stopped' : 'aborted')
      expect(closed).toBe(1)
    }
  })

  it('says which actors and supervisors there are when asked for one that is not', async () => {
    const idle = createSystem()
    expect(errorOf(() => idle.restart('anything')).message).toBe('there is no actor "anything"; there are none')
    expect(errorOf(() => idle.register(counterUnit('a'), { supervisor: 'storage' })).payload).toEqual({
      code: 'unknown-supervisor',
      supervisor: 'storage',
      known: ['root'],
    })
    const { system } = await startSystem((s) => {
      s.supervise({ name: 'group' })
      s.register(counterUnit('counter'))
    })
    expect(errorOf(() => system.pause('something else')).message).toBe(
      'there is no actor "something else"; there are root, counter',
    )
    expect(errorOf(() => system.pause('countre')).message).toBe('there is no actor "countre"; did you mean "counter"?')
    expect(errorOf(() => system.register(counterUnit('a'), { supervisor: 'storage' })).message).toBe(
      'there is no supervisor "storage"; there are root, group',
    )
  })

  it('gives a newcomer what waits, in the order of emission, from wherever it waits', async () => {
    const got: string[] = []
    const both = (name: string, consumes: readonly (typeof Ping | typeof Pong)[]) => ({
      ...counterUnit(name),
      machine: undefined,
      consumes,
      handlers: Object.fromEntries(
        consumes.map(({ type }) => [type, ({ n }: { n: number }) => got.push(`${name}${n}`)]),
      ),
    })
    const { system } = await startSystem((s) => {
      s.register(both('pongs', [Pong]) as never)
      s.register(both('pings', [Ping]) as never)
    })
    system.emit(Ping, { n: 1 })
    system.emit(Pong, { n: 2 })
    system.emit(Ping, { n: 3 })
    system.register(both('late', [Ping, Pong]) as never)
    system.register(counterUnit('deaf', undefined, {}))
    system.drain()
    expect(got.filter((line) => line.startsWith('late'))).toEqual(['late1', 'late2', 'late3'])
  })

  it('bothers nobody with what is for one that was unregistered', async () => {
    const { system, ping } = await startSystem((s) => s.register(counterUnit('a')))
    system.unregister('a')
    expect(ping(1)[0]).toMatchObject({ accepted: 0, refused: [] })
    expect(system.deadLetters.total).toBe(0)
  })
})
