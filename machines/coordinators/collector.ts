import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { FactEvent } from '../../src/kernel/index.ts'
import type {
  AgreementAccepted,
  AgreementEnded,
  AgreementExpiredClaimed,
  AgreementToppedUp,
  BucketCheckpointed,
  BucketDeleted,
  PrimaryAgreementEndedEarly,
  PrimaryProviderRemoved,
  ProviderAddedToBucket,
  ProviderCheckpointSubmitted,
  SlashedProviderRemoved,
} from '../../src/storage/chain-facts.ts'

export interface CollectorContext {
  /** Rounds in a row in which something could not be read. */
  readonly failures: number
}

type CollectorEvent =
  | FactEvent<typeof BlockFinalized>
  | FactEvent<typeof BucketCheckpointed>
  | FactEvent<typeof ProviderCheckpointSubmitted>
  | FactEvent<typeof BucketDeleted>
  | FactEvent<typeof AgreementAccepted>
  | FactEvent<typeof AgreementToppedUp>
  | FactEvent<typeof AgreementEnded>
  | FactEvent<typeof AgreementExpiredClaimed>
  | FactEvent<typeof PrimaryAgreementEndedEarly>
  | FactEvent<typeof ProviderAddedToBucket>
  | FactEvent<typeof PrimaryProviderRemoved>
  | FactEvent<typeof SlashedProviderRemoved>

export const collector = setup({
  types: { context: {} as CollectorContext, events: {} as CollectorEvent },
  actors: { 'collector.collect': {} as PromiseActorLogic<void> },
  guards: {
    'collector.isMarked': () => false,
    'collector.isRoundDue': () => false,
    'collector.isOurs': () => false,
    'collector.hasWork': () => false,
  },
  actions: {
    'collector.begin': () => {},
    'collector.needResync': () => {},
    'collector.beginRound': () => {},
    'collector.add': () => {},
    'collector.addAgreed': () => {},
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    forgetFailures: assign({ failures: 0 }),
  },
  delays: { 'collector.backoff': 0 },
}).createMachine({
  id: 'collector',
  description: 'Gives up data that nobody is owed any more, by what the chain says of each bucket.',
  options: { maxIterations: 100 },
  context: { failures: 0 },
  entry: 'collector.begin',
  initial: 'unsynced',
  on: {
    'chain.BlockFinalized': [
      { guard: 'collector.isMarked', actions: 'collector.beginRound' },
      { guard: 'collector.isRoundDue', actions: 'collector.beginRound' },
    ],
    'storage.BucketCheckpointed': { actions: 'collector.add' },
    'storage.ProviderCheckpointSubmitted': { actions: 'collector.add' },
    'storage.BucketDeleted': { actions: 'collector.add' },
    'storage.AgreementAccepted': { guard: 'collector.isOurs', actions: 'collector.addAgreed' },
    'storage.AgreementToppedUp': { guard: 'collector.isOurs', actions: 'collector.addAgreed' },
    'storage.AgreementEnded': { guard: 'collector.isOurs', actions: 'collector.add' },
    'storage.AgreementExpiredClaimed': { guard: 'collector.isOurs', actions: 'collector.add' },
    'storage.PrimaryAgreementEndedEarly': { guard: 'collector.isOurs', actions: 'collector.add' },
    'storage.ProviderAddedToBucket': { guard: 'collector.isOurs', actions: 'collector.addAgreed' },
    'storage.PrimaryProviderRemoved': { guard: 'collector.isOurs', actions: 'collector.add' },
    'storage.SlashedProviderRemoved': { guard: 'collector.isOurs', actions: 'collector.add' },
  },
  states: {
    unsynced: {
      description: 'Has not looked at any bucket yet.',
      entry: 'collector.needResync',
      on: {
        'chain.BlockFinalized': {
          target: 'collecting',
          guard: 'collector.isMarked',
          actions: 'collector.beginRound',
        },
      },
    },
    idle: {
      description: 'There is nothing to look at.',
      tags: ['ready'],
      always: { target: 'collecting', guard: 'collector.hasWork' },
    },
    collecting: {
      description: 'Reads the truth about buckets, one after the other, and gives up what it allows.',
      tags: ['ready'],
      invoke: {
        id: 'collect',
        src: 'collector.collect',
        onDone: { target: 'idle', actions: 'forgetFailures' },
        onError: { target: 'pausing', actions: 'countFailure' },
      },
    },
    pausing: {
      description: 'The truth about some buckets could not be read: they keep all they have, and are looked at again.',
      after: { 'collector.backoff': 'collecting' },
    },
  },
})
