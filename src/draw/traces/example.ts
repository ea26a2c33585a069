import { type PromiseActorLogic, setup } from 'xstate'
import { z } from 'zod'
import {
  type ActorContext,
  command,
  createStructTracer,
  createSystem,
  createVirtualClock,
  defineUnit,
  type FactEvent,
  fact,
  type StepArgs,
  type TaskArgs,
  type TaskContext,
  type TraceEntry,
} from '../../kernel/index.ts'

const Requested = fact('storage.Requested', { payload: z.object({ bucket: z.number() }) })
const Answered = fact('storage.Answered', { payload: z.object({ bucket: z.number() }) })
const Submit = command('chain.Submit', { category: 'submit', payload: z.number(), result: z.number() })

type RequestedEvent = FactEvent<typeof Requested>

const agreement = setup({
  types: { events: {} as RequestedEvent },
  actions: { 'agreement.report': () => {} },
  actors: { 'agreement.answer': {} as PromiseActorLogic<void> },
}).createMachine({
  id: 'agreement',
  options: { maxIterations: 10 },
  initial: 'waiting',
  states: {
    waiting: { on: { 'storage.Requested': 'answering' } },
    answering: {
      invoke: { id: 'answer', src: 'agreement.answer', onDone: { target: 'waiting', actions: 'agreement.report' } },
      on: { 'storage.Requested': { target: 'answering', reenter: true } },
    },
  },
})

/** A short run of three actors, one of which crashes and comes back: the same entries each time. */
export async function exampleTrace(): Promise<TraceEntry[]> {
  const clock = createVirtualClock()
  const system = createSystem({ clock, seed: 1 })
  const tracer = createStructTracer({ now: () => clock.now() })
  let bucket = 0
  system.register(
    defineUnit({
      name: 'agreement',
      machine: agreement,
      consumes: [Requested],
      emits: [Answered],
      asks: [Submit],
      category: 'submit',
      handlers: {
        'agreement.answer': async (_: TaskArgs<object>, ctx: TaskContext) => {
          await ctx.sleep(30)
          await ctx.ask(Submit, bucket)
        },
        'agreement.report': (_: StepArgs<object, RequestedEvent>, ctx: ActorContext) =>
          void ctx.emit(Answered, { bucket }),
      },
    }),
  )
  system.register(
    defineUnit({
      name: 'transactions',
      owns: [Submit],
      category: 'submit',
      handlers: {
        'chain.Submit': async (key: number, ctx: TaskContext) => {
          await ctx.sleep(40)
          return key
        },
      },
    }),
  )
  system.register(
    defineUnit({
      name: 'ledger',
      consumes: [Requested, Answered],
      restart: { type: 'permanent', backoff: { min: 60, max: 60 } },
      handlers: {
        'storage.Requested': (payload: { bucket: number }) => {
          if (payload.bucket === 2) throw new Error('disk full')
        },
        'storage.Answered': () => {},
      },
    }),
  )
  const started = system.start()
  await system.settled()
  await started
  system.attach(tracer)
  for (bucket of [1, 2, 3]) {
    system.emit(Requested, { bucket })
    for (let passed = 0; passed < 120; passed += 10) {
      await system.settled()
      clock.advance(10)
    }
    await system.settled()
  }
  return tracer.entries()
}
