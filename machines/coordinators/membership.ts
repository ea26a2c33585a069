import { setup } from 'xstate'
import type { BlockFinalized, BlockUndecodable } from '../../src/chain/follower/events.ts'
import type { FactEvent } from '../../src/kernel/index.ts'
import type {
  AgreementAccepted,
  AgreementEnded,
  AgreementExpiredClaimed,
  BucketCreated,
  BucketDeleted,
  MemberRemoved,
  MemberSet,
  PrimaryAgreementEndedEarly,
  PrimaryProviderRemoved,
  ProviderAddedToBucket,
  SlashedProviderRemoved,
} from '../../src/storage/chain-facts.ts'

type MembershipEvent =
  | FactEvent<typeof BlockFinalized>
  | FactEvent<typeof BlockUndecodable>
  | FactEvent<typeof BucketCreated>
  | FactEvent<typeof BucketDeleted>
  | FactEvent<typeof MemberSet>
  | FactEvent<typeof MemberRemoved>
  | FactEvent<typeof AgreementAccepted>
  | FactEvent<typeof AgreementEnded>
  | FactEvent<typeof AgreementExpiredClaimed>
  | FactEvent<typeof PrimaryAgreementEndedEarly>
  | FactEvent<typeof PrimaryProviderRemoved>
  | FactEvent<typeof ProviderAddedToBucket>
  | FactEvent<typeof SlashedProviderRemoved>

export const membership = setup({
  types: { context: {} as Record<string, never>, events: {} as MembershipEvent },
  guards: { 'membership.isMarked': () => false },
  actions: {
    'membership.needResync': () => {},
    'membership.acknowledge': () => {},
    'membership.drop': () => {},
    'membership.dropProviders': () => {},
    'membership.clear': () => {},
  },
}).createMachine({
  id: 'membership',
  description:
    'Knows who may do what in which bucket and who keeps it, and forgets what the chain has changed before anybody asks again.',
  options: { maxIterations: 100 },
  context: {},
  initial: 'unsynced',
  on: {
    'storage.BucketCreated': { actions: 'membership.drop' },
    'storage.BucketDeleted': { actions: ['membership.drop', 'membership.dropProviders'] },
    'storage.MemberSet': { actions: 'membership.drop' },
    'storage.MemberRemoved': { actions: 'membership.drop' },
    'storage.AgreementAccepted': { actions: 'membership.dropProviders' },
    'storage.AgreementEnded': { actions: 'membership.dropProviders' },
    'storage.AgreementExpiredClaimed': { actions: 'membership.dropProviders' },
    'storage.PrimaryAgreementEndedEarly': { actions: 'membership.dropProviders' },
    'storage.PrimaryProviderRemoved': { actions: 'membership.dropProviders' },
    'storage.ProviderAddedToBucket': { actions: 'membership.dropProviders' },
    'storage.SlashedProviderRemoved': { actions: 'membership.dropProviders' },
    'chain.BlockUndecodable': { actions: 'membership.clear' },
  },
  states: {
    unsynced: {
      description: 'May have missed changes; what was known before is forgotten.',
      entry: ['membership.clear', 'membership.needResync'],
      on: {
        'chain.BlockFinalized': {
          target: 'following',
          guard: 'membership.isMarked',
          actions: ['membership.clear', 'membership.acknowledge'],
        },
      },
    },
    following: {
      description: 'Changes arrive as events.',
      tags: ['ready'],
      on: {
        'chain.BlockFinalized': {
          guard: 'membership.isMarked',
          actions: ['membership.clear', 'membership.acknowledge'],
        },
      },
    },
  },
})
