import { Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { type AnyActorLogic, assign, type EventObject, setup } from 'xstate'
import {
  createMemoryStore,
  decode,
  defineUnit,
  type FactEvent,
  type SystemOptions,
  stream,
} from '../../src/kernel/index.ts'
import { Ping, Pong, startSystem } from './fixtures.ts'

/** Follows a stream from its beginning; a ping begins it anew. */
const follower = setup({
  types: {
    context: {} as { ticks: number },
    events: {} as FactEvent<typeof Ping> | { type: 'tick' },
  },
  actors: { 'follower.source': {} as AnyActorLogic },
  actions: { count: assign({ ticks: ({ context }) => context.ticks + 1 }) },
}).createMachine({
  id: 'follower',
  options: { maxIterations: 10 },
  context: { ticks: 0 },
  initial: 'following',
  states: {
    following: {
      invoke: { id: 'source', src: 'follower.source' },
      on: { tick: { actions: 'count' }, 'test.Ping': { target: 'following', reenter: true } },
    },
  },
})

async function stage(options: Omit<SystemOptions, 'clock'> = {}) {
  const sources: Array<Subject<EventObject>> = []
  const begun: unknown[] = []
  const unit = defineUnit({
    name: 'follower',
    machine: follower,
    consumes: [Ping],
    emits: [Pong],
    persist: { version: 1 },
    handlers: {
      'follower.source': stream<{ ticks: number }, unknown, unknown>(({ context }, ctx) => {
        begun.push({ name: ctx.name, ticks: context.ticks })
        ctx.emit(Pong, { n: context.ticks })
        const source = new Subject<EventObject>()
        sources.push(source)
        return source
      }),
    },
  })
  const started = await startSystem((s) => s.register(unit), options)
  const ticks = () =>
    (started.system.ref('follower').getSnapshot() as unknown as { context: { ticks: number } }).context.ticks
  return { ...started, sources, begun, ticks }
}

const tick = { type: 'tick' }

describe('a stream', () => {
  it('is told whose it is and what its machine knows, and may do what its unit may', async () => {
    const { sources, begun, ticks, ping, pass, facts } = await stage()
    for (let n = 0; n < 3; n += 1) sources[0]!.next(tick)
    expect(ticks()).toBe(3)
    ping(1)
    await pass(0)
    expect(begun).toEqual([
      { name: 'follower', ticks: 0 },
      { name: 'follower', ticks: 3 },
    ])
    expect(facts).toContain(Pong.type)
    // The machine has left the state that followed the first.
    expect(sources[0]!.observed).toBe(false)
    sources[1]!.next(tick)
    expect(ticks()).toBe(4)
  })

  it('goes on as it began when something else is laid over its name; the next one is that', async () => {
    const { system, sources, ticks, ping, pass } = await stage()
    const other = new Subject<EventObject>()
    const laid = system.handlers.override('follower', 'follower.source', stream(() => other) as never, {
      origin: 'test',
    })
    expect(await laid).toEqual({ registered: true })
    sources[0]!.next(tick)
    expect([ticks(), other.observed]).toEqual([1, false])
    ping(1)
    await pass(0)
    other.next(tick)
    expect([ticks(), other.observed, sources[0]!.observed]).toEqual([2, true, false])
  })

  it('goes on as it began also when a task is laid over its name', async () => {
    const { system, sources, ticks } = await stage()
    await system.handlers.override('follower', 'follower.source', (async () => 1) as never, { origin: 'test' })
    sources[0]!.next(tick)
    expect([ticks(), sources[0]!.observed]).toEqual([1, true])
  })

  it('is saved without what it is subscribed to, and begun again with what its machine knew', async () => {
    const store = createMemoryStore()
    const first = await stage({ store })
    first.sources[0]!.next(tick)
    await first.pass(0)
    const { snapshot } = decode(store.get('follower')!) as { snapshot: { children: Record<string, object> } }
    expect(snapshot.children['source']).toMatchObject({ src: 'follower.source', snapshot: { status: 'active' } })
    expect(store.get('follower')).not.toContain('_subscription')
    const second = await stage({ store })
    expect(second.begun).toEqual([{ name: 'follower', ticks: 1 }])
    second.sources[0]!.next(tick)
    expect(second.ticks()).toBe(2)
  })

  it('may be laid over no action, and a plain value over no stream', async () => {
    const { system } = await stage()
    const result = await system.handlers.override('follower', 'follower.source', 7 as never, { origin: 'test' })
    expect((result.error as Error).message).toBe('follower.source needs a function, not number')
  })
})
