import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { DutyFinished, DutyGaveUp, FactEvent, PayloadOf } from '../../src/kernel/index.ts'
import type {
  AgreementAccepted,
  AgreementEnded,
  AgreementExpiredClaimed,
  AgreementToppedUp,
  BucketCheckpointed,
  BucketDeleted,
  ProviderCheckpointSubmitted,
  ReplicaSyncBalanceToppedUp,
  ReplicaSynced,
} from '../../src/storage/chain-facts.ts'

export interface ReplicaSyncContext {
  /** The block at which the agreements are read. */
  readonly scanAt: PayloadOf<typeof BlockFinalized> | null
}

type ReplicaSyncEvent =
  | FactEvent<typeof BlockFinalized>
  | FactEvent<typeof AgreementAccepted>
  | FactEvent<typeof AgreementEnded>
  | FactEvent<typeof AgreementExpiredClaimed>
  | FactEvent<typeof AgreementToppedUp>
  | FactEvent<typeof BucketCheckpointed>
  | FactEvent<typeof BucketDeleted>
  | FactEvent<typeof ProviderCheckpointSubmitted>
  | FactEvent<typeof ReplicaSyncBalanceToppedUp>
  | FactEvent<typeof ReplicaSynced>
  | DutyFinished
  | DutyGaveUp

export const replicaSync = setup({
  types: { context: {} as ReplicaSyncContext, events: {} as ReplicaSyncEvent },
  actors: { 'replica.scan': {} as PromiseActorLogic<void> },
  guards: {
    'replica.isMarked': () => false,
    'replica.isOurs': () => false,
    'replica.isHeld': () => false,
  },
  actions: {
    'replica.needResync': () => {},
    'replica.open': () => {},
    'replica.look': () => {},
    'replica.move': () => {},
    'replica.close': () => {},
    'replica.abandon': () => {},
    'replica.tick': () => {},
    rememberBlock: assign({
      scanAt: ({ context, event }) => (event.type === 'chain.BlockFinalized' ? event.payload : context.scanAt),
    }),
  },
}).createMachine({
  id: 'replica-sync',
  description: 'Keeps every replica of this provider what the chain has, each as a duty of its own while it is not.',
  options: { maxIterations: 100 },
  context: { scanAt: null },
  initial: 'unsynced',
  on: {
    'storage.AgreementAccepted': { guard: 'replica.isOurs', actions: 'replica.open' },
    'storage.AgreementEnded': { guard: 'replica.isOurs', actions: 'replica.look' },
    'storage.AgreementExpiredClaimed': { guard: 'replica.isOurs', actions: 'replica.look' },
    'storage.AgreementToppedUp': { guard: 'replica.isOurs', actions: 'replica.look' },
    'storage.ReplicaSyncBalanceToppedUp': { guard: 'replica.isOurs', actions: 'replica.look' },
    'storage.ReplicaSynced': { guard: 'replica.isOurs', actions: 'replica.look' },
    'storage.BucketDeleted': { guard: 'replica.isHeld', actions: 'replica.look' },
    'storage.BucketCheckpointed': { guard: 'replica.isHeld', actions: 'replica.move' },
    'storage.ProviderCheckpointSubmitted': { guard: 'replica.isHeld', actions: 'replica.move' },
    'duty.Finished': { actions: 'replica.close' },
    'duty.Failed': { actions: ['replica.abandon', 'replica.needResync'] },
  },
  states: {
    unsynced: {
      description: 'Has not read the agreements yet, or may have missed some.',
      entry: 'replica.needResync',
      on: {
        'chain.BlockFinalized': [
          { target: 'scanning', guard: 'replica.isMarked', actions: ['rememberBlock', 'replica.tick'] },
          { actions: 'replica.tick' },
        ],
      },
    },
    scanning: {
      description: 'Reads all agreements as of one block and has every replica of ours looked at.',
      invoke: { id: 'scan', src: 'replica.scan', onDone: 'following', onError: 'unsynced' },
      on: { 'chain.BlockFinalized': { actions: 'replica.tick' } },
    },
    following: {
      description: 'Agreements and checkpoints arrive as events.',
      tags: ['ready'],
      on: {
        'chain.BlockFinalized': [
          { target: 'scanning', guard: 'replica.isMarked', actions: ['rememberBlock', 'replica.tick'] },
          { actions: 'replica.tick' },
        ],
      },
    },
  },
})
