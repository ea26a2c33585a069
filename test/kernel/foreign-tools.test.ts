import { describe, expect, it } from 'vitest'
import { emit, setup } from 'xstate'
import { defineUnit, type FactEvent } from '../../src/kernel/index.ts'
import { counterUnit, Ping, startSystem } from './fixtures.ts'

const loud = setup({
  types: { events: {} as FactEvent<typeof Ping>, emitted: {} as { type: string } },
}).createMachine({
  id: 'loud',
  options: { maxIterations: 10 },
  on: { 'test.Ping': { actions: [emit({ type: 'heard' }), emit({ type: 'again' })] } },
})

const start = () =>
  startSystem((system) => {
    system.register(counterUnit('a'))
    system.register(counterUnit('b'))
    system.register(defineUnit({ name: 'loud', machine: loud, consumes: [Ping], handlers: {} }))
  })

const counts = (snapshots: unknown[]) => snapshots.map((each) => (each as { context: { count: number } }).context.count)

describe('the reference of an actor, in the hands of a tool made for XState', () => {
  it('is subscribed to by a function or an observer, until it is unsubscribed from', async () => {
    const { system, ping } = await start()
    const [byFunction, byObserver]: [unknown[], unknown[]] = [[], []]
    const first = system.ref('a').subscribe((snapshot) => void byFunction.push(snapshot))
    system.ref('a').subscribe({ next: (snapshot) => void byObserver.push(snapshot) })
    ping(1)
    system.drain()
    first.unsubscribe()
    ping(2)
    system.drain()
    expect(counts(byFunction)).toEqual([1])
    expect(counts(byObserver)).toEqual([1, 2])
  })

  it('says when there is no more to come, at once to those who come after that', async () => {
    const { system, pass } = await start()
    const ref = system.ref('a')
    const ended: string[] = []
    ref.subscribe(
      () => {},
      undefined,
      () => void ended.push('function'),
    )
    ref.subscribe({ complete: () => void ended.push('observer') })
    ref.subscribe({})
    const gone = ref.subscribe({ complete: () => void ended.push('unsubscribed') })
    gone.unsubscribe()
    system.unregister('a')
    await pass(0)
    expect(ended).toEqual(['function', 'observer'])
    expect(ref.getSnapshot().status).toBe('stopped')
    ref.subscribe({ complete: () => void ended.push('late') }).unsubscribe()
    ref.subscribe({ next: () => void ended.push('never') })
    expect(ended).toEqual(['function', 'observer', 'late'])
  })

  it('passes on what the machine emits, by its type or all of it', async () => {
    const { system, ping } = await start()
    const heard: string[] = []
    const ref = system.ref('loud')
    const own = ref.on('heard', ({ type }) => void heard.push(`own ${type}`))
    ref.on('*', ({ type }) => void heard.push(`any ${type}`))
    ref.on('*', () => {
      throw new Error('a listener that throws')
    })
    ping(1)
    system.drain()
    own.unsubscribe()
    ping(2)
    system.drain()
    expect(heard).toEqual(['own heard', 'any heard', 'any again', 'any heard', 'any again'])
  })

  it('takes an event that is sent to it, one after another', async () => {
    const { system } = await start()
    const ref = system.ref('a')
    const seen: number[] = []
    ref.subscribe((snapshot) => {
      const { count } = (snapshot as { context: { count: number } }).context
      seen.push(count)
      // While one is processed: it comes after it.
      if (count === 1) ref.send({ type: 'test.Ping', payload: { n: 2 } })
      seen.push(-count)
    })
    ref.send({ type: 'test.Ping', payload: { n: 1 } })
    expect(seen).toEqual([1, -1, 2, -2])
  })

  it('takes none once its actor is gone', async () => {
    const { system, pass } = await start()
    const ref = system.ref('a')
    system.unregister('a')
    await pass(0)
    ref.send({ type: 'test.Ping', payload: { n: 1 } })
    expect((ref.getSnapshot() as unknown as { context: { count: number } }).context.count).toBe(0)
  })

  it('cannot be stopped by itself, and is started already', async () => {
    const { system } = await start()
    const ref = system.ref('a')
    expect(ref.start()).toBe(ref)
    expect(() => ref.stop()).toThrow('unregister its name')
    expect(ref.getSnapshot().status).toBe('active')
  })

  it('has an identity of its own, and is no more than that when it is written as JSON', async () => {
    const { system } = await start()
    const [a, b] = [system.ref('a'), system.ref('b')]
    expect(a.sessionId).not.toBe(b.sessionId)
    expect(a.sessionId).toBe(a.sessionId)
    expect(JSON.parse(JSON.stringify({ a }))).toEqual({ a: { xstate$$type: 1, id: 'a' } })
    expect(a.getPersistedSnapshot()).toMatchObject({ status: 'active', value: 'counting', context: { count: 0 } })
  })

  it('says whether it runs, by the numbers of XState', async () => {
    const { system, pass } = await start()
    const status = (ref: unknown) => (ref as { _processingStatus: number })._processingStatus
    const seen: number[] = []
    const registering = counterUnit('first', () => {
      system.register(counterUnit('late'))
      seen.push(status(system.ref('late')))
    })
    system.register(registering)
    system.emit(Ping, { n: 1 })
    await pass(0)
    const late = system.ref('late')
    seen.push(status(late))
    system.unregister('late')
    seen.push(status(late))
    expect(seen).toEqual([0, 1, 2])
  })

  it('is the one at the top where inspectors say so', async () => {
    const { system, ping } = await start()
    const roots = new Set<string>()
    system.inspect(({ rootId }) => void roots.add(rootId))
    ping(1)
    system.drain()
    expect([...roots]).toEqual([system.refs()[0]!.sessionId])
  })

  it('is its own observable', async () => {
    const { system } = await start()
    const ref = system.ref('a') as unknown as Record<string | symbol, (() => unknown) | undefined>
    expect(ref[Symbol.observable ?? '@@observable']?.call(ref)).toBe(ref)
  })

  it('has the parent that XState tells of its end', async () => {
    const { system } = await start()
    const [root] = system.refs()
    expect((system.ref('a') as unknown as { _parent: unknown })._parent).toBe(root)
    expect((root as unknown as { _parent: unknown })._parent).toBeUndefined()
    expect((system.ref('loud') as unknown as { logic: unknown; src: unknown }).logic).toBe(
      (system.ref('loud') as unknown as { logic: unknown; src: unknown }).src,
    )
  })
})
