import { type AnyActorLogic, assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { FollowerConfig } from '../../src/chain/follower/config.ts'
import type { ResyncDone, ResyncNeeded } from '../../src/chain/follower/events.ts'
import type { FollowEvent } from '../../src/chain/follower/follow.ts'
import type { Cursor } from '../../src/chain/follower/followed-block.ts'
import type { FactEvent, InitEvent } from '../../src/kernel/index.ts'

export interface FollowerContext {
  /** The last block delivered. */
  readonly cursor: Cursor | null
  /** All who read state of their own, and those of them who have yet to do so since the last connect. */
  readonly consumers: readonly string[]
  readonly unsynced: readonly string[]
  /** Connects in a row that led to nothing. */
  readonly failures: number
}

type FollowerEvent =
  | InitEvent<FollowerConfig>
  | FactEvent<typeof ResyncNeeded>
  | FactEvent<typeof ResyncDone>
  | FollowEvent
  | { readonly type: 'follower.Settled'; readonly block: Cursor }
  | DoneActorEvent<Cursor | null, 'connect'>

const without = (names: readonly string[], name: string) => names.filter((other) => other !== name)

export const chainFollower = setup({
  types: { context: {} as FollowerContext, events: {} as FollowerEvent },
  actors: {
    'follower.connect': {} as PromiseActorLogic<Cursor | null>,
    'follower.follow': {} as AnyActorLogic,
  },
  actions: {
    'follower.deliver': () => {},
    'follower.reportConnected': () => {},
    'follower.reportLost': () => {},
    'follower.reportCaughtUp': () => {},
    'follower.reportHead': () => {},
    'follower.reportProgress': () => {},
    'follower.reportSkipped': () => {},
    'follower.reportBroken': () => {},
    'follower.reportForeign': () => {},
    'follower.saveCursor': () => {},
    takeConsumers: assign(({ event }) =>
      event.type === 'xstate.init' ? { consumers: event.input.consumers, unsynced: event.input.consumers } : {},
    ),
    // Where an earlier run had got to, when this one has not begun yet.
    takeCursor: assign({
      cursor: ({ context, event }) =>
        event.type === 'xstate.done.actor.connect' ? (context.cursor ?? event.output) : context.cursor,
    }),
    advance: assign({
      cursor: ({ context, event }) => (event.type === 'follower.Block' ? event.block : context.cursor),
    }),
    markAll: assign({ unsynced: ({ context }) => context.consumers }),
    mark: assign(({ context, event }) => {
      if (event.type !== 'chain.ResyncNeeded') return {}
      const { consumer } = event.payload
      return {
        consumers: [...without(context.consumers, consumer), consumer],
        unsynced: [...without(context.unsynced, consumer), consumer],
      }
    }),
    unmark: assign({
      unsynced: ({ context, event }) =>
        event.type === 'chain.ResyncDone' ? without(context.unsynced, event.payload.consumer) : context.unsynced,
    }),
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    forgetFailures: assign({ failures: 0 }),
  },
  guards: { 'follower.isBetrayed': () => false, 'follower.isForeign': () => false },
  delays: { 'follower.backoff': 0 },
}).createMachine({
  id: 'chain-follower',
  description: 'Delivers every finalized block once and in order, through lost connections.',
  options: { maxIterations: 100 },
  context: { cursor: null, consumers: [], unsynced: [], failures: 0 },
  entry: 'takeConsumers',
  initial: 'connecting',
  on: {
    'chain.ResyncNeeded': { actions: 'mark' },
    'chain.ResyncDone': { actions: 'unmark' },
  },
  states: {
    connecting: {
      description: 'Opens a session to the next endpoint and learns the chain behind it.',
      invoke: {
        id: 'connect',
        src: 'follower.connect',
        onDone: { target: 'following', actions: ['takeCursor', 'markAll', 'follower.reportConnected'] },
        onError: [
          { target: 'foreign', guard: 'follower.isForeign', actions: 'follower.reportForeign' },
          { target: 'waiting', actions: ['follower.reportLost', 'countFailure'] },
        ],
      },
    },
    following: {
      description: 'Takes finalized heads as a hint and fetches every block up to them.',
      invoke: {
        id: 'follow',
        src: 'follower.follow',
        onDone: 'connecting',
        onError: [
          { target: 'halted', guard: 'follower.isBetrayed', actions: ['follower.reportLost', 'follower.reportBroken'] },
          { target: 'waiting', actions: ['follower.reportLost', 'countFailure'] },
        ],
      },
      on: {
        'follower.Block': { actions: ['follower.deliver', 'advance', 'forgetFailures'] },
        'follower.Settled': { actions: 'follower.saveCursor' },
        'follower.Head': { actions: 'follower.reportHead' },
        'follower.Progress': { actions: 'follower.reportProgress' },
        'follower.Skipped': { actions: ['markAll', 'follower.reportSkipped'] },
      },
      initial: 'catchingUp',
      states: {
        catchingUp: {
          description: 'Blocks are fetched in parallel and delivered in order.',
          on: { 'follower.CaughtUp': { target: 'live', actions: 'follower.reportCaughtUp' } },
        },
        live: {
          description: 'Each block is delivered as it becomes final.',
          tags: ['ready'],
          on: { 'follower.Behind': 'catchingUp' },
        },
      },
    },
    waiting: {
      description: 'Backs off before the next endpoint.',
      after: { 'follower.backoff': 'connecting' },
    },
    foreign: {
      description: 'What is kept is of another chain than that of every endpoint. Nothing is followed.',
    },
    halted: {
      description:
        'Endpoints disagree on what is final. Nothing is delivered until an operator has looked and restarts it.',
    },
  },
})
