import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { DutyFinished, DutyGaveUp, FactEvent, PayloadOf } from '../../src/kernel/index.ts'
import type { AgreementRequested, AgreementRequestWithdrawn } from '../../src/storage/chain-facts.ts'

export interface AgreementContext {
  /** The block at which the open requests are read. */
  readonly scanAt: PayloadOf<typeof BlockFinalized> | null
}

type AgreementEvent =
  | FactEvent<typeof BlockFinalized>
  | FactEvent<typeof AgreementRequested>
  | FactEvent<typeof AgreementRequestWithdrawn>
  | DutyFinished
  | DutyGaveUp

export const agreement = setup({
  types: { context: {} as AgreementContext, events: {} as AgreementEvent },
  actors: { 'agreement.scan': {} as PromiseActorLogic<void> },
  guards: {
    'agreement.isMarked': () => false,
    'agreement.isOurs': () => false,
  },
  actions: {
    'agreement.needResync': () => {},
    'agreement.open': () => {},
    'agreement.withdraw': () => {},
    'agreement.reopen': () => {},
    'agreement.tick': () => {},
    rememberBlock: assign({
      scanAt: ({ context, event }) => (event.type === 'chain.BlockFinalized' ? event.payload : context.scanAt),
    }),
  },
}).createMachine({
  id: 'agreement',
  description: 'Answers every request for an agreement with this provider, each as a duty of its own.',
  options: { maxIterations: 100 },
  context: { scanAt: null },
  initial: 'unsynced',
  on: {
    'storage.AgreementRequested': { guard: 'agreement.isOurs', actions: 'agreement.open' },
    'storage.AgreementRequestWithdrawn': { guard: 'agreement.isOurs', actions: 'agreement.withdraw' },
    'duty.Finished': { actions: 'agreement.reopen' },
    'duty.Failed': { actions: 'agreement.needResync' },
  },
  states: {
    unsynced: {
      description: 'Has not read the open requests yet, or may have missed some.',
      entry: 'agreement.needResync',
      on: {
        'chain.BlockFinalized': { target: 'scanning', guard: 'agreement.isMarked', actions: 'rememberBlock' },
      },
    },
    scanning: {
      description: 'Reads all open requests as of one block and opens the duties that are missing.',
      invoke: { id: 'scan', src: 'agreement.scan', onDone: 'following', onError: 'unsynced' },
      on: { 'chain.BlockFinalized': { actions: 'agreement.tick' } },
    },
    following: {
      description: 'Requests arrive as events.',
      tags: ['ready'],
      on: {
        'chain.BlockFinalized': [
          {
            target: 'scanning',
            guard: 'agreement.isMarked',
            actions: ['rememberBlock', 'agreement.tick'],
          },
          { actions: 'agreement.tick' },
        ],
      },
    },
  },
})
