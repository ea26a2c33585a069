import { setup } from 'xstate'
import type { BlockFinalized, BlockUndecodable } from '../../src/chain/follower/events.ts'
import type { FactEvent } from '../../src/kernel/index.ts'
import type { BucketCreated, BucketDeleted, MemberRemoved, MemberSet } from '../../src/storage/chain-facts.ts'

type MembershipEvent =
  | FactEvent<typeof BlockFinalized>
  | FactEvent<typeof BlockUndecodable>
  | FactEvent<typeof BucketCreated>
  | FactEvent<typeof BucketDeleted>
  | FactEvent<typeof MemberSet>
  | FactEvent<typeof MemberRemoved>

export const membership = setup({
  types: { context: {} as Record<string, never>, events: {} as MembershipEvent },
  guards: { 'membership.isMarked': () => false },
  actions: {
    'membership.needResync': () => {},
    'membership.acknowledge': () => {},
    'membership.drop': () => {},
    'membership.clear': () => {},
  },
}).createMachine({
  id: 'membership',
  description:
    'Knows who may do what in which bucket, and forgets what the chain has changed before anybody asks again.',
  options: { maxIterations: 100 },
  context: {},
  initial: 'unsynced',
  on: {
    'storage.BucketCreated': { actions: 'membership.drop' },
    'storage.BucketDeleted': { actions: 'membership.drop' },
    'storage.MemberSet': { actions: 'membership.drop' },
    'storage.MemberRemoved': { actions: 'membership.drop' },
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
