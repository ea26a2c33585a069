import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { DutyFinished, DutyGaveUp, FactEvent, PayloadOf } from '../../src/kernel/index.ts'
import type {
  AgreementEnded,
  AgreementExpiredClaimed,
  BucketCheckpointed,
  BucketDeleted,
  CheckpointConfigUpdated,
  CheckpointMissPenalized,
  PrimaryAgreementEndedEarly,
  PrimaryProviderRemoved,
  ProviderAddedToBucket,
  ProviderCheckpointSubmitted,
  SlashedProviderRemoved,
} from '../../src/storage/chain-facts.ts'

export interface CheckpointContext {
  /** The block at which all buckets are read. */
  readonly scanAt: PayloadOf<typeof BlockFinalized> | null
}

type CheckpointEvent =
  | FactEvent<typeof BlockFinalized>
  | FactEvent<typeof ProviderAddedToBucket>
  | FactEvent<typeof PrimaryProviderRemoved>
  | FactEvent<typeof SlashedProviderRemoved>
  | FactEvent<typeof AgreementEnded>
  | FactEvent<typeof AgreementExpiredClaimed>
  | FactEvent<typeof PrimaryAgreementEndedEarly>
  | FactEvent<typeof BucketDeleted>
  | FactEvent<typeof BucketCheckpointed>
  | FactEvent<typeof ProviderCheckpointSubmitted>
  | FactEvent<typeof CheckpointConfigUpdated>
  | FactEvent<typeof CheckpointMissPenalized>
  | DutyFinished
  | DutyGaveUp

export const checkpoint = setup({
  types: { context: {} as CheckpointContext, events: {} as CheckpointEvent },
  actors: {
    'checkpoint.scan': {} as PromiseActorLogic<void>,
    'checkpoint.refresh': {} as PromiseActorLogic<void>,
    'checkpoint.claim': {} as PromiseActorLogic<void>,
  },
  guards: {
    'checkpoint.isMarked': () => false,
    'checkpoint.concerns': () => false,
    'checkpoint.hasNews': () => false,
    'checkpoint.isClaimTime': () => false,
    'checkpoint.isReportable': () => false,
  },
  actions: {
    'checkpoint.begin': () => {},
    'checkpoint.needResync': () => {},
    'checkpoint.tick': () => {},
    'checkpoint.note': () => {},
    'checkpoint.land': () => {},
    'checkpoint.openReport': () => {},
    rememberBlock: assign({
      scanAt: ({ context, event }) => (event.type === 'chain.BlockFinalized' ? event.payload : context.scanAt),
    }),
  },
  delays: { 'checkpoint.reread': 0 },
}).createMachine({
  id: 'checkpoint',
  description: 'Knows the buckets that this provider is a primary of, and opens a duty for each window of each.',
  options: { maxIterations: 100 },
  context: { scanAt: null },
  entry: 'checkpoint.begin',
  type: 'parallel',
  on: {
    'duty.Failed': { actions: 'checkpoint.needResync' },
    'duty.Finished': { guard: 'checkpoint.isReportable', actions: 'checkpoint.openReport' },
  },
  states: {
    buckets: {
      description: 'What is known of the buckets.',
      initial: 'unsynced',
      states: {
        unsynced: {
          description: 'Has not read its buckets yet, or may have missed what happened to some.',
          entry: 'checkpoint.needResync',
          on: {
            'chain.BlockFinalized': [
              {
                target: 'scanning',
                guard: 'checkpoint.isMarked',
                actions: ['rememberBlock', 'checkpoint.tick'],
              },
              { actions: 'checkpoint.tick' },
            ],
            'storage.ProviderCheckpointSubmitted': { actions: 'checkpoint.land' },
          },
        },
        scanning: {
          description: 'Reads all buckets as of one block, and opens the duties that are missing.',
          invoke: {
            id: 'scan',
            src: 'checkpoint.scan',
            onDone: [{ target: 'refreshing', guard: 'checkpoint.hasNews' }, { target: 'following' }],
            onError: 'unsynced',
          },
          on: {
            'chain.BlockFinalized': { actions: 'checkpoint.tick' },
            'storage.ProviderCheckpointSubmitted': { actions: ['checkpoint.note', 'checkpoint.land'] },
            'storage.*': { actions: 'checkpoint.note' },
          },
        },
        following: {
          description: 'What happens to a bucket arrives as events.',
          tags: ['ready'],
          on: {
            'chain.BlockFinalized': [
              {
                target: 'scanning',
                guard: 'checkpoint.isMarked',
                actions: ['rememberBlock', 'checkpoint.tick'],
              },
              { actions: 'checkpoint.tick' },
            ],
            'storage.ProviderCheckpointSubmitted': {
              target: 'refreshing',
              guard: 'checkpoint.concerns',
              actions: ['checkpoint.note', 'checkpoint.land'],
            },
            'storage.*': { target: 'refreshing', guard: 'checkpoint.concerns', actions: 'checkpoint.note' },
          },
        },
        refreshing: {
          description: 'Reads again the buckets that something has happened to.',
          tags: ['ready'],
          invoke: {
            id: 'refresh',
            src: 'checkpoint.refresh',
            onDone: [{ target: 'refreshing', guard: 'checkpoint.hasNews', reenter: true }, { target: 'following' }],
            onError: 'rereading',
          },
          on: {
            'chain.BlockFinalized': [
              {
                target: 'scanning',
                guard: 'checkpoint.isMarked',
                actions: ['rememberBlock', 'checkpoint.tick'],
              },
              { actions: 'checkpoint.tick' },
            ],
            'storage.ProviderCheckpointSubmitted': {
              guard: 'checkpoint.concerns',
              actions: ['checkpoint.note', 'checkpoint.land'],
            },
            'storage.*': { guard: 'checkpoint.concerns', actions: 'checkpoint.note' },
          },
        },
        rereading: {
          description: 'A bucket could not be read; it is as it was until it can.',
          tags: ['ready'],
          after: { 'checkpoint.reread': 'refreshing' },
          on: {
            'chain.BlockFinalized': [
              {
                target: 'scanning',
                guard: 'checkpoint.isMarked',
                actions: ['rememberBlock', 'checkpoint.tick'],
              },
              { actions: 'checkpoint.tick' },
            ],
            'storage.ProviderCheckpointSubmitted': {
              guard: 'checkpoint.concerns',
              actions: ['checkpoint.note', 'checkpoint.land'],
            },
            'storage.*': { guard: 'checkpoint.concerns', actions: 'checkpoint.note' },
          },
        },
      },
    },
    rewards: {
      description: 'What checkpoints have earned.',
      initial: 'waiting',
      states: {
        waiting: {
          description: 'Lets it add up.',
          on: { 'chain.BlockFinalized': { target: 'claiming', guard: 'checkpoint.isClaimTime' } },
        },
        claiming: {
          description: 'Claims what is worth its fee.',
          invoke: { id: 'claim', src: 'checkpoint.claim', onDone: 'waiting', onError: 'waiting' },
        },
      },
    },
  },
})
