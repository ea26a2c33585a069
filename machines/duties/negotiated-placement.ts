import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { AskVerdict, Owed } from '../../src/grid/negotiation/ask/verdicts.ts'
import type { NoNode } from '../../src/grid/placement/planner.ts'
import type { PlacementRequest } from '../../src/grid/placement/request.ts'
import type { InitEvent } from '../../src/kernel/index.ts'

export interface NegotiatedPlacementInput {
  readonly name: string
  readonly requests: readonly PlacementRequest[]
  /** What may be held where it is of no use. */
  readonly owed: readonly Owed[]
}

export interface NegotiatedPlacementContext extends NegotiatedPlacementInput {
  /** The latest one. */
  readonly attempt: number
  /** Which of the leaders of a slot is asked. */
  readonly slot: number
  readonly rank: number
  /** The one that another node named. */
  readonly redirect: number | null
  /** Where it is held, or is to be. */
  readonly nodes: readonly number[]
  /** Nodes that were waited for and did not come up. */
  readonly late: readonly number[]
  readonly refusal: NoNode | null
  /** Times that it was tried to give that back. */
  readonly tidied: number
}

type NegotiatedPlacementEvent =
  | InitEvent<NegotiatedPlacementInput>
  | { readonly type: 'room.Asked'; readonly payload: Pick<NegotiatedPlacementInput, 'requests'> }
  | { readonly type: 'room.Abandoned'; readonly payload: null }
  | DoneActorEvent<AskVerdict, 'ask'>
  | DoneActorEvent<{ readonly late: readonly number[] }, 'wait'>
  | DoneActorEvent<{ readonly confirmed: boolean }, 'confirm'>
  | DoneActorEvent<{ readonly owed: readonly Owed[] }, 'release'>

const verdictOf = (event: NegotiatedPlacementEvent): AskVerdict | undefined =>
  event.type === 'xstate.done.actor.ask' ? event.output : undefined

export const negotiatedPlacement = setup({
  types: { context: {} as NegotiatedPlacementContext, events: {} as NegotiatedPlacementEvent },
  actors: {
    'negotiator.ask': {} as PromiseActorLogic<AskVerdict>,
    'negotiator.wait': {} as PromiseActorLogic<{ readonly late: readonly number[] }>,
    'negotiator.confirm': {} as PromiseActorLogic<{ readonly confirmed: boolean }>,
    'negotiator.release': {} as PromiseActorLogic<{ readonly owed: readonly Owed[] }>,
  },
  guards: {
    'negotiator.mayTidy': () => false,
    wasPlaced: ({ event }) => verdictOf(event)?.verdict === 'placed',
    isWaking: ({ event }) => verdictOf(event)?.verdict === 'waking',
    wasRefused: ({ event }) => verdictOf(event)?.verdict === 'refused',
    isRedirected: ({ context, event }) => verdictOf(event)?.verdict === 'elsewhere' && context.redirect === null,
    hasNext: ({ event }) => verdictOf(event)?.hasNext === true,
    wasConfirmed: ({ event }) => event.type === 'xstate.done.actor.confirm' && event.output?.confirmed === true,
    isOwing: ({ context }) => context.owed.length > 0,
    isTidy: ({ event }) => event.type === 'xstate.done.actor.release' && event.output?.owed.length === 0,
  },
  actions: {
    'negotiator.answer': () => {},
    'negotiator.refuse': () => {},
    'negotiator.giveUp': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})),
    takeRequests: assign(({ event }) =>
      event.type === 'room.Asked' ? { requests: event.payload.requests, refusal: null, late: [] } : {},
    ),
    noteTurn: assign(({ event }) => {
      const verdict = verdictOf(event)
      return verdict === undefined ? {} : { attempt: verdict.attempt, slot: verdict.slot, redirect: null }
    }),
    noteNodes: assign({
      nodes: ({ context, event }) => {
        const verdict = verdictOf(event)
        return verdict?.verdict === 'placed' || verdict?.verdict === 'waking' ? verdict.nodes : context.nodes
      },
    }),
    noteRefusal: assign({
      refusal: ({ context, event }) => {
        const verdict = verdictOf(event)
        return verdict?.verdict === 'refused' ? verdict.refusal : context.refusal
      },
    }),
    noteRedirect: assign({
      redirect: ({ context, event }) => {
        const verdict = verdictOf(event)
        return verdict?.verdict === 'elsewhere' ? verdict.leader : context.redirect
      },
    }),
    nextLeader: assign({ rank: ({ event }) => (verdictOf(event)?.rank ?? 0) + 1 }),
    firstLeader: assign({ rank: 0, redirect: null }),
    noteLate: assign({
      late: ({ context, event }) =>
        event.type === 'xstate.done.actor.wait' ? [...context.late, ...event.output.late] : context.late,
    }),
    noteLost: assign({
      owed: ({ context }) => [
        ...context.owed,
        ...context.nodes.map((nodeId) => ({ nodeId, attempt: context.attempt })),
      ],
    }),
    noteOwed: assign({
      owed: ({ context, event }) => (event.type === 'xstate.done.actor.release' ? event.output.owed : context.owed),
    }),
    countTidying: assign({ tidied: ({ context }) => context.tidied + 1 }),
  },
  delays: { 'negotiator.pause': 0, 'negotiator.within': 0, 'negotiator.tidyEvery': 0 },
}).createMachine({
  id: 'negotiated-placement',
  description: 'Asks the nodes of a farm for room under one name, and keeps what one of the attempts came to.',
  options: { maxIterations: 100 },
  context: {
    name: '',
    requests: [],
    attempt: 0,
    slot: 0,
    rank: 0,
    redirect: null,
    nodes: [],
    late: [],
    owed: [],
    refusal: null,
    tidied: 0,
  },
  entry: 'takeInput',
  initial: 'opening',
  states: {
    opening: {
      description: 'Begins to look for room, or to give some back that was found before.',
      always: [{ target: 'tidying', guard: 'isOwing' }, { target: 'finding' }],
    },
    finding: {
      description: 'Has no room yet.',
      initial: 'asking',
      after: { 'negotiator.within': { target: 'givenUp' } },
      on: { 'room.Abandoned': 'givenUp' },
      states: {
        asking: {
          description: 'Asks the leader, or the next one when it is silent or another leads.',
          invoke: {
            id: 'ask',
            src: 'negotiator.ask',
            onDone: [
              { target: 'confirming', guard: 'wasPlaced', actions: ['noteTurn', 'noteNodes'] },
              { target: 'waking', guard: 'isWaking', actions: ['noteTurn', 'noteNodes'] },
              { target: '#negotiated-placement.refused', guard: 'wasRefused', actions: ['noteTurn', 'noteRefusal'] },
              { target: 'asking', reenter: true, guard: 'isRedirected', actions: ['noteTurn', 'noteRedirect'] },
              { target: 'asking', reenter: true, guard: 'hasNext', actions: ['noteTurn', 'nextLeader'] },
              { target: 'pausing', actions: ['noteTurn', 'firstLeader'] },
            ],
            onError: { target: 'pausing', actions: 'firstLeader' },
          },
        },
        pausing: {
          description: 'Nothing came of it yet; begins again with the leader of that time.',
          after: { 'negotiator.pause': 'asking' },
        },
        waking: {
          description: 'The nodes that would do are asleep. Has them woken, and asks again once they are up.',
          invoke: {
            id: 'wait',
            src: 'negotiator.wait',
            onDone: { target: 'pausing', actions: ['noteLate', 'firstLeader'] },
            onError: { target: 'pausing', actions: 'firstLeader' },
          },
        },
        confirming: {
          description: 'The nodes hold it for a while. Has all of them keep it.',
          invoke: {
            id: 'confirm',
            src: 'negotiator.confirm',
            onDone: [
              { target: '#negotiated-placement.placed', guard: 'wasConfirmed' },
              { target: 'releasing', actions: 'noteLost' },
            ],
            onError: { target: 'releasing', actions: 'noteLost' },
          },
          on: { 'room.Abandoned': { target: '#negotiated-placement.givenUp', actions: 'noteLost' } },
        },
        releasing: {
          description: 'Not all of them did. What some of them may keep is given back before another attempt.',
          invoke: {
            id: 'release',
            src: 'negotiator.release',
            onDone: { target: 'pausing', actions: ['noteOwed', 'firstLeader'] },
            onError: { target: 'pausing', actions: 'firstLeader' },
          },
        },
      },
    },
    placed: {
      description: 'All of it is kept.',
      entry: 'negotiator.answer',
      always: [{ target: 'tidying', guard: 'isOwing' }, { target: 'over' }],
    },
    refused: {
      description: 'No node will do.',
      entry: 'negotiator.refuse',
      always: [{ target: 'tidying', guard: 'isOwing' }, { target: 'over' }],
    },
    givenUp: {
      description: 'Took too long, or is not wanted any more.',
      entry: 'negotiator.giveUp',
      always: [{ target: 'tidying', guard: 'isOwing' }, { target: 'over' }],
    },
    tidying: {
      description: 'Gives back what an attempt that came to nothing may have left.',
      tags: ['idle'],
      entry: 'countTidying',
      invoke: {
        id: 'release',
        src: 'negotiator.release',
        onDone: [
          { target: 'over', guard: 'isTidy' },
          { target: 'resting', actions: 'noteOwed' },
        ],
        onError: 'resting',
      },
      on: { 'room.Asked': { target: 'finding', actions: ['takeRequests', 'firstLeader'] } },
    },
    resting: {
      description: 'Some nodes did not say that they let go; in time they do so by themselves.',
      tags: ['idle'],
      after: {
        'negotiator.tidyEvery': [{ target: 'tidying', guard: 'negotiator.mayTidy' }, { target: 'over' }],
      },
      on: { 'room.Asked': { target: 'finding', actions: ['takeRequests', 'firstLeader'] } },
    },
    over: {
      description: 'Nothing is owed any more.',
      type: 'final',
    },
  },
})
