import { threadId } from 'node:worker_threads'
import { assign, type PromiseActorLogic, setup } from 'xstate'
import {
  type ActorContext,
  defineUnit,
  type FactEvent,
  Refused,
  type StepArgs,
  type TaskContext,
} from '../../../src/kernel/index.ts'
import { Done, Price, Square, Work } from './messages.ts'

/** Handles work by number: -1 crashes, -2 ends the thread, -3 asks for a price, 7 emits what it may not; others are done. */
const machine = setup({
  types: { context: {} as { count: number; n: bigint }, events: {} as FactEvent<typeof Work> },
  actors: { 'worker.price': {} as PromiseActorLogic<void> },
  actions: {
    'worker.work': () => {},
    count: assign({ count: ({ context }) => context.count + 1, n: ({ event }) => event.payload.n }),
  },
  guards: { asksPrice: ({ event }) => event.payload.n <= -3n },
}).createMachine({
  id: 'worker',
  options: { maxIterations: 10 },
  context: { count: 0, n: 0n },
  initial: 'ready',
  states: {
    ready: {
      on: {
        'job.Work': [
          { guard: 'asksPrice', target: 'pricing', actions: 'count' },
          { actions: ['count', 'worker.work'] },
        ],
      },
    },
    pricing: { invoke: { id: 'price', src: 'worker.price', onDone: 'ready', onError: 'ready' } },
  },
})

export default defineUnit({
  name: 'worker',
  machine,
  consumes: [Work],
  emits: [Done],
  asks: [Price],
  owns: [Square],
  category: 'advise',
  worker: { module: import.meta.url, window: 4 },
  restart: { backoff: { min: '10ms', max: '10ms' }, intensity: 100 },
  handlers: {
    'worker.work'({ event }: StepArgs<object, FactEvent<typeof Work>>, ctx: ActorContext) {
      const { n } = event.payload
      if (n === -1n) throw Object.assign(new Error('worker crashed'), { errorClass: 'retryable' })
      if (n === -2n) process.exit(3)
      ctx.emit(Done, { n: n === 7n ? ('seven' as never) : n, thread: threadId })
    },
    async 'worker.price'({ context }: { context: { n: bigint } }, ctx: TaskContext) {
      const outcome = await ctx.ask(Price, context.n)
      ctx.emit(Done, { n: outcome.ok ? outcome.value : -100n, thread: threadId })
    },
    'job.Square'(n: bigint) {
      if (n < 0n) throw new Refused('negative')
      return n * n
    },
  },
})
