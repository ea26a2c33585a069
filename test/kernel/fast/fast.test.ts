import { describe, expect, it } from 'vitest'
import {
  type AnyStateMachine,
  assign,
  createActor,
  createMachine,
  fromCallback,
  fromPromise,
  type InspectionEvent,
  setup,
} from 'xstate'
import { z } from 'zod'
import { fast } from '../../../src/kernel/fast/fast.ts'
import { createSystem, createVirtualClock, defineUnit, fact } from '../../../src/kernel/index.ts'

type Events =
  | { type: 'work' }
  | { type: 'rest' }
  | { type: 'sleep' }
  | { type: 'count'; by: number }
  | { type: 'net.up' }

const worker = setup({
  types: { context: {} as { n: number }, events: {} as Events },
  actors: { keeper: fromCallback(() => {}), nap: fromPromise(async () => 'awake') },
  actions: { add: assign({ n: ({ context, event }) => context.n + (event.type === 'count' ? event.by : 0) }) },
  guards: { fit: ({ context }) => context.n < 10 },
}).createMachine({
  id: 'worker',
  options: { maxIterations: 10 },
  context: { n: 0 },
  invoke: { src: 'keeper', id: 'keeper' },
  initial: 'resting',
  on: { count: { actions: 'add' }, 'net.*': {} },
  states: {
    resting: { tags: 'calm', on: { work: { guard: 'fit', target: 'working.hard' }, sleep: 'sleeping' } },
    working: { meta: { loud: true }, on: { rest: 'resting' }, initial: 'softly', states: { softly: {}, hard: {} } },
    sleeping: { invoke: { src: 'nap', onDone: 'resting' }, after: { 1000: 'working' } },
  },
})

/** The machine, planned, and how often XState itself was asked. */
function counted(machine: AnyStateMachine) {
  const { transition } = machine
  const calls = { count: 0 }
  const own = machine.provide({})
  own.transition = (...args) => {
    calls.count += 1
    return transition(...args)
  }
  return { calls, logic: fast(own) }
}

describe('a planned machine', () => {
  it('moves between states, assigns and ignores without XState', () => {
    const { calls, logic } = counted(worker)
    const actor = createActor(logic).start()
    for (const event of [{ type: 'work' }, { type: 'count', by: 3 }, { type: 'sleep' }, { type: 'net.up' }])
      actor.send(event)
    expect(actor.getSnapshot().value).toEqual({ working: 'hard' })
    expect(actor.getSnapshot().context).toEqual({ n: 3 })
    actor.send({ type: 'rest' })
    expect(actor.getSnapshot().hasTag('calm')).toBe(true)
    expect(calls.count).toBe(0)
  })

  it('leaves to XState the states that invoke and wait', async () => {
    const { calls, logic } = counted(worker)
    const actor = createActor(logic).start()
    actor.send({ type: 'sleep' })
    expect(actor.getSnapshot().value).toBe('sleeping')
    await new Promise<void>((done) => actor.subscribe((snapshot) => snapshot.value === 'resting' && done()))
    expect(calls.count).toBe(2)
  })

  it('keeps the children it has', () => {
    const actor = createActor(fast(worker)).start()
    const { keeper } = actor.getSnapshot().children
    actor.send({ type: 'work' })
    expect(actor.getSnapshot().children.keeper).toBe(keeper)
    expect(keeper?.getSnapshot().status).toBe('active')
  })

  it('gives the same snapshot back when nothing changed', () => {
    const actor = createActor(fast(worker)).start()
    const before = actor.getSnapshot()
    actor.send({ type: 'rest' })
    expect(actor.getSnapshot()).toBe(before)
  })

  it('shows each snapshot a value of its own', () => {
    const actor = createActor(fast(worker)).start()
    actor.send({ type: 'work' })
    const first = actor.getSnapshot().value as { working: string }
    first.working = 'spoiled'
    actor.send({ type: 'rest' })
    actor.send({ type: 'work' })
    expect(actor.getSnapshot().value).toEqual({ working: 'hard' })
  })

  it('is still that machine to those who look at it', () => {
    const logic = fast(worker)
    expect(logic.config).toBe(worker.config)
    expect(logic.id).toBe('worker')
    expect(JSON.stringify(logic.definition)).toBe(JSON.stringify(worker.definition))
    expect(createActor(logic).getSnapshot().machine).toBe(worker)
    expect(logic.resolveState({ value: 'resting', context: { n: 0 } }).machine).toBe(worker)
  })

  it('stays planned when it is given other implementations', () => {
    const logic = fast(worker).provide({ guards: { fit: () => false } }) as ReturnType<typeof fast>
    const actor = createActor(logic).start()
    actor.send({ type: 'work' })
    expect(actor.getSnapshot().value).toBe('resting')
    expect(logic.plans).toBe(1)
  })

  it('serves many actors by the same plans', () => {
    const logic = fast(worker)
    const actors = Array.from({ length: 10 }, () => createActor(logic).start())
    for (const actor of actors) actor.send({ type: 'work' })
    expect(logic.plans).toBe(1)
    expect(actors.every((actor) => actor.getSnapshot().matches({ working: 'hard' }))).toBe(true)
  })

  it('tells inspectors what XState would', () => {
    const told = (logic: AnyStateMachine) => {
      const seen: unknown[] = []
      const inspect = ({ type, ...rest }: InspectionEvent) =>
        seen.push([
          type,
          (rest as { _transitions?: { eventType: string }[] })._transitions?.map((taken) => taken.eventType),
        ])
      const actor = createActor(logic, { inspect }).start()
      for (const type of ['work', 'rest', 'unknown', 'net.up']) actor.send({ type })
      return seen
    }
    expect(told(fast(worker))).toEqual(told(worker))
  })

  it('makes no plan for each type it never heard of', () => {
    const logic = fast(worker)
    const actor = createActor(logic).start()
    for (let n = 0; n < 1_000; n += 1) {
      actor.send({ type: `unknown.${n}` } as never)
      actor.send({ type: `net.${n}` } as never)
      actor.send({ type: `xstate.done.actor.${n}` } as never)
    }
    expect(logic.plans).toBe(2)
  })

  it('makes a limited number of plans for regions in many orders', () => {
    const region = { initial: 'x', on: {}, states: { x: {}, y: {} } }
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    const flips = (name: string) => ({
      ...region,
      states: { x: { on: { [name]: 'y' } }, y: { on: { [name]: 'x' } } },
    })
    const config = { type: 'parallel', states: Object.fromEntries(names.map((name) => [name, flips(name)])) }
    const logic = fast(createMachine(config as never))
    const plain = createActor(createMachine(config as never)).start()
    const actor = createActor(logic).start()
    let turn = 1
    for (let n = 0; n < 5_000; n += 1) {
      turn = (turn * 48_271) % 2_147_483_647
      const event = { type: names[turn % names.length]! }
      actor.send(event as never)
      plain.send(event as never)
    }
    expect(JSON.stringify(actor.getSnapshot())).toBe(JSON.stringify(plain.getSnapshot()))
    expect(logic.plans).toBeLessThanOrEqual(1_000 * names.length)
  })

  it('runs as the machine of a unit', async () => {
    const Tick = fact('test.Tick', { payload: z.object({}) })
    const machine: AnyStateMachine = createMachine({
      id: 'ticker',
      options: { maxIterations: 10 },
      initial: 'even',
      states: {
        even: { on: { 'test.Tick': { target: 'odd', actions: 'ticker.note' } } },
        odd: { on: { 'test.Tick': { target: 'even', actions: 'ticker.note' } } },
      },
    } as never)
    const noted: string[] = []
    const system = createSystem({ clock: createVirtualClock(), seed: 1 })
    const handlers = { 'ticker.note': (_args: unknown, ctx: { name: string }) => noted.push(ctx.name) }
    system.register(
      defineUnit({ name: 'ticker', machine: fast(machine), consumes: [Tick], handlers: handlers as never }),
    )
    void system.start()
    await system.settled()
    for (let n = 0; n < 3; n += 1) system.emit(Tick, {})
    await system.settled()
    expect(noted).toEqual(['ticker', 'ticker', 'ticker'])
  })
})
