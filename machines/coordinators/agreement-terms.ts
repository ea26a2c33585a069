import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { DutyFinished, DutyGaveUp, FactEvent, PayloadOf } from '../../src/kernel/index.ts'
import type { TermFact } from '../../src/storage/agreement-terms/facts.ts'

export interface AgreementTermsContext {
  /** The block at which our agreements are read. */
  readonly scanAt: PayloadOf<typeof BlockFinalized> | null
}

type AgreementTermsEvent = FactEvent<typeof BlockFinalized> | TermFact | DutyFinished | DutyGaveUp

export const agreementTerms = setup({
  types: { context: {} as AgreementTermsContext, events: {} as AgreementTermsEvent },
  actors: { 'agreement-terms.scan': {} as PromiseActorLogic<void> },
  guards: {
    'agreement-terms.isMarked': () => false,
    'agreement-terms.isOurs': () => false,
  },
  actions: {
    'agreement-terms.needResync': () => {},
    'agreement-terms.touch': () => {},
    'agreement-terms.reopen': () => {},
    'agreement-terms.tick': () => {},
    rememberBlock: assign({
      scanAt: ({ context, event }) => (event.type === 'chain.BlockFinalized' ? event.payload : context.scanAt),
    }),
  },
}).createMachine({
  id: 'agreement-terms',
  description: 'Sees every agreement of this provider through to its end, each as a duty of its own.',
  options: { maxIterations: 100 },
  context: { scanAt: null },
  initial: 'unsynced',
  on: {
    'storage.AgreementAccepted': { guard: 'agreement-terms.isOurs', actions: 'agreement-terms.touch' },
    'storage.AgreementToppedUp': { guard: 'agreement-terms.isOurs', actions: 'agreement-terms.touch' },
    'storage.AgreementExtended': { guard: 'agreement-terms.isOurs', actions: 'agreement-terms.touch' },
    'storage.AgreementEnded': { guard: 'agreement-terms.isOurs', actions: 'agreement-terms.touch' },
    'storage.AgreementExpiredClaimed': { guard: 'agreement-terms.isOurs', actions: 'agreement-terms.touch' },
    'storage.PrimaryAgreementEndedEarly': { guard: 'agreement-terms.isOurs', actions: 'agreement-terms.touch' },
    'storage.SlashedProviderRemoved': { guard: 'agreement-terms.isOurs', actions: 'agreement-terms.touch' },
    'storage.ExtensionsBlocked': { guard: 'agreement-terms.isOurs', actions: 'agreement-terms.touch' },
    'duty.Finished': { actions: 'agreement-terms.reopen' },
    'duty.Failed': { actions: 'agreement-terms.needResync' },
  },
  states: {
    unsynced: {
      description: 'Has not read our agreements yet, or may have missed some.',
      entry: 'agreement-terms.needResync',
      on: {
        'chain.BlockFinalized': { target: 'scanning', guard: 'agreement-terms.isMarked', actions: 'rememberBlock' },
      },
    },
    scanning: {
      description: 'Reads all agreements as of one block, and has those that are known look again.',
      invoke: { id: 'scan', src: 'agreement-terms.scan', onDone: 'following', onError: 'unsynced' },
      on: { 'chain.BlockFinalized': { actions: 'agreement-terms.tick' } },
    },
    following: {
      description: 'What becomes of agreements arrives as events.',
      tags: ['ready'],
      on: {
        'chain.BlockFinalized': [
          {
            target: 'scanning',
            guard: 'agreement-terms.isMarked',
            actions: ['rememberBlock', 'agreement-terms.tick'],
          },
          { actions: 'agreement-terms.tick' },
        ],
      },
    },
  },
})
