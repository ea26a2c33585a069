import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { ContractCreated, ContractUpdated, NodeContractCanceled } from '../../src/grid/chain-facts.ts'
import type { NodeChanged } from '../../src/grid/farm/events.ts'
import type { DutyGaveUp, FactEvent, PayloadOf } from '../../src/kernel/index.ts'

export interface ProofContext {
  /** The block at which the farm and the clock are read. */
  readonly readAt: PayloadOf<typeof BlockFinalized> | null
}

type ProofEvent =
  | FactEvent<typeof BlockFinalized>
  | FactEvent<typeof NodeChanged>
  | FactEvent<typeof ContractCreated>
  | FactEvent<typeof ContractUpdated>
  | FactEvent<typeof NodeContractCanceled>
  | DutyGaveUp

export const proof = setup({
  types: { context: {} as ProofContext, events: {} as ProofEvent },
  actors: { 'proof.look': {} as PromiseActorLogic<void> },
  guards: {
    'proof.isMarked': () => false,
    'proof.isTime': () => false,
    'proof.isAwake': () => false,
  },
  actions: {
    'proof.needResync': () => {},
    'proof.askAwake': () => {},
    'proof.noteContract': () => {},
    'proof.endContract': () => {},
    rememberBlock: assign({
      readAt: ({ context, event }) => (event.type === 'chain.BlockFinalized' ? event.payload : context.readAt),
    }),
  },
}).createMachine({
  id: 'proof',
  description: 'Has every node of a farm say, period after period, what ran on it, in words that it has signed.',
  options: { maxIterations: 100 },
  context: { readAt: null },
  initial: 'unsynced',
  on: {
    'grid.NodeChanged': { guard: 'proof.isAwake', actions: 'proof.askAwake' },
    'contracts.ContractCreated': { actions: 'proof.noteContract' },
    'contracts.ContractUpdated': { actions: 'proof.noteContract' },
    'contracts.NodeContractCanceled': { actions: 'proof.endContract' },
    'duty.Failed': { actions: 'proof.needResync' },
  },
  states: {
    unsynced: {
      description: 'Does not know what time it is on the chain, nor who is still to be asked.',
      entry: 'proof.needResync',
      on: { 'chain.BlockFinalized': { target: 'looking', guard: 'proof.isMarked', actions: 'rememberBlock' } },
    },
    looking: {
      description: 'Looks at the clock, and has the nodes asked for each period that is over.',
      invoke: { id: 'look', src: 'proof.look', onDone: 'following', onError: 'unsynced' },
    },
    following: {
      description: 'All that is over is asked for.',
      tags: ['ready'],
      on: {
        'chain.BlockFinalized': [
          { target: 'looking', guard: 'proof.isMarked', actions: 'rememberBlock' },
          { target: 'looking', guard: 'proof.isTime', actions: 'rememberBlock' },
        ],
      },
    },
  },
})
