import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { CommandEvent, FactEvent, PayloadOf } from '../../src/kernel/index.ts'
import type { Errand, ProviderCase } from '../../src/storage/provider-state/errand.ts'
import type { DescribeProvider } from '../../src/storage/provider-state/events.ts'
import type { OwnFact } from '../../src/storage/provider-state/handlers.ts'

export interface ProviderStateContext {
  /** The block that asked for a reading, until it is read. */
  readonly readAt: PayloadOf<typeof BlockFinalized> | null
  /** As last read. */
  readonly state: ProviderCase | null
  /** The step that is to be done next. */
  readonly errand: Errand | null
  /** Something has happened to it since the last reading began. */
  readonly isChanged: boolean
  /** Readings in a row that came to nothing. */
  readonly failures: number
  /** How often in a row the same step had to be done again. */
  readonly turn: number
}

type ProviderStateEvent =
  | FactEvent<typeof BlockFinalized>
  | OwnFact
  | CommandEvent<typeof DescribeProvider>
  | DoneActorEvent<ProviderCase, 'read'>
  | DoneActorEvent<Errand | null, 'plan'>

export const providerState = setup({
  types: { context: {} as ProviderStateContext, events: {} as ProviderStateEvent },
  actors: {
    'provider-state.read': {} as PromiseActorLogic<ProviderCase>,
    'provider-state.plan': {} as PromiseActorLogic<Errand | null>,
    'provider-state.act': {} as PromiseActorLogic<void>,
  },
  guards: {
    'provider-state.isMarked': () => false,
    'provider-state.isOurs': () => false,
    'provider-state.isDue': () => false,
    hasChanged: ({ context }) => context.isChanged,
    isRepeated: ({ context: { errand }, event }) =>
      event.type === 'xstate.done.actor.plan' &&
      event.output?.kind === errand?.kind &&
      event.output?.fingerprint === errand?.fingerprint,
    isNothingToDo: ({ event }) => event.type === 'xstate.done.actor.plan' && event.output === null,
    isHopeless: ({ event }) => event.type === 'xstate.done.actor.plan' && event.output?.reason !== undefined,
  },
  actions: {
    'provider-state.needResync': () => {},
    'provider-state.acknowledge': () => {},
    'provider-state.report': () => {},
    'provider-state.describe': () => {},
    'provider-state.refuseForNow': () => {},
    'provider-state.explain': () => {},
    'provider-state.told': () => {},
    rememberBlock: assign({
      readAt: ({ context, event }) => (event.type === 'chain.BlockFinalized' ? event.payload : context.readAt),
    }),
    rememberState: assign({
      state: ({ context, event }) => (event.type === 'xstate.done.actor.read' ? event.output : context.state),
      readAt: null,
    }),
    rememberErrand: assign(({ context, event }) => {
      if (event.type !== 'xstate.done.actor.plan') return {}
      const { errand, turn } = context
      const isAgain = event.output?.kind === errand?.kind && event.output?.fingerprint === errand?.fingerprint
      return { errand: event.output, turn: isAgain ? turn + 1 : 0 }
    }),
    noteChange: assign({ isChanged: true }),
    forgetChange: assign({ isChanged: false }),
    noteFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    forgetFailures: assign({ failures: 0 }),
  },
  delays: { 'provider-state.backoff': 0 },
}).createMachine({
  id: 'provider-state',
  description:
    'What the chain has about this provider, read as a whole whenever it changes, and made what the operator wants.',
  options: { maxIterations: 100 },
  context: { readAt: null, state: null, errand: null, isChanged: false, failures: 0, turn: 0 },
  initial: 'unsynced',
  on: {
    'storage.DescribeProvider': { actions: 'provider-state.describe' },
    'storage.ProviderRegistered': { guard: 'provider-state.isOurs', actions: 'noteChange' },
    'storage.ProviderDeregistered': { guard: 'provider-state.isOurs', actions: 'noteChange' },
    'storage.DeregisterAnnounced': { guard: 'provider-state.isOurs', actions: 'noteChange' },
    'storage.DeregisterCancelled': { guard: 'provider-state.isOurs', actions: 'noteChange' },
    'storage.ProviderStakeAdded': { guard: 'provider-state.isOurs', actions: 'noteChange' },
    'storage.ProviderSettingsUpdated': { guard: 'provider-state.isOurs', actions: 'noteChange' },
    'storage.ProviderMultiaddrUpdated': { guard: 'provider-state.isOurs', actions: 'noteChange' },
    'storage.AgreementAccepted': { guard: 'provider-state.isOurs', actions: 'noteChange' },
    'storage.AgreementToppedUp': { guard: 'provider-state.isOurs', actions: 'noteChange' },
    'storage.AgreementEnded': { guard: 'provider-state.isOurs', actions: 'noteChange' },
    'storage.AgreementExpiredClaimed': { guard: 'provider-state.isOurs', actions: 'noteChange' },
    'storage.ChallengeSlashed': { guard: 'provider-state.isOurs', actions: 'noteChange' },
  },
  states: {
    unsynced: {
      description: 'Has not been read yet, or may have changed unseen.',
      entry: 'provider-state.needResync',
      on: {
        'chain.BlockFinalized': { target: 'reading', guard: 'provider-state.isMarked', actions: 'rememberBlock' },
        'storage.DescribeProvider': { actions: 'provider-state.refuseForNow' },
      },
    },
    reading: {
      description: 'Reads the entry and what its rules need, all as of one block.',
      entry: 'forgetChange',
      invoke: {
        id: 'read',
        src: 'provider-state.read',
        onDone: {
          target: 'planning',
          actions: ['provider-state.acknowledge', 'rememberState', 'provider-state.report'],
        },
        onError: { target: 'pausing', actions: 'noteFailure' },
      },
    },
    planning: {
      description: 'Compares it with what the operator wants.',
      invoke: {
        id: 'plan',
        src: 'provider-state.plan',
        onDone: [
          { target: 'following', guard: 'isNothingToDo', actions: ['rememberErrand', 'forgetFailures'] },
          { target: 'following', guard: 'isHopeless', actions: ['rememberErrand', 'provider-state.explain'] },
          { target: 'repeating', guard: 'isRepeated', actions: 'rememberErrand' },
          { target: 'acting', actions: 'rememberErrand' },
        ],
        onError: { target: 'pausing', actions: 'noteFailure' },
      },
    },
    acting: {
      description: 'Has the next step brought to the chain; what came of it is read anew.',
      invoke: {
        id: 'act',
        src: 'provider-state.act',
        onDone: { target: 'reading', actions: 'provider-state.told' },
        onError: 'reading',
      },
    },
    repeating: {
      description: 'The step before was the same: it failed, or came to nothing. Lets some time pass before the next.',
      after: { 'provider-state.backoff': 'acting' },
    },
    following: {
      description: 'Changes arrive as events; what came while it was busy is read now.',
      tags: ['ready'],
      always: { target: 'reading', guard: 'hasChanged' },
      on: {
        'chain.BlockFinalized': [
          { target: 'reading', guard: 'provider-state.isMarked', actions: 'rememberBlock' },
          { target: 'reading', guard: 'provider-state.isDue' },
        ],
      },
    },
    pausing: {
      description: 'It could not be read; that may pass.',
      after: { 'provider-state.backoff': 'reading' },
    },
  },
})
