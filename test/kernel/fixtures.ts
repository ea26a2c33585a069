import { assign, setup } from 'xstate'
import { z } from 'zod'
import {
  type Clock,
  command,
  createSystem,
  createVirtualClock,
  defineUnit,
  type FactEvent,
  fact,
  type System,
  type Tracer,
} from '../../src/kernel/index.ts'

export const Ping = fact('test.Ping', { payload: z.object({ n: z.number() }) })
export const Pong = fact('test.Pong', { payload: z.object({ n: z.number() }) })
export const Double = command('test.Double', { category: 'advise', payload: z.number(), result: z.number() })

/** Counts pings and hands each to the handler `counter.note`, which tests replace. */
export const counter = setup({
  types: { context: {} as { count: number }, events: {} as FactEvent<typeof Ping> },
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

type Note = (event: FactEvent<typeof Ping>, emit: (n: number) => void) => void

/** A counter under any name; `note` sees each ping and may emit pongs. */
export const counterUnit = (name: string, note: Note = () => {}, extra: object = {}) =>
  defineUnit({
    name,
    machine: counter,
    consumes: [Ping],
    emits: [Pong],
    handlers: {
      'counter.note': (
        { event }: { event: FactEvent<typeof Ping> },
        ctx: { emit(fact: typeof Pong, payload: { n: number }): unknown },
      ) => note(event, (n) => void ctx.emit(Pong, { n })),
    },
    ...extra,
  })

/** A system on virtual time, with all that tracers saw as short lines. */
export async function startSystem(
  prepare: (system: System) => void = () => {},
  options: { clock?: Clock; seed?: number } = {},
) {
  const clock = createVirtualClock()
  const system = createSystem({ clock, seed: 1, ...options })
  const seen: string[] = []
  const tracer: Tracer = {
    handled: (actor, letter) => void seen.push(`${actor} handled ${letter.event.type}`),
    crashed: (actor) => void seen.push(`${actor} crashed`),
    dead: ({ actor, reason, letter }) => void seen.push(`${actor} ${reason} ${letter.event.type}`),
  }
  prepare(system)
  const started = system.start()
  await system.settled()
  await started
  system.attach(tracer)
  return { system, clock, seen, actor: (name: string) => system.actors().find((info) => info.name === name)! }
}

export const contextOf = (system: System, name: string) =>
  (system.ref(name).getSnapshot() as { context: Record<string, unknown> }).context
