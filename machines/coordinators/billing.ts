import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { Settled, Slashed } from '../../src/grid/chain-agreements.ts'
import type {
  ContractGracePeriodEnded,
  ContractGracePeriodStarted,
  NodeContractCanceled,
} from '../../src/grid/chain-facts.ts'
import type { PeriodProven } from '../../src/grid/proof/events.ts'
import type { DutyFinished, DutyGaveUp, FactEvent, PayloadOf } from '../../src/kernel/index.ts'

export interface BillingContext {
  /** The block at which it is read who is billed. */
  readonly readAt: PayloadOf<typeof BlockFinalized> | null
}

type BillingEvent =
  | FactEvent<typeof BlockFinalized>
  | FactEvent<typeof PeriodProven>
  | FactEvent<typeof Settled>
  | FactEvent<typeof Slashed>
  | FactEvent<typeof ContractGracePeriodStarted>
  | FactEvent<typeof ContractGracePeriodEnded>
  | FactEvent<typeof NodeContractCanceled>
  | DutyFinished
  | DutyGaveUp

export const billing = setup({
  types: { context: {} as BillingContext, events: {} as BillingEvent },
  actors: { 'billing.look': {} as PromiseActorLogic<void> },
  guards: {
    'billing.isMarked': () => false,
    'billing.isTime': () => false,
    'billing.isOurs': () => false,
    'billing.isOwnFarm': () => false,
  },
  actions: {
    'billing.needResync': () => {},
    'billing.lookAnew': () => {},
    'billing.touch': () => {},
    'billing.beginGrace': () => {},
    'billing.endGrace': () => {},
    'billing.pay': () => {},
    'billing.slash': () => {},
    rememberBlock: assign({
      readAt: ({ context, event }) => (event.type === 'chain.BlockFinalized' ? event.payload : context.readAt),
    }),
  },
}).createMachine({
  id: 'billing',
  description: 'Bills what was used of a farm, each bill a duty of its own, of each payer one after the other.',
  options: { maxIterations: 100 },
  context: { readAt: null },
  initial: 'unsynced',
  on: {
    'grid.PeriodProven': { actions: 'billing.touch' },
    'contracts.ContractGracePeriodStarted': { guard: 'billing.isOurs', actions: 'billing.beginGrace' },
    'contracts.ContractGracePeriodEnded': { guard: 'billing.isOurs', actions: 'billing.endGrace' },
    // The chain says no more of one that is gone.
    'contracts.NodeContractCanceled': { guard: 'billing.isOurs', actions: 'billing.endGrace' },
    'agreements.Settled': { guard: 'billing.isOwnFarm', actions: 'billing.pay' },
    // With one false bill all are void that are not paid.
    'agreements.Slashed': { guard: 'billing.isOwnFarm', actions: 'billing.slash' },
    'duty.Finished': { actions: 'billing.lookAnew' },
    'duty.Failed': { actions: 'billing.lookAnew' },
  },
  states: {
    unsynced: {
      description: 'Does not know what time it is on the chain, nor who is billed.',
      entry: 'billing.needResync',
      on: { 'chain.BlockFinalized': { target: 'looking', guard: 'billing.isMarked', actions: 'rememberBlock' } },
    },
    looking: {
      description: 'Looks at the clock, and begins the bills that are due.',
      invoke: { id: 'look', src: 'billing.look', onDone: 'following', onError: 'unsynced' },
    },
    following: {
      description: 'Every bill that is due is begun.',
      tags: ['ready'],
      on: {
        'chain.BlockFinalized': [
          { target: 'looking', guard: 'billing.isMarked', actions: 'rememberBlock' },
          { target: 'looking', guard: 'billing.isTime', actions: 'rememberBlock' },
        ],
      },
    },
  },
})
