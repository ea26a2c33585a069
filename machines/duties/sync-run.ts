import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { FactEvent, InitEvent } from '../../src/kernel/index.ts'
import type { Stand, SyncCase } from '../../src/storage/replica-sync/case.ts'
import type { ConfirmVerdict } from '../../src/storage/replica-sync/confirm.ts'
import type { FetchVerdict } from '../../src/storage/replica-sync/sync.ts'

export interface SyncRunInput {
  readonly bucketId: bigint
}

export interface SyncRunContext {
  readonly bucketId: bigint | null
  /** The replica as last read. */
  readonly case: SyncCase | null
  /** Whether there was something to do at any time. */
  readonly isDue: boolean
  /** Reads, fetches and confirmations in a row that came to nothing. */
  readonly failures: number
  /** Whether the last of them was a fetch. */
  readonly hasFetchFailed: boolean
}

type SyncRunEvent =
  | InitEvent<SyncRunInput>
  | FactEvent<typeof BlockFinalized>
  | { readonly type: 'replica.Moved'; readonly payload: { readonly mmrRoot: string } }
  | { readonly type: 'replica.Look'; readonly payload: null }
  | DoneActorEvent<SyncCase, 'read'>
  | DoneActorEvent<SyncCase, 'aim'>
  | DoneActorEvent<FetchVerdict, 'fetch'>
  | DoneActorEvent<ConfirmVerdict, 'confirm'>

const standOf = (event: SyncRunEvent): Stand | undefined =>
  event.type === 'xstate.done.actor.read' || event.type === 'xstate.done.actor.aim' ? event.output?.stand : undefined

export const syncRun = setup({
  types: { context: {} as SyncRunContext, events: {} as SyncRunEvent },
  actors: {
    'replica.read': {} as PromiseActorLogic<SyncCase>,
    'replica.turn': {} as PromiseActorLogic<void>,
    'replica.fetch': {} as PromiseActorLogic<FetchVerdict>,
    'replica.confirm': {} as PromiseActorLogic<ConfirmVerdict>,
  },
  guards: {
    isGone: ({ event }) => standOf(event) === 'gone',
    isMissed: ({ context, event }) => standOf(event) === 'over' && context.case?.stand === 'behind',
    isOver: ({ event }) => standOf(event) === 'over',
    isSettled: ({ event }) => standOf(event) === 'settled',
    isBehind: ({ event }) => standOf(event) === 'behind',
    isUnpaid: ({ event }) => standOf(event) === 'unpaid',
    isEarly: ({ event }) => standOf(event) === 'early',
    mayConfirmEarlier: ({ context, event }) =>
      context.hasFetchFailed &&
      event.type === 'xstate.done.actor.read' &&
      event.output?.stand === 'behind' &&
      event.output.confirmation?.isDue === true,
    isElsewhere: ({ context, event }) =>
      event.type === 'replica.Moved' && event.payload.mmrRoot !== context.case?.target?.mmrRoot,
    isTime: ({ context, event }) =>
      event.type === 'chain.BlockFinalized' && event.payload.number + 1 >= (context.case?.confirmation?.from ?? 0),
    hasRunOut: ({ context, event }) =>
      event.type === 'chain.BlockFinalized' && event.payload.number >= (context.case?.expiresAt ?? 0),
    wasSynced: ({ event }) => event.type === 'xstate.done.actor.fetch' && event.output?.verdict === 'synced',
    wasConfirmed: ({ event }) => event.type === 'xstate.done.actor.confirm' && event.output?.verdict === 'confirmed',
    wasRefused: ({ event }) => event.type === 'xstate.done.actor.confirm' && event.output?.verdict === 'refused',
  },
  actions: {
    'replica.tell': () => {},
    'replica.yield': () => {},
    'replica.reportFetch': () => {},
    'replica.reportConfirmation': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})),
    rememberCase: assign({
      case: ({ context, event }) =>
        event.type === 'xstate.done.actor.read' || event.type === 'xstate.done.actor.aim' ? event.output : context.case,
    }),
    noteDue: assign({ isDue: true }),
    noteSuccess: assign({ failures: 0, hasFetchFailed: false }),
    noteFailure: assign({ failures: ({ context }) => context.failures + 1, hasFetchFailed: false }),
    noteFetchFailure: assign({ failures: ({ context }) => context.failures + 1, hasFetchFailed: true }),
  },
  delays: { 'replica.backoff': 0, 'replica.turnLength': 0 },
}).createMachine({
  id: 'sync-run',
  description: 'One replica that is not what the chain has, or has not said that it is, until it is and has.',
  options: { maxIterations: 100 },
  context: { bucketId: null, case: null, isDue: false, failures: 0, hasFetchFailed: false },
  entry: 'takeInput',
  initial: 'looking',
  states: {
    looking: {
      description: 'Reads the agreement, the checkpoint and what is here.',
      entry: 'replica.yield',
      invoke: {
        id: 'read',
        src: 'replica.read',
        onDone: [
          { target: 'gone', guard: 'isGone', actions: 'rememberCase' },
          { target: 'missed', guard: 'isMissed', actions: 'rememberCase' },
          { target: 'over', guard: 'isOver', actions: 'rememberCase' },
          { target: 'settled', guard: 'isSettled', actions: 'rememberCase' },
          { target: 'confirming', guard: 'mayConfirmEarlier', actions: 'rememberCase' },
          { target: 'queued', guard: 'isBehind', actions: 'rememberCase' },
          { target: 'unpaid', guard: 'isUnpaid', actions: 'rememberCase' },
          { target: 'early', guard: 'isEarly', actions: 'rememberCase' },
          { target: 'confirming', actions: 'rememberCase' },
        ],
        onError: { target: 'resting', actions: 'noteFailure' },
      },
      on: {
        'replica.Moved': { target: 'looking', reenter: true },
        'replica.Look': { target: 'looking', reenter: true },
      },
    },
    queued: {
      description: 'Behind the chain. Waits until it is its turn to be fetched.',
      entry: ['noteDue', { type: 'replica.tell', params: { state: 'due', detail: 'waits for its turn' } }],
      invoke: {
        id: 'turn',
        src: 'replica.turn',
        onDone: 'working',
        onError: { target: 'resting', actions: 'noteFailure' },
      },
    },
    working: {
      description: 'Has its turn, for a while.',
      initial: 'aiming',
      after: { 'replica.turnLength': { target: 'queued', actions: 'replica.yield' } },
      states: {
        aiming: {
          description: 'Reads what the chain has by now.',
          invoke: {
            id: 'aim',
            src: 'replica.read',
            onDone: [
              { target: 'fetching', guard: 'isBehind', actions: 'rememberCase' },
              { target: '#sync-run.looking' },
            ],
            onError: { target: '#sync-run.resting', actions: 'noteFailure' },
          },
          on: {
            'replica.Moved': { target: 'aiming', reenter: true },
            'replica.Look': { target: 'aiming', reenter: true },
          },
        },
        fetching: {
          description: 'Fetches leaves, then whatever data is missing, and takes it over.',
          entry: { type: 'replica.tell', params: { state: 'running', detail: 'fetches' } },
          invoke: {
            id: 'fetch',
            src: 'replica.fetch',
            onDone: [
              { target: '#sync-run.looking', guard: 'wasSynced', actions: ['noteSuccess', 'replica.reportFetch'] },
              { target: '#sync-run.resting', actions: ['noteFetchFailure', 'replica.reportFetch'] },
            ],
            onError: { target: '#sync-run.resting', actions: 'noteFetchFailure' },
          },
          on: {
            'replica.Moved': { target: 'aiming', guard: 'isElsewhere' },
            'replica.Look': 'aiming',
          },
        },
      },
    },
    early: {
      description: 'The data is here. The agreement does not let it be confirmed before a certain block.',
      tags: ['idle'],
      entry: ['noteDue', { type: 'replica.tell', params: { state: 'due', detail: 'waits for its block' } }],
      on: {
        'chain.BlockFinalized': [
          { target: 'looking', guard: 'isTime' },
          { target: 'looking', guard: 'hasRunOut' },
        ],
        'replica.Moved': { target: 'looking', guard: 'isElsewhere' },
        'replica.Look': 'looking',
      },
    },
    unpaid: {
      description: 'The data is here. The balance for syncs does not cover its confirmation.',
      tags: ['idle'],
      entry: ['noteDue', { type: 'replica.tell', params: { state: 'due', detail: 'waits for its balance' } }],
      on: {
        'chain.BlockFinalized': { target: 'looking', guard: 'hasRunOut' },
        'replica.Moved': { target: 'looking', guard: 'isElsewhere' },
        'replica.Look': 'looking',
      },
    },
    confirming: {
      description: 'Says to the chain which root is here, and waits until that is final.',
      entry: ['noteDue', { type: 'replica.tell', params: { state: 'running', detail: 'confirms' } }],
      invoke: {
        id: 'confirm',
        src: 'replica.confirm',
        onDone: [
          { target: 'looking', guard: 'wasConfirmed', actions: ['noteSuccess', 'replica.reportConfirmation'] },
          { target: 'resting', guard: 'wasRefused', actions: ['noteFailure', 'replica.reportConfirmation'] },
          { target: 'resting', actions: 'noteFailure' },
        ],
        onError: { target: 'resting', actions: 'noteFailure' },
      },
    },
    resting: {
      description: 'Something came to nothing. Lets a while pass, then looks again.',
      tags: ['idle'],
      entry: ['replica.yield', { type: 'replica.tell', params: { state: 'due', detail: 'tries again' } }],
      after: { 'replica.backoff': 'looking' },
      on: {
        'replica.Moved': { target: 'looking', guard: 'isElsewhere' },
        'replica.Look': 'looking',
      },
    },
    settled: {
      description: 'What is here is what the chain has, and the chain knows.',
      type: 'final',
      entry: { type: 'replica.tell', params: { state: 'done' } },
    },
    gone: {
      description: 'No replica agreement of ours.',
      type: 'final',
      entry: { type: 'replica.tell', params: { state: 'dropped', detail: 'no such agreement' } },
    },
    over: {
      description: 'The agreement is past its time.',
      type: 'final',
      entry: { type: 'replica.tell', params: { state: 'dropped', detail: 'the agreement is over' } },
    },
    missed: {
      description: 'The agreement ran out before the data was here.',
      type: 'final',
      entry: { type: 'replica.tell', params: { state: 'missed', detail: 'the agreement is over' } },
    },
  },
})
