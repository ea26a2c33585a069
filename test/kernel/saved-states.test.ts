import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { assign, setup } from 'xstate'
import { z } from 'zod'
import {
  type ActorContext,
  createMemoryStore,
  createSqliteStore,
  createSystem,
  createVirtualClock,
  decode,
  defineUnit,
  type FactEvent,
  Failure,
  fact,
  type InitEvent,
  type PersistSpec,
  type SnapshotStore,
} from '../../src/kernel/index.ts'

const Paid = fact('bank.Paid', { payload: z.object({ amount: z.bigint() }) })

const account = setup({
  types: { context: {} as { total: bigint; last: Date | undefined }, events: {} as FactEvent<typeof Paid> },
  actions: {
    'account.note': () => {},
    'account.closed': () => {},
    add: assign({
      total: ({ context, event }) => context.total + event.payload.amount,
      last: () => new Date(86_400_000),
    }),
  },
}).createMachine({
  id: 'account',
  options: { maxIterations: 10 },
  context: { total: 0n, last: undefined },
  initial: 'open',
  states: {
    open: { on: { 'bank.Paid': { target: 'settling', actions: ['add', 'account.note'] } } },
    settling: {
      on: { 'bank.Paid': { actions: ['add', 'account.note'] } },
      after: { 60000: { target: 'closed', actions: 'account.closed' } },
    },
    closed: {},
  },
})

interface Given {
  readonly persist?: PersistSpec
  readonly note?: (event: FactEvent<typeof Paid>) => void
  readonly machine?: typeof account
}

async function open(
  store: SnapshotStore,
  at: number,
  { persist = { version: 1 }, note = () => {}, machine = account }: Given = {},
) {
  const clock = createVirtualClock(at)
  const system = createSystem({ clock, seed: 1, store })
  const facts: string[] = []
  system.attach({ emitted: ({ event }) => void facts.push(event.type) })
  const closed: number[] = []
  system.register(
    defineUnit({
      name: 'account',
      machine,
      consumes: [Paid],
      persist,
      handlers: {
        'account.note': ({ event }: { event: FactEvent<typeof Paid> }) => note(event),
        'account.closed': (_: object, ctx: ActorContext) => void closed.push(ctx.now()),
      },
    }),
  )
  void system.start()
  await system.settled()
  const snapshot = () =>
    system.ref('account').getSnapshot() as { value: string; context: { total: bigint; last?: Date } }
  return {
    system,
    clock,
    facts,
    closed,
    snapshot,
    pay(amount: bigint) {
      system.emit(Paid, { amount })
      system.drain()
    },
  }
}

const folder = mkdtempSync(join(tmpdir(), 'reeve-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe.each([
  ['memory', () => createMemoryStore()],
  ['sqlite', () => createSqliteStore(join(folder, `${Math.floor(performance.now() * 1_000)}.db`))],
] as const)('saved states in %s', (_name, makeStore) => {
  it('are taken up by the next process, with values JSON has no word for', async () => {
    const store = makeStore()
    const first = await open(store, 1_000)
    first.pay(12n ** 30n)
    const second = await open(store, 2_000)
    expect(second.snapshot()).toMatchObject({
      value: 'settling',
      context: { total: 12n ** 30n, last: new Date(86_400_000) },
    })
    store.close()
  })

  it('keep the remaining time of delayed events', async () => {
    const store = makeStore()
    const first = await open(store, 1_000)
    first.pay(1n)
    first.clock.advance(20_000)
    const second = await open(store, 31_000)
    second.clock.advance(29_999)
    await second.system.settled()
    expect(second.closed).toEqual([])
    second.clock.advance(1)
    await second.system.settled()
    expect(second.closed).toEqual([61_000])
    store.close()
  })

  it('fire at once what fell due while nobody ran', async () => {
    const store = makeStore()
    const first = await open(store, 1_000)
    first.pay(1n)
    const second = await open(store, 500_000)
    second.clock.advance(0)
    await second.system.settled()
    expect(second.snapshot().value).toBe('closed')
    store.close()
  })

  it('of another version are migrated, or discarded whole', async () => {
    const store = makeStore()
    const first = await open(store, 1_000)
    first.pay(5n)
    const migrate = (snapshot: unknown, version: number) =>
      version === 1 ? { ...(snapshot as object), context: { total: 500n, last: undefined } } : undefined
    const second = await open(store, 1_000, { persist: { version: 2, migrate } })
    expect(second.snapshot().context.total).toBe(500n)
    second.pay(1n)
    const third = await open(store, 1_000, { persist: { version: 3 } })
    expect(third.snapshot()).toMatchObject({ value: 'open', context: { total: 0n } })
    expect(third.facts).toContain('kernel.SnapshotDiscarded')
    store.close()
  })
})

describe('a saved state', () => {
  it('that the machine does not know is discarded, and the actor begins anew', async () => {
    const store = createMemoryStore()
    for (const text of [
      '{"not',
      '{"version":1,"snapshot":{"status":"active","value":"nowhere","context":{},"children":{}},"deadlines":[]}',
    ]) {
      store.put([['account', text]])
      const { snapshot, facts } = await open(store, 1_000)
      expect(snapshot().value).toBe('open')
      expect(facts).toContain('kernel.SnapshotDiscarded')
    }
  })

  it('with a child that the machine no longer has is not taken up by half', async () => {
    const store = createMemoryStore()
    const child = { snapshot: { status: 'active' }, src: 'account.gone', systemId: undefined, syncSnapshot: false }
    const snapshot = {
      status: 'active',
      value: 'settling',
      historyValue: {},
      context: { total: { $bigint: '9' } },
      children: { child },
    }
    store.put([['account', JSON.stringify({ version: 1, snapshot, deadlines: [] })]])
    const { snapshot: taken } = await open(store, 1_000)
    expect(taken()).toMatchObject({ value: 'open', context: { total: 0n } })
  })

  it('is what a crashed actor goes on from; an error of class reset begins anew', async () => {
    const store = createMemoryStore()
    let thrown: Error | undefined
    const { pay, snapshot, clock, system } = await open(store, 1_000, {
      note: () => {
        if (thrown !== undefined) throw thrown
      },
    })
    pay(7n)
    thrown = new Error('once')
    pay(100n)
    thrown = undefined
    clock.advance(1_000)
    await system.settled()
    expect(snapshot()).toMatchObject({ value: 'settling', context: { total: 7n } })
    thrown = new Failure('all wrong', { errorClass: 'reset' })
    pay(100n)
    thrown = undefined
    clock.advance(1_000)
    await system.settled()
    expect(snapshot()).toMatchObject({ value: 'open', context: { total: 0n } })
  })

  it('is written before what follows from the change is handled', async () => {
    const store = createMemoryStore()
    const saved: unknown[] = []
    const { pay, system } = await open(store, 1_000, { note: () => void saved.push(store.get('account')) })
    pay(7n)
    system.emit(Paid, { amount: 1n })
    system.emit(Paid, { amount: 2n })
    system.drain()
    const totals = saved.map((text) => (decode(String(text)) as { snapshot: { context: object } }).snapshot.context)
    expect(totals).toMatchObject([{ total: 0n }, { total: 7n }, { total: 8n }])
  })

  it('has the change before the one that crashed, though both came at once', async () => {
    const store = createMemoryStore()
    const { system, snapshot, clock } = await open(store, 1_000, {
      note: ({ payload }) => {
        if (payload.amount < 0n) throw new Error('no')
      },
    })
    system.emit(Paid, { amount: 5n })
    system.emit(Paid, { amount: -1n })
    system.drain()
    clock.advance(1_000)
    await system.settled()
    expect(snapshot()).toMatchObject({ value: 'settling', context: { total: 5n } })
  })

  it('that cannot be written is said to be, and the actor goes on', async () => {
    const store = createMemoryStore()
    const errors: string[] = []
    const log = { debug() {}, info() {}, warn() {}, error: (_: object, text: string) => void errors.push(text) }
    const odd = setup({
      types: { context: {} as { value: unknown }, events: {} as FactEvent<typeof Paid> },
    }).createMachine({
      id: 'odd',
      options: { maxIterations: 10 },
      context: { value: null },
      on: { 'bank.Paid': { actions: assign({ value: () => () => {} }) } },
    })
    const system = createSystem({ clock: createVirtualClock(), seed: 1, store, log })
    system.register(defineUnit({ name: 'odd', machine: odd, consumes: [Paid], persist: { version: 1 }, handlers: {} }))
    void system.start()
    await system.settled()
    system.emit(Paid, { amount: 1n })
    await system.settled()
    expect(errors).toEqual(['state cannot be saved'])
    expect(system.actors().find(({ name }) => name === 'odd')).toMatchObject({ status: 'running', incarnation: 1 })
  })

  it('of an actor that failed for good, or that keeps none, is not there', async () => {
    const store = createMemoryStore()
    const failing = await open(store, 1_000, {
      note: () => {
        throw new Failure('beyond repair', { errorClass: 'fatal' })
      },
    })
    failing.pay(1n)
    await failing.system.settled()
    expect(store.names('')).toEqual([])
  })

  it('of a duty opens it again, and is forgotten when the duty ends', async () => {
    const store = createMemoryStore()
    const Open = fact('bank.Open', { payload: z.object({ key: z.string() }) })
    const errand = setup({
      types: {
        context: {} as { to: string },
        events: {} as InitEvent<{ to: string }> | { type: 'errand.End'; payload: null },
      },
      actions: { takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})) },
    }).createMachine({
      id: 'errand',
      options: { maxIterations: 10 },
      context: { to: '' },
      entry: 'takeInput',
      initial: 'going',
      states: { going: { on: { 'errand.End': 'there' } }, there: { type: 'final' } },
    })
    const start = async () => {
      const system = createSystem({ clock: createVirtualClock(), seed: 1, store })
      const held: { ctx?: ActorContext } = {}
      const note = ({ key }: { key: string }, ctx: ActorContext) => {
        held.ctx = ctx
        if (key !== '') ctx.duties('errands').open(key, { to: key })
      }
      system.register(
        defineUnit({
          name: 'courier',
          consumes: [Open],
          handlers: { 'bank.Open': note },
          duties: { errands: { machine: errand, persist: { version: 1 } } },
        }),
      )
      void system.start()
      await system.settled()
      const tell = (key: string) => {
        system.emit(Open, { key: '' })
        system.drain()
        held.ctx!.duties('errands').tell(key, { type: 'errand.End', payload: null })
        system.drain()
      }
      const open = (key: string) => {
        system.emit(Open, { key })
        system.drain()
      }
      return { system, tell, open }
    }
    const first = await start()
    for (const key of ['rome', 'oslo']) first.open(key)
    first.tell('oslo')
    const second = await start()
    expect(second.system.actors().at(-1)?.duties).toEqual({ errands: 1 })
    expect(second.system.refs().at(-1)?.getSnapshot()).toMatchObject({ value: 'going', context: { to: 'rome' } })
    expect(store.names('')).toEqual(['courier/errands/rome'])
  })
})
