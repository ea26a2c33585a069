import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import { z } from 'zod'
import {
  type ActorContext,
  command,
  createSystem,
  createVirtualClock,
  defineUnit,
  type FactEvent,
  fact,
  type InitEvent,
  type MailboxSpec,
  type PersistSpec,
  type RateBudget,
  type RestartPolicy,
  type StepArgs,
  type System,
  type SystemOptions,
  type Tracer,
} from '../../src/kernel/index.ts'

export const Ping = fact('test.Ping', { payload: z.object({ n: z.number() }) })
export const Pong = fact('test.Pong', { payload: z.object({ n: z.number() }) })
export const Double = command('test.Double', { category: 'advise', payload: z.number(), result: z.number() })

type PingEvent = FactEvent<typeof Ping>

/** Counts pings and hands each to the handler `counter.note`. */
export const counter = setup({
  types: { context: {} as { count: number }, events: {} as PingEvent },
  actions: {
    'counter.note': () => {},
    count: assign({ count: ({ context }) => context.count + 1 }),
  },
}).createMachine({
  id: 'counter',
  options: { maxIterations: 100 },
  context: { count: 0 },
  initial: 'counting',
  states: { counting: { on: { 'test.Ping': { actions: ['count', 'counter.note'] } } } },
})

type Note = (n: number, ctx: ActorContext) => void

interface CounterOptions {
  readonly restart?: RestartPolicy
  readonly mailbox?: MailboxSpec
  readonly emits?: readonly (typeof Pong)[]
  readonly adopt?: (snapshot: unknown) => unknown
  readonly shutdown?: '1s'
  readonly rate?: RateBudget | 'unlimited'
  readonly persist?: PersistSpec
}

/** A counter under any name; `note` sees each ping. */
export const counterUnit = (name: string, note: Note = () => {}, options: CounterOptions = {}) =>
  defineUnit({
    name,
    machine: counter,
    consumes: [Ping],
    emits: [Pong],
    handlers: {
      'counter.note': ({ event }: StepArgs<object, PingEvent>, ctx: ActorContext) => note(event.payload.n, ctx),
    },
    ...options,
  })

/** Runs a task for each ping, one at a time, then a timer. */
export const worker = setup({
  types: {
    context: {} as { done: number; n: number },
    events: {} as PingEvent | DoneActorEvent<number, 'work'>,
  },
  actors: { 'worker.work': {} as PromiseActorLogic<number> },
  actions: {
    'worker.rested': () => {},
    remember: assign({ n: ({ context, event }) => (event.type === 'test.Ping' ? event.payload.n : context.n) }),
    finish: assign({ done: ({ context }) => context.done + 1 }),
  },
  delays: { 'worker.rest': 0 },
}).createMachine({
  id: 'worker',
  options: { maxIterations: 100 },
  context: { done: 0, n: 0 },
  initial: 'idle',
  states: {
    idle: { on: { 'test.Ping': { target: 'working', actions: 'remember' } } },
    working: {
      tags: ['busy'],
      invoke: { id: 'work', src: 'worker.work', onDone: { target: 'resting', actions: 'finish' } },
      on: { 'test.Ping': { target: 'working', reenter: true, actions: 'remember' } },
    },
    resting: { after: { 'worker.rest': { target: 'idle', actions: 'worker.rested' } } },
  },
})

/** A duty that ends when told to. */
export const errand = setup({
  types: {
    context: {} as { label: string },
    events: {} as
      | InitEvent<{ label: string }>
      | { type: 'errand.End'; payload: null }
      | { type: 'errand.Break'; payload: null }
      | { type: 'errand.Rest'; payload: null },
  },
  actions: {
    'errand.break': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})),
  },
}).createMachine({
  id: 'errand',
  options: { maxIterations: 100 },
  context: { label: '' },
  entry: 'takeInput',
  initial: 'running',
  states: {
    running: { on: { 'errand.End': 'ended', 'errand.Break': { actions: 'errand.break' }, 'errand.Rest': 'resting' } },
    resting: { tags: ['idle'] },
    ended: { type: 'final' },
  },
})

/** What was seen of the ends of duties, and how many pings. */
export const master = setup({
  types: {
    events: {} as PingEvent | { type: 'duty.Finished'; payload: object } | { type: 'duty.Failed'; payload: object },
  },
  actions: { 'master.ping': () => {}, 'master.ended': () => {} },
}).createMachine({
  id: 'master',
  options: { maxIterations: 100 },
  on: {
    'test.Ping': { actions: 'master.ping' },
    'duty.Finished': { actions: 'master.ended' },
    'duty.Failed': { actions: 'master.ended' },
  },
})

type Act = (n: number, ctx: ActorContext) => void

/** A unit with a family of errands; `act` sees each ping, and `ended` gets what is told of their ends. */
export const masterUnit = (act: Act, ended: unknown[] = [], { shutdown }: { shutdown?: '1s' | '5s' } = {}) =>
  defineUnit({
    name: 'master',
    machine: master,
    duties: { errand: { machine: errand, bound: 3, restart: { intensity: 1 } } },
    consumes: [Ping],
    ...(shutdown === undefined ? {} : { shutdown }),
    handlers: {
      'master.ping': ({ event }: StepArgs<object, { type: string; payload: { n: number } }>, ctx: ActorContext) =>
        act(event.payload.n, ctx),
      'master.ended': ({ event }: StepArgs<object, { type: string; payload: object }>) =>
        void ended.push({ type: event.type, ...event.payload }),
      'errand.break': () => {
        throw new Error('broken')
      },
    },
  })

/** A system on virtual time, with what tracers saw as short lines. */
export async function startSystem(
  prepare: (system: System) => void = () => {},
  options: Omit<SystemOptions, 'clock'> = {},
) {
  const clock = createVirtualClock()
  const system = createSystem({ clock, seed: 1, ...options })
  const seen: string[] = []
  const tracer: Tracer = {
    handled: (actor, letter) => void seen.push(`${actor} handled ${letter.event.type}`),
    coalesced: (actor, letter) => void seen.push(`${actor} coalesced ${letter.event.type}`),
    crashed: (actor) => void seen.push(`${actor} crashed`),
    dead: ({ actor, reason, letter }) => void seen.push(`${actor} ${reason} ${letter.event.type}`),
  }
  prepare(system)
  const started = system.start()
  await system.settled()
  await started
  system.attach(tracer)
  const facts: string[] = []
  system.attach({ emitted: ({ event }) => void facts.push(event.type) })
  return {
    system,
    clock,
    seen,
    facts,
    actor: (name: string) => system.actors().find((info) => info.name === name)!,
    ping: (...numbers: number[]) => numbers.map((n) => system.emit(Ping, { n })),
    /** Lets time pass and all that follows happen. */
    async pass(milliseconds: number) {
      clock.advance(milliseconds)
      await system.settled()
    },
  }
}

export const contextOf = (system: System, name: string) =>
  (system.ref(name).getSnapshot() as { context: Record<string, unknown> }).context
