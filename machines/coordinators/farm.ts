import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type {
  ClaimNode,
  DescribeFarm,
  IncludeNode,
  ReleaseClaim,
  SetNodeAside,
  SleepNode,
  WakeNode,
} from '../../src/grid/farm/events.ts'
import type { TouchingFact } from '../../src/grid/farm/touched.ts'
import type { CommandEvent, DutyGaveUp, FactEvent, PayloadOf } from '../../src/kernel/index.ts'

export interface FarmContext {
  /** The block at which the farm is read. */
  readonly readAt: PayloadOf<typeof BlockFinalized> | null
}

type FarmEvent =
  | FactEvent<typeof BlockFinalized>
  | TouchingFact
  | CommandEvent<typeof ClaimNode>
  | CommandEvent<typeof ReleaseClaim>
  | CommandEvent<typeof WakeNode>
  | CommandEvent<typeof SleepNode>
  | CommandEvent<typeof SetNodeAside>
  | CommandEvent<typeof IncludeNode>
  | CommandEvent<typeof DescribeFarm>
  | DutyGaveUp

export const farm = setup({
  types: { context: {} as FarmContext, events: {} as FarmEvent },
  actors: {
    'farm.scan': {} as PromiseActorLogic<void>,
    'farm.refresh': {} as PromiseActorLogic<void>,
    'farm.poll': {} as PromiseActorLogic<void>,
  },
  guards: {
    'farm.isMarked': () => false,
    'farm.isOurs': () => false,
    'farm.isStale': () => false,
    'farm.isKnown': () => false,
    'farm.isThere': () => false,
    'farm.isLeftOut': () => false,
  },
  actions: {
    'farm.needResync': () => {},
    'farm.markStale': () => {},
    'farm.markUnseen': () => {},
    'farm.forward': () => {},
    'farm.refuseUnknown': () => {},
    'farm.refuseForNow': () => {},
    'farm.describe': () => {},
    'farm.setAside': () => {},
    'farm.include': () => {},
    'farm.refuseLeftOut': () => {},
    rememberBlock: assign({
      readAt: ({ context, event }) => (event.type === 'chain.BlockFinalized' ? event.payload : context.readAt),
    }),
  },
  delays: { 'farm.pollEvery': 0, 'farm.retry': 0 },
}).createMachine({
  id: 'farm',
  description:
    'The nodes of a farm, each an actor of its own: what the chain and the nodes say of them, and what is asked of them.',
  options: { maxIterations: 100 },
  context: { readAt: null },
  initial: 'unsynced',
  on: {
    'grid.DescribeFarm': { actions: 'farm.refuseForNow' },
    'grid.ClaimNode': { actions: 'farm.refuseForNow' },
    'grid.ReleaseClaim': { actions: 'farm.refuseForNow' },
    'grid.WakeNode': { actions: 'farm.refuseForNow' },
    'grid.SleepNode': { actions: 'farm.refuseForNow' },
    'grid.SetNodeAside': { actions: 'farm.refuseForNow' },
    'grid.IncludeNode': { actions: 'farm.refuseForNow' },
    'duty.Failed': { actions: 'farm.needResync' },
  },
  states: {
    unsynced: {
      description: 'Has not read the farm yet, or may have missed something of it.',
      entry: 'farm.needResync',
      on: { 'chain.BlockFinalized': { target: 'scanning', guard: 'farm.isMarked', actions: 'rememberBlock' } },
    },
    scanning: {
      description: 'Reads the farm and all its nodes as of one block. What happens meanwhile is read afterwards.',
      invoke: { id: 'scan', src: 'farm.scan', onDone: 'managing', onError: 'unsynced' },
      on: {
        'tfgrid.NodeStored': { actions: 'farm.markUnseen' },
        'tfgrid.NodeUpdated': { actions: 'farm.markUnseen' },
        'tfgrid.NodeDeleted': { actions: 'farm.markUnseen' },
        'tfgrid.NodePublicConfigStored': { actions: 'farm.markUnseen' },
        'tfgrid.PowerTargetChanged': { actions: 'farm.markUnseen' },
        'tfgrid.PowerStateChanged': { actions: 'farm.markUnseen' },
        'contracts.ContractCreated': { actions: 'farm.markUnseen' },
        'contracts.NodeContractCanceled': { actions: 'farm.markUnseen' },
        'contracts.RentContractCanceled': { actions: 'farm.markUnseen' },
        'contracts.NodeExtraFeeSet': { actions: 'farm.markUnseen' },
      },
    },
    managing: {
      description: 'Knows every node.',
      tags: ['ready'],
      type: 'parallel',
      on: {
        'chain.BlockFinalized': { target: 'scanning', guard: 'farm.isMarked', actions: 'rememberBlock' },
        'tfgrid.NodeStored': { guard: 'farm.isOurs', actions: 'farm.markStale' },
        'tfgrid.NodeUpdated': { guard: 'farm.isOurs', actions: 'farm.markStale' },
        'tfgrid.NodeDeleted': { guard: 'farm.isOurs', actions: 'farm.markStale' },
        'tfgrid.NodePublicConfigStored': { guard: 'farm.isOurs', actions: 'farm.markStale' },
        'tfgrid.PowerTargetChanged': { guard: 'farm.isOurs', actions: 'farm.markStale' },
        'tfgrid.PowerStateChanged': { guard: 'farm.isOurs', actions: 'farm.markStale' },
        'contracts.ContractCreated': { guard: 'farm.isOurs', actions: 'farm.markStale' },
        'contracts.NodeContractCanceled': { guard: 'farm.isOurs', actions: 'farm.markStale' },
        'contracts.RentContractCanceled': { guard: 'farm.isOurs', actions: 'farm.markStale' },
        'contracts.NodeExtraFeeSet': { guard: 'farm.isOurs', actions: 'farm.markStale' },
        'grid.DescribeFarm': { actions: 'farm.describe' },
        'grid.ClaimNode': [{ guard: 'farm.isKnown', actions: 'farm.forward' }, { actions: 'farm.refuseUnknown' }],
        'grid.ReleaseClaim': [{ guard: 'farm.isKnown', actions: 'farm.forward' }, { actions: 'farm.refuseUnknown' }],
        'grid.WakeNode': [{ guard: 'farm.isKnown', actions: 'farm.forward' }, { actions: 'farm.refuseUnknown' }],
        'grid.SleepNode': [{ guard: 'farm.isKnown', actions: 'farm.forward' }, { actions: 'farm.refuseUnknown' }],
        'grid.SetNodeAside': [{ guard: 'farm.isThere', actions: 'farm.setAside' }, { actions: 'farm.refuseUnknown' }],
        'grid.IncludeNode': [
          { guard: 'farm.isLeftOut', actions: 'farm.refuseLeftOut' },
          { guard: 'farm.isThere', actions: 'farm.include' },
          { actions: 'farm.refuseUnknown' },
        ],
      },
      states: {
        chain: {
          description: 'Keeps up with what the chain has about the nodes.',
          initial: 'current',
          states: {
            current: {
              description: 'Nothing is to be read again.',
              always: { target: 'reading', guard: 'farm.isStale' },
            },
            reading: {
              description: 'Reads the nodes that something has happened to; more may come up meanwhile.',
              invoke: { id: 'refresh', src: 'farm.refresh', onDone: 'current', onError: 'waiting' },
            },
            waiting: {
              description: 'They could not be read; they will be.',
              after: { 'farm.retry': 'reading' },
            },
          },
        },
        nodes: {
          description: 'Asks all nodes how they are, round after round.',
          initial: 'polling',
          states: {
            resting: {
              description: 'Between two rounds.',
              after: { 'farm.pollEvery': 'polling' },
            },
            polling: {
              description: 'Asks all of them at once.',
              invoke: { id: 'poll', src: 'farm.poll', onDone: 'resting', onError: 'unconnected' },
            },
            unconnected: {
              description: 'The farm itself is not on the grid yet, or no more.',
              after: { 'farm.retry': 'polling' },
            },
          },
        },
      },
    },
  },
})
