import { describe, expect, it } from 'vitest'
import { createMemoryStore, type System } from '../../src/kernel/index.ts'
import { contextOf, counterUnit, Pong, startSystem } from './fixtures.ts'

const persist = { version: 1 }

/** A store that notes who writes to it. */
function notingStore() {
  const store = createMemoryStore()
  const writes: string[] = []
  return {
    ...store,
    writes,
    put(entries: Parameters<typeof store.put>[0]) {
      writes.push(`put ${entries.map(([name]) => name).join(' ')}`)
      store.put(entries)
    },
    delete(name: string) {
      writes.push(`delete ${name}`)
      store.delete(name)
    },
  }
}

/** A counter that is saved, and does `act` to its system at each ping. */
async function acting(act: (system: System) => void) {
  const store = notingStore()
  const stage = await startSystem((s) => s.register(counterUnit('a', () => act(s), { persist })), { store })
  return { ...stage, store }
}

/** The count that the next process begins with. */
async function countAfter(store: ReturnType<typeof notingStore>) {
  const { system } = await startSystem((s) => s.register(counterUnit('a', undefined, { persist })), { store })
  return contextOf(system, 'a')['count']
}

describe('a saved state is written', () => {
  it('at its beginning and after each change, and not again when its actor ends', async () => {
    const { store, ping, system } = await acting(() => {})
    expect(store.writes).toEqual(['put a'])
    ping(1, 2)
    system.drain()
    expect(store.writes).toEqual(['put a', 'put a', 'put a'])
    system.unregister('a')
    expect(store.writes).toHaveLength(3)
    expect(await countAfter(store)).toBe(2)
  })

  it('by nobody that keeps none, whatever becomes of it', async () => {
    const store = notingStore()
    const crashing = counterUnit(
      'a',
      (n) => {
        if (n < 0) throw new Error('no')
      },
      { restart: { type: 'temporary' } },
    )
    const { ping, system, actor } = await startSystem((s) => s.register(crashing), { store })
    ping(1, -1)
    system.drain()
    expect(actor('a').status).toBe('failed')
    expect(store.writes).toEqual([])
  })

  it('by nobody that was replaced by one that keeps none', async () => {
    const { store, ping, system } = await acting((s) => void s.replace('a', counterUnit('a')))
    ping(1)
    system.drain()
    expect(store.writes).toEqual(['put a'])
  })

  it('with the change of the very letter at which its actor is unregistered', async () => {
    const { store, ping, system } = await acting((s) => s.unregister('a'))
    ping(1)
    system.drain()
    expect(await countAfter(store)).toBe(1)
  })

  it('with the change of the very letter at which its actor is restarted', async () => {
    const { ping, system, actor } = await acting((s) => s.restart('a'))
    ping(1)
    system.drain()
    expect(actor('a').incarnation).toBe(2)
    expect(contextOf(system, 'a')).toEqual({ count: 1 })
  })

  it('with the change of the very letter at which a sibling takes its actor down', async () => {
    const group = { supervisor: 'group' }
    const { ping, system, pass, actor } = await startSystem(
      (s) => {
        s.supervise({ name: 'group', restart: { backoff: { min: '10ms', max: '10ms' } } })
        const overflow = (n: number, ctx: { emit(fact: typeof Pong, payload: { n: number }): unknown }) => {
          for (const each of [n, n]) ctx.emit(Pong, { n: each })
        }
        s.register(counterUnit('a', overflow, { persist }), group)
        const mailbox = { bound: 1, policy: { [Pong.type]: 'stop-critical' } } as const
        s.register(
          {
            ...counterUnit('b', undefined, { mailbox }),
            machine: undefined,
            consumes: [Pong],
            handlers: { [Pong.type]: () => {} },
          },
          group,
        )
      },
      { store: createMemoryStore() },
    )
    ping(1)
    system.drain()
    expect(actor('a').status).toBe('backing-off')
    await pass(10)
    expect(actor('a')).toMatchObject({ status: 'running', incarnation: 2 })
    expect(contextOf(system, 'a')).toEqual({ count: 1 })
  })
})
