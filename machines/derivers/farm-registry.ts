import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { TouchingFact } from '../../src/grid/farm/touched.ts'
import type { FactEvent, PayloadOf } from '../../src/kernel/index.ts'

export interface FarmRegistryContext {
  /** The block at which the farm is read. */
  readonly readAt: PayloadOf<typeof BlockFinalized> | null
}

type FarmRegistryEvent = FactEvent<typeof BlockFinalized> | TouchingFact

export const farmRegistry = setup({
  types: { context: {} as FarmRegistryContext, events: {} as FarmRegistryEvent },
  actors: {
    'registry.scan': {} as PromiseActorLogic<void>,
    'registry.refresh': {} as PromiseActorLogic<void>,
  },
  guards: { 'registry.isMarked': () => false, 'registry.isStale': () => false },
  actions: {
    'registry.needResync': () => {},
    'registry.noteBlock': () => {},
    'registry.markStale': () => {},
    rememberBlock: assign({
      readAt: ({ context, event }) => (event.type === 'chain.BlockFinalized' ? event.payload : context.readAt),
    }),
  },
  delays: { 'registry.retry': 0 },
}).createMachine({
  id: 'farm-registry',
  description: 'What the chain has about the nodes of a farm, for who plans by it.',
  options: { maxIterations: 100 },
  context: { readAt: null },
  initial: 'unsynced',
  on: {
    'chain.BlockFinalized': { actions: 'registry.noteBlock' },
    'tfgrid.NodeStored': { actions: 'registry.markStale' },
    'tfgrid.NodeUpdated': { actions: 'registry.markStale' },
    'tfgrid.NodeDeleted': { actions: 'registry.markStale' },
    'tfgrid.NodePublicConfigStored': { actions: 'registry.markStale' },
    'tfgrid.PowerTargetChanged': { actions: 'registry.markStale' },
    'tfgrid.PowerStateChanged': { actions: 'registry.markStale' },
    'contracts.ContractCreated': { actions: 'registry.markStale' },
    'contracts.NodeContractCanceled': { actions: 'registry.markStale' },
    'contracts.RentContractCanceled': { actions: 'registry.markStale' },
    'contracts.NodeExtraFeeSet': { actions: 'registry.markStale' },
  },
  states: {
    unsynced: {
      description: 'Has not read the farm yet, or does not know which it is.',
      entry: 'registry.needResync',
      on: {
        'chain.BlockFinalized': [
          { target: 'scanning', guard: 'registry.isMarked', actions: ['registry.noteBlock', 'rememberBlock'] },
          { actions: 'registry.noteBlock' },
        ],
      },
    },
    scanning: {
      description: 'Reads the farm and all its nodes as of one block.',
      invoke: { id: 'scan', src: 'registry.scan', onDone: 'current', onError: 'unsynced' },
    },
    current: {
      description: 'Knows every node.',
      tags: ['ready'],
      always: { target: 'reading', guard: 'registry.isStale' },
      on: {
        'chain.BlockFinalized': [
          { target: 'scanning', guard: 'registry.isMarked', actions: ['registry.noteBlock', 'rememberBlock'] },
          { actions: 'registry.noteBlock' },
        ],
      },
    },
    reading: {
      description: 'Reads the nodes that something has happened to; more may come up meanwhile.',
      tags: ['ready'],
      invoke: { id: 'refresh', src: 'registry.refresh', onDone: 'current', onError: 'waiting' },
    },
    waiting: {
      description: 'They could not be read; they will be.',
      after: { 'registry.retry': 'reading' },
    },
  },
})
