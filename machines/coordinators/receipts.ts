import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { DutyGaveUp, FactEvent, PayloadOf } from '../../src/kernel/index.ts'

export interface ReceiptsContext {
  /** The block at which the open bills are read. */
  readonly readAt: PayloadOf<typeof BlockFinalized> | null
}

type ReceiptsEvent = FactEvent<typeof BlockFinalized> | DutyGaveUp

export const receipts = setup({
  types: { context: {} as ReceiptsContext, events: {} as ReceiptsEvent },
  actors: { 'receipts.look': {} as PromiseActorLogic<void> },
  guards: { 'receipts.isMarked': () => false, 'receipts.isTime': () => false },
  actions: {
    'receipts.needResync': () => {},
    rememberBlock: assign({
      readAt: ({ context, event }) => (event.type === 'chain.BlockFinalized' ? event.payload : context.readAt),
    }),
  },
}).createMachine({
  id: 'receipts',
  description: 'Looks for bills of the farms that our account has agreements with, each to be checked and receipted.',
  options: { maxIterations: 100 },
  context: { readAt: null },
  initial: 'unsynced',
  on: { 'duty.Failed': { actions: 'receipts.needResync' } },
  states: {
    unsynced: {
      description: 'Does not know which bills are open.',
      entry: 'receipts.needResync',
      on: { 'chain.BlockFinalized': { target: 'looking', guard: 'receipts.isMarked', actions: 'rememberBlock' } },
    },
    looking: {
      description: 'Reads our agreements and the open bills of their farms.',
      invoke: { id: 'look', src: 'receipts.look', onDone: 'following', onError: 'unsynced' },
    },
    following: {
      description: 'Every open bill that may be ours is being checked, or was.',
      tags: ['ready'],
      on: {
        'chain.BlockFinalized': [
          { target: 'looking', guard: 'receipts.isMarked', actions: 'rememberBlock' },
          { target: 'looking', guard: 'receipts.isTime', actions: 'rememberBlock' },
        ],
      },
    },
  },
})
