import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { BlockRef } from '../../src/chain/decoder/chain-fact.ts'
import type { InitEvent } from '../../src/kernel/index.ts'
import type { Gathered, RoundVerdict } from '../../src/storage/checkpoint/window/gathered.ts'
import type { SubmitVerdict } from '../../src/storage/checkpoint/window/submit.ts'
import type { WindowTerm } from '../../src/storage/checkpoint/windows.ts'

export interface CheckpointWindowInput {
  readonly bucketId: bigint
  readonly term: WindowTerm
  /** Begins though it is another's turn. */
  readonly hurried: boolean
}

export interface Landing {
  readonly by: string | null
  readonly block: number | null
}

export interface CheckpointWindowContext {
  readonly bucketId: bigint | null
  readonly term: WindowTerm | null
  readonly hurried: boolean
  /** What is proposed, and who has signed it so far. */
  readonly gathered: Gathered | null
  /** Rounds, reads and submissions in a row that came to nothing. */
  readonly failures: number
  /** What stood in the way last. */
  readonly reason: string | null
  /** Whose checkpoint the chain has. */
  readonly landing: Landing | null
  /** The first block after the window. */
  readonly over: BlockRef | null
}

type CheckpointWindowEvent =
  | InitEvent<CheckpointWindowInput>
  | { readonly type: 'checkpoint.TurnCame'; readonly payload: null }
  | { readonly type: 'checkpoint.Hurried'; readonly payload: null }
  | { readonly type: 'checkpoint.Landed'; readonly payload: Landing }
  | { readonly type: 'checkpoint.Rescheduled'; readonly payload: { readonly term: WindowTerm } }
  | { readonly type: 'checkpoint.Dropped'; readonly payload: { readonly reason: string } }
  | { readonly type: 'checkpoint.WindowOver'; readonly payload: BlockRef }
  | DoneActorEvent<{ readonly isEmpty: boolean }, 'look'>
  | DoneActorEvent<RoundVerdict, 'round'>
  | DoneActorEvent<SubmitVerdict, 'submit'>
  | DoneActorEvent<{ readonly hasLanded: boolean }, 'conclude'>

export const checkpointWindow = setup({
  types: { context: {} as CheckpointWindowContext, events: {} as CheckpointWindowEvent },
  actors: {
    'checkpoint.look': {} as PromiseActorLogic<{ readonly isEmpty: boolean }>,
    'checkpoint.round': {} as PromiseActorLogic<RoundVerdict>,
    'checkpoint.submit': {} as PromiseActorLogic<SubmitVerdict>,
    'checkpoint.conclude': {} as PromiseActorLogic<{ readonly hasLanded: boolean }>,
  },
  guards: {
    isEmpty: ({ event }) => event.type === 'xstate.done.actor.look' && event.output.isEmpty,
    isOurTurn: ({ context }) => context.hurried || context.term?.behind === 0,
    isEnough: ({ event }) => event.type === 'xstate.done.actor.round' && event.output.verdict === 'enough',
    isUnowned: ({ event }) => event.type === 'xstate.done.actor.round' && event.output.verdict === 'unowned',
    isTaken: ({ event }) =>
      (event.type === 'xstate.done.actor.round' || event.type === 'xstate.done.actor.submit') &&
      event.output.verdict === 'taken',
    isSubmitted: ({ event }) => event.type === 'xstate.done.actor.submit' && event.output.verdict === 'submitted',
    hasLanded: ({ event }) => event.type === 'xstate.done.actor.conclude' && event.output.hasLanded,
  },
  actions: {
    'checkpoint.scheduleTurn': () => {},
    'checkpoint.tellState': (_, _params: { state: 'due' | 'running' }) => {},
    'checkpoint.tellEnd': (_, _params: { outcome: 'done' | 'missed' | 'dropped' }) => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})),
    takeTerm: assign({
      term: ({ context, event }) => (event.type === 'checkpoint.Rescheduled' ? event.payload.term : context.term),
      failures: 0,
    }),
    hurry: assign({ hurried: true }),
    rememberRound: assign({
      gathered: ({ context, event }) =>
        event.type === 'xstate.done.actor.round' && 'gathered' in event.output
          ? event.output.gathered
          : context.gathered,
      reason: ({ context, event }) =>
        event.type === 'xstate.done.actor.round' && 'reason' in event.output ? event.output.reason : context.reason,
    }),
    rememberRefusal: assign({
      reason: ({ context, event }) =>
        event.type === 'xstate.done.actor.submit' && event.output.verdict === 'again'
          ? event.output.reason
          : context.reason,
    }),
    rememberError: assign({
      reason: ({ context, event }) =>
        'error' in event && event.error instanceof Error ? event.error.message : context.reason,
    }),
    rememberLanding: assign({
      landing: ({ context, event }) => (event.type === 'checkpoint.Landed' ? event.payload : context.landing),
    }),
    rememberBlock: assign({
      landing: ({ context, event }) =>
        event.type === 'xstate.done.actor.submit' && event.output.verdict === 'submitted'
          ? { by: null, block: event.output.block }
          : context.landing,
    }),
    rememberDrop: assign({
      reason: ({ context, event }) => (event.type === 'checkpoint.Dropped' ? event.payload.reason : context.reason),
    }),
    rememberOver: assign({
      over: ({ context, event }) => (event.type === 'checkpoint.WindowOver' ? event.payload : context.over),
    }),
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
  },
  delays: { 'checkpoint.retry': 0 },
}).createMachine({
  id: 'checkpoint-window',
  description:
    'One checkpoint window of one bucket, from its beginning until the chain has a checkpoint or it is over.',
  options: { maxIterations: 100 },
  context: {
    bucketId: null,
    term: null,
    hurried: false,
    gathered: null,
    failures: 0,
    reason: null,
    landing: null,
    over: null,
  },
  entry: 'takeInput',
  initial: 'looking',
  on: {
    'checkpoint.Landed': { target: '.done', actions: 'rememberLanding' },
    'checkpoint.Rescheduled': { target: '.looking', actions: 'takeTerm' },
    'checkpoint.Dropped': { target: '.dropped', actions: 'rememberDrop' },
    'checkpoint.WindowOver': { target: '.concluding', actions: 'rememberOver' },
  },
  states: {
    looking: {
      description: 'Looks whether anything of the bucket is stored here.',
      invoke: {
        id: 'look',
        src: 'checkpoint.look',
        onDone: [
          { target: 'empty', guard: 'isEmpty' },
          { target: 'working', guard: 'isOurTurn' },
          { target: 'waiting' },
        ],
        onError: { target: 'unsure', actions: ['rememberError', 'countFailure'] },
      },
      on: { 'checkpoint.Hurried': { actions: 'hurry' } },
    },
    unsure: {
      description: 'The store did not answer.',
      tags: ['idle'],
      after: { 'checkpoint.retry': 'looking' },
      on: { 'checkpoint.Hurried': { actions: 'hurry' } },
    },
    empty: {
      description: 'There is nothing to be checkpointed; looks once more when every primary may submit.',
      tags: ['idle'],
      entry: 'checkpoint.scheduleTurn',
      on: {
        'checkpoint.TurnCame': { target: 'looking', actions: 'hurry' },
        'checkpoint.Hurried': { target: 'looking', actions: 'hurry' },
        'checkpoint.Landed': 'unneeded',
        'checkpoint.Dropped': 'unneeded',
        'checkpoint.WindowOver': 'unneeded',
      },
    },
    waiting: {
      description: "It is the leader's to do, until our turn comes.",
      tags: ['idle'],
      entry: [{ type: 'checkpoint.tellState', params: { state: 'due' } }, 'checkpoint.scheduleTurn'],
      on: {
        'checkpoint.TurnCame': 'working',
        'checkpoint.Hurried': 'working',
      },
    },
    working: {
      description: 'Ours to do.',
      entry: { type: 'checkpoint.tellState', params: { state: 'running' } },
      initial: 'asking',
      states: {
        asking: {
          description: 'Asks the other primaries for their signatures, all at once.',
          invoke: {
            id: 'round',
            src: 'checkpoint.round',
            onDone: [
              { target: 'submitting', guard: 'isEnough', actions: 'rememberRound' },
              { target: '#checkpoint-window.done', guard: 'isTaken' },
              { target: '#checkpoint-window.dropped', guard: 'isUnowned', actions: 'rememberRound' },
              { target: 'pausing', actions: ['rememberRound', 'countFailure'] },
            ],
            onError: { target: 'pausing', actions: ['rememberError', 'countFailure'] },
          },
        },
        submitting: {
          description: 'Submits the checkpoint and waits until it is final.',
          invoke: {
            id: 'submit',
            src: 'checkpoint.submit',
            onDone: [
              { target: '#checkpoint-window.done', guard: 'isSubmitted', actions: 'rememberBlock' },
              { target: '#checkpoint-window.done', guard: 'isTaken' },
              { target: 'pausing', actions: ['rememberRefusal', 'countFailure'] },
            ],
            onError: { target: 'pausing', actions: ['rememberError', 'countFailure'] },
          },
        },
        pausing: {
          description: 'Lets those who disagreed or were away catch up.',
          tags: ['idle'],
          on: { 'checkpoint.Hurried': 'asking' },
          after: { 'checkpoint.retry': 'asking' },
        },
      },
    },
    concluding: {
      description: 'The window is over; reads whether the chain has its checkpoint after all.',
      invoke: {
        id: 'conclude',
        src: 'checkpoint.conclude',
        onDone: [{ target: 'done', guard: 'hasLanded' }, { target: 'missed' }],
        onError: { target: 'doubting', actions: 'countFailure' },
      },
    },
    doubting: {
      description: 'The chain could not be read.',
      tags: ['idle'],
      after: { 'checkpoint.retry': 'concluding' },
    },
    done: {
      description: 'The chain has a checkpoint of this window.',
      type: 'final',
      entry: { type: 'checkpoint.tellEnd', params: { outcome: 'done' } },
    },
    missed: {
      description: 'It has none, and takes none any more.',
      type: 'final',
      entry: { type: 'checkpoint.tellEnd', params: { outcome: 'missed' } },
    },
    dropped: {
      description: 'The window is none of ours any more.',
      type: 'final',
      entry: { type: 'checkpoint.tellEnd', params: { outcome: 'dropped' } },
    },
    unneeded: {
      description: 'There was nothing to be checkpointed.',
      type: 'final',
    },
  },
})
