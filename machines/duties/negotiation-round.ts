import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { Award, Bids, Decision, OpenJob } from '../../src/grid/negotiation/lead/job.ts'
import type { InitEvent } from '../../src/kernel/index.ts'

export interface RoundInput {
  readonly jobs: readonly OpenJob[]
}

export interface RoundContext {
  /** Those that are not answered yet. */
  readonly jobs: readonly OpenJob[]
  readonly bids: Bids
  readonly decisions: readonly Decision[]
  /** Times that it was decided. */
  readonly tries: number
}

/** What is left after awards were made, or were not held. */
export interface AwardsDone {
  readonly awards: readonly Award[]
  readonly jobs: readonly OpenJob[]
  readonly bids: Bids
}

type RoundEvent =
  | InitEvent<RoundInput>
  | DoneActorEvent<{ readonly bids: Bids }, 'call'>
  | DoneActorEvent<{ readonly decisions: readonly Decision[] }, 'plan'>
  | DoneActorEvent<AwardsDone, 'award'>

export const negotiationRound = setup({
  types: { context: {} as RoundContext, events: {} as RoundEvent },
  actors: {
    'negotiation.call': {} as PromiseActorLogic<{ readonly bids: Bids }>,
    'negotiation.plan': {} as PromiseActorLogic<{ readonly decisions: readonly Decision[] }>,
    'negotiation.award': {} as PromiseActorLogic<AwardsDone>,
  },
  guards: {
    'negotiation.mayTryAgain': () => false,
    hasAwards: ({ event }) =>
      event.type === 'xstate.done.actor.plan' && event.output?.decisions.some(({ kind }) => kind === 'award'),
    isDone: ({ event }) => event.type === 'xstate.done.actor.award' && event.output?.jobs.length === 0,
  },
  actions: {
    'negotiation.answerDecided': () => {},
    'negotiation.answerHeld': () => {},
    'negotiation.giveUp': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})),
    noteBids: assign({
      bids: ({ context, event }) => (event.type === 'xstate.done.actor.call' ? event.output.bids : context.bids),
    }),
    noteDecisions: assign(({ context, event }) =>
      event.type === 'xstate.done.actor.plan'
        ? {
            decisions: event.output.decisions,
            jobs: event.output.decisions.filter(({ kind }) => kind === 'award').map(({ job }) => job),
            tries: context.tries + 1,
          }
        : {},
    ),
    noteAwards: assign(({ event }) =>
      event.type === 'xstate.done.actor.award' ? { jobs: event.output.jobs, bids: event.output.bids } : {},
    ),
  },
}).createMachine({
  id: 'negotiation-round',
  description: 'A leader finds nodes for all that was asked of it until then: by one call for bids.',
  options: { maxIterations: 100 },
  context: { jobs: [], bids: new Map(), decisions: [], tries: 0 },
  entry: 'takeInput',
  initial: 'calling',
  states: {
    calling: {
      description: 'Asks all nodes that are up what they have left and what would do.',
      invoke: {
        id: 'call',
        src: 'negotiation.call',
        onDone: { target: 'planning', actions: 'noteBids' },
        onError: { target: 'over', actions: 'negotiation.giveUp' },
      },
    },
    planning: {
      description: 'Decides by what they said. What nothing will do for, or is asleep, is answered.',
      invoke: {
        id: 'plan',
        src: 'negotiation.plan',
        onDone: [
          { target: 'awarding', guard: 'hasAwards', actions: ['noteDecisions', 'negotiation.answerDecided'] },
          { target: 'over', actions: ['noteDecisions', 'negotiation.answerDecided'] },
        ],
        onError: { target: 'over', actions: 'negotiation.giveUp' },
      },
    },
    awarding: {
      description: 'Has the chosen nodes hold it. Others may have come before; then it is decided again without them.',
      invoke: {
        id: 'award',
        src: 'negotiation.award',
        onDone: [
          { target: 'over', guard: 'isDone', actions: ['negotiation.answerHeld', 'noteAwards'] },
          {
            target: 'planning',
            guard: 'negotiation.mayTryAgain',
            actions: ['negotiation.answerHeld', 'noteAwards'],
          },
          { target: 'over', actions: ['negotiation.answerHeld', 'noteAwards', 'negotiation.giveUp'] },
        ],
        onError: { target: 'over', actions: 'negotiation.giveUp' },
      },
    },
    over: {
      description: 'Everything is answered.',
      type: 'final',
    },
  },
})
