import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { Billed, Settled, Slashed } from '../../src/grid/chain-agreements.ts'
import type { NodeUptimeReported } from '../../src/grid/chain-facts.ts'
import type { DutyFinished, DutyGaveUp, FactEvent, PayloadOf } from '../../src/kernel/index.ts'

export interface AuditContext {
  /** The block at which the open bills are read. */
  readonly readAt: PayloadOf<typeof BlockFinalized> | null
}

type AuditEvent =
  | FactEvent<typeof BlockFinalized>
  | FactEvent<typeof Billed>
  | FactEvent<typeof Settled>
  | FactEvent<typeof Slashed>
  | FactEvent<typeof NodeUptimeReported>
  | DutyFinished
  | DutyGaveUp

export const audit = setup({
  types: { context: {} as AuditContext, events: {} as AuditEvent },
  actors: { 'audit.scan': {} as PromiseActorLogic<void> },
  guards: { 'audit.isMarked': () => false, 'audit.isAudited': () => false },
  actions: {
    'audit.needResync': () => {},
    'audit.open': () => {},
    'audit.seed': () => {},
    'audit.settle': () => {},
    'audit.slash': () => {},
    'audit.noteUptime': () => {},
    'audit.forget': () => {},
    rememberBlock: assign({
      readAt: ({ context, event }) => (event.type === 'chain.BlockFinalized' ? event.payload : context.readAt),
    }),
  },
}).createMachine({
  id: 'audit',
  description: 'Has every bill of the farms that it looks at audited, each as a duty of its own.',
  options: { maxIterations: 100 },
  context: { readAt: null },
  initial: 'unsynced',
  on: {
    'agreements.Billed': { guard: 'audit.isAudited', actions: 'audit.open' },
    'agreements.Settled': { actions: 'audit.settle' },
    'agreements.Slashed': { actions: 'audit.slash' },
    'tfgrid.NodeUptimeReported': { actions: 'audit.noteUptime' },
    'duty.Finished': { actions: 'audit.forget' },
    'duty.Failed': { actions: ['audit.forget', 'audit.needResync'] },
  },
  states: {
    unsynced: {
      description: 'Has not read the open bills yet, or may have missed some.',
      entry: 'audit.needResync',
      on: {
        'chain.BlockFinalized': [
          { target: 'scanning', guard: 'audit.isMarked', actions: ['rememberBlock', 'audit.seed'] },
          { actions: 'audit.seed' },
        ],
      },
    },
    scanning: {
      description: 'Reads all open bills, and opens the duties that are missing.',
      invoke: { id: 'scan', src: 'audit.scan', onDone: 'following', onError: 'unsynced' },
      on: { 'chain.BlockFinalized': { actions: 'audit.seed' } },
    },
    following: {
      description: 'New bills arrive as events, and so does what becomes of them.',
      tags: ['ready'],
      on: {
        'chain.BlockFinalized': [
          { target: 'scanning', guard: 'audit.isMarked', actions: ['rememberBlock', 'audit.seed'] },
          { actions: 'audit.seed' },
        ],
      },
    },
  },
})
