import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { RoundVerdict } from '../../src/grid/proof/ask.ts'
import type { InitEvent } from '../../src/kernel/index.ts'

export interface UsageRoundInput {
  readonly node: number
  readonly period: number
}

export interface UsageRoundContext {
  readonly node: number
  readonly period: number
  /** Questions in a row that brought nothing. */
  readonly attempts: number
  /** What it has signed and what holds. */
  readonly statements: number
}

type UsageRoundEvent =
  | InitEvent<UsageRoundInput>
  | { readonly type: 'usage.Woken'; readonly payload: null }
  | DoneActorEvent<RoundVerdict, 'ask'>

export const usageRound = setup({
  types: { context: {} as UsageRoundContext, events: {} as UsageRoundEvent },
  actors: { 'proof.ask': {} as PromiseActorLogic<RoundVerdict> },
  guards: {
    isProven: ({ event }) => event.type === 'xstate.done.actor.ask' && event.output.verdict === 'proven',
    isOver: ({ event }) => event.type === 'xstate.done.actor.ask' && event.output.verdict === 'over',
  },
  actions: {
    'proof.tellProven': () => {},
    'proof.tellMissing': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})),
    noteStatements: assign({
      statements: ({ event }) =>
        event.type === 'xstate.done.actor.ask' && event.output.verdict === 'proven' ? event.output.statements : 0,
    }),
    countAttempt: assign({ attempts: ({ context }) => context.attempts + 1 }),
  },
  delays: { 'proof.backoff': 0 },
}).createMachine({
  id: 'usage-round',
  description: 'What one node says of one period, until it has said it or it is too late.',
  options: { maxIterations: 100 },
  context: { node: 0, period: 0, attempts: 0, statements: 0 },
  entry: 'takeInput',
  initial: 'asking',
  states: {
    asking: {
      description: 'Asks the node, and checks and keeps what it has signed.',
      invoke: {
        id: 'ask',
        src: 'proof.ask',
        onDone: [
          { target: 'proven', guard: 'isProven', actions: 'noteStatements' },
          { target: 'missing', guard: 'isOver', actions: 'countAttempt' },
          { target: 'waiting', actions: 'countAttempt' },
        ],
        onError: { target: 'waiting', actions: 'countAttempt' },
      },
    },
    waiting: {
      description: 'It sleeps or is silent: it is asked again when it wakes, and now and then.',
      tags: ['idle'],
      after: { 'proof.backoff': 'asking' },
      on: { 'usage.Woken': 'asking' },
    },
    proven: {
      description: 'What it has signed is kept.',
      type: 'final',
      entry: 'proof.tellProven',
    },
    missing: {
      description: 'It did not say it in time.',
      type: 'final',
      entry: 'proof.tellMissing',
    },
  },
})
