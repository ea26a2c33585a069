import { Observable } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { type AnyActorLogic, setup } from 'xstate'
import {
  createMemoryStore,
  defineUnit,
  encode,
  type PersistSpec,
  SnapshotDiscarded,
  stream,
} from '../../src/kernel/index.ts'
import { contextOf, counterUnit, Ping, startSystem } from './fixtures.ts'

/** Begins a counter on what is saved for it, and says why that was not taken up, if so. */
async function begin(text: string | undefined, persist: PersistSpec | undefined) {
  const store = createMemoryStore()
  if (text !== undefined) store.put([['a', text]])
  const said: unknown[] = []
  const warn = (fields: object, message: string) => void said.push({ ...fields, message })
  const log = { debug() {}, info() {}, warn, error() {} }
  const reasons: string[] = []
  const { system } = await startSystem(
    (s) => {
      s.attach({
        emitted: ({ event }) => {
          if (event.type === SnapshotDiscarded.type) reasons.push((event.payload as { reason: string }).reason)
        },
      })
      s.register(counterUnit('a', undefined, persist === undefined ? {} : { persist }))
    },
    { store, log },
  )
  return { reasons, said, count: contextOf(system, 'a')['count'] }
}

const counted = (count: number, version = 1) =>
  encode({
    version,
    snapshot: { status: 'active', value: 'counting', context: { count }, children: {} },
    deadlines: [],
  })

describe('a saved state', () => {
  it('that is not there is nothing to speak of', async () => {
    expect(await begin(undefined, { version: 1 })).toEqual({ reasons: [], said: [], count: 0 })
  })

  it('is of no concern to a unit that keeps none', async () => {
    expect(await begin(counted(7), undefined)).toEqual({ reasons: [], said: [], count: 0 })
    expect(await begin(counted(7), { version: 1 })).toEqual({ reasons: [], said: [], count: 7 })
  })

  it('that is not taken up is so for a reason, told as a fact and to the log', async () => {
    const reason = 'it is of version 1, not 2'
    const expected = { reasons: [reason], said: [{ actor: 'a', reason, message: 'saved state discarded' }], count: 0 }
    expect(await begin(counted(7), { version: 2 })).toEqual(expected)
    expect(await begin(counted(7), { version: 2, migrate: () => undefined })).toEqual(expected)
  })

  it('of a state that the machine does not have says what XState says of it', async () => {
    const { reasons } = await begin(counted(7).replace('counting', 'nowhere'), { version: 1 })
    expect(reasons).toEqual([expect.stringContaining('nowhere')])
  })

  it('is discarded once, also when the beginning anew fails', async () => {
    let broken = true
    const machine = setup({ actions: { 'fragile.begin': () => {} } }).createMachine({
      id: 'fragile',
      options: { maxIterations: 10 },
      entry: 'fragile.begin',
    })
    const begun = () => {
      if (broken) throw new Error('not yet')
    }
    const store = createMemoryStore()
    store.put([['fragile', counted(7)]])
    const facts: string[] = []
    const { pass, actor } = await startSystem(
      (s) => {
        s.attach({ emitted: ({ event }) => void facts.push(event.type) })
        const unit = { name: 'fragile', machine, persist: { version: 2 }, handlers: { 'fragile.begin': begun } }
        s.register(defineUnit(unit))
      },
      { store },
    )
    broken = false
    await pass(1_000)
    expect(actor('fragile')).toMatchObject({ status: 'running', incarnation: 2 })
    expect(facts.filter((type) => type === SnapshotDiscarded.type)).toHaveLength(1)
  })
})

describe('the children of a saved state', () => {
  const parent = setup({ actors: { 'parent.ticks': {} as AnyActorLogic }, actions: { 'parent.tick': () => {} } })
  const invoking = parent.createMachine({
    id: 'parent',
    options: { maxIterations: 10 },
    invoke: { id: 'ticks', src: 'parent.ticks' },
    on: { 'test.Ping': { actions: 'parent.tick' } },
  })

  /** A unit whose child says `ping` as soon as it begins. */
  const unit = (begun: string[], tick: () => void) =>
    defineUnit({
      name: 'parent',
      machine: invoking,
      consumes: [Ping],
      persist: { version: 1 },
      restart: { backoff: { min: '1ms', max: '1ms' } },
      handlers: {
        'parent.ticks': stream(
          () =>
            new Observable<{ type: string }>((observer) => {
              begun.push('child')
              observer.next({ type: 'test.Ping' })
            }),
        ),
        'parent.tick': tick,
      },
    })

  it('begin again with it', async () => {
    const store = createMemoryStore()
    const begun: string[] = []
    const facts: string[] = []
    for (const _ of [1, 2])
      await startSystem(
        (s) => {
          s.attach({ emitted: ({ event }) => void facts.push(event.type) })
          s.register(unit(begun, () => {}))
        },
        { store },
      )
    expect(begun).toEqual(['child', 'child'])
    expect(facts).not.toContain(SnapshotDiscarded.type)
  })

  it('are not lost when the first thing that one says is the end of its parent', async () => {
    const begun: string[] = []
    let broken = true
    const { pass, actor } = await startSystem(
      (s) =>
        s.register(
          unit(begun, () => {
            if (broken) throw new Error('too soon')
          }),
        ),
      { store: createMemoryStore() },
    )
    broken = false
    await pass(1)
    expect(actor('parent')).toMatchObject({ status: 'running', incarnation: 2 })
    expect(begun).toEqual(['child', 'child'])
  })

  it('that the machine has no more are named, and none that it has', async () => {
    const store = createMemoryStore()
    await startSystem((s) => s.register(unit([], () => {})), { store })
    const text = store.get('parent')!
    const extra = text.replace(
      '"children":{',
      '"children":{"gone":{"src":"parent.gone","snapshot":{"status":"active"}},',
    )
    store.put([['parent', extra]])
    const reasons: unknown[] = []
    await startSystem(
      (s) => {
        s.attach({
          emitted: ({ event }) => {
            if (event.type === SnapshotDiscarded.type) reasons.push(event.payload)
          },
        })
        s.register(unit([], () => {}))
      },
      { store },
    )
    expect(reasons).toEqual([{ actor: 'parent', reason: 'the machine no longer has the child gone' }])
  })
})
