import { setup } from 'xstate'
import type { BlockFinalized, BlockUndecodable } from '../../src/chain/follower/events.ts'
import type { TwinDeleted, TwinStored, TwinUpdated } from '../../src/grid/chain-facts.ts'
import type { FactEvent } from '../../src/kernel/index.ts'

type TwinsEvent =
  | FactEvent<typeof BlockFinalized>
  | FactEvent<typeof BlockUndecodable>
  | FactEvent<typeof TwinStored>
  | FactEvent<typeof TwinUpdated>
  | FactEvent<typeof TwinDeleted>

export const twins = setup({
  types: { context: {} as Record<string, never>, events: {} as TwinsEvent },
  guards: { 'twins.isMarked': () => false },
  actions: {
    'twins.needResync': () => {},
    'twins.acknowledge': () => {},
    'twins.forget': () => {},
    'twins.clear': () => {},
  },
}).createMachine({
  id: 'twins',
  description: 'Knows the accounts of twins, and forgets what the chain has changed before anybody asks again.',
  options: { maxIterations: 100 },
  context: {},
  initial: 'unsynced',
  on: {
    'tfgrid.TwinStored': { actions: 'twins.forget' },
    'tfgrid.TwinUpdated': { actions: 'twins.forget' },
    'tfgrid.TwinDeleted': { actions: 'twins.forget' },
    'chain.BlockUndecodable': { actions: 'twins.clear' },
  },
  states: {
    unsynced: {
      description: 'May have missed changes; what was known before is forgotten.',
      entry: ['twins.clear', 'twins.needResync'],
      on: {
        'chain.BlockFinalized': {
          target: 'following',
          guard: 'twins.isMarked',
          actions: ['twins.clear', 'twins.acknowledge'],
        },
      },
    },
    following: {
      description: 'Changes arrive as events.',
      tags: ['ready'],
      on: {
        'chain.BlockFinalized': {
          guard: 'twins.isMarked',
          actions: ['twins.clear', 'twins.acknowledge'],
        },
      },
    },
  },
})
