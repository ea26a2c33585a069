import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { InitEvent } from '../../src/kernel/index.ts'
import type { WindowTerm } from '../../src/storage/checkpoint/windows.ts'

export interface CheckpointMissInput {
  readonly bucketId: bigint
  readonly term: WindowTerm
}

export interface CheckpointMissContext {
  readonly bucketId: bigint | null
  readonly term: WindowTerm | null
}

type CheckpointMissEvent =
  | InitEvent<CheckpointMissInput>
  | { readonly type: 'checkpoint.TurnCame'; readonly payload: null }

export const checkpointMiss = setup({
  types: { context: {} as CheckpointMissContext, events: {} as CheckpointMissEvent },
  actors: { 'checkpoint.reportMiss': {} as PromiseActorLogic<void> },
  guards: { isFirstBehind: ({ context }) => context.term?.behind === 1 },
  actions: {
    'checkpoint.scheduleReport': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})),
  },
}).createMachine({
  id: 'checkpoint-miss',
  description: "A window in which nobody submitted: its leader's miss is reported, by one of the others.",
  options: { maxIterations: 100 },
  context: { bucketId: null, term: null },
  entry: 'takeInput',
  initial: 'deciding',
  states: {
    deciding: {
      description: 'Whether it is ours to report at once.',
      always: [{ target: 'reporting', guard: 'isFirstBehind' }, { target: 'waiting' }],
    },
    waiting: {
      description: 'Those nearer behind the leader go first.',
      tags: ['idle'],
      entry: 'checkpoint.scheduleReport',
      on: { 'checkpoint.TurnCame': 'reporting' },
    },
    reporting: {
      description: 'Has the leader penalized, unless that was done.',
      invoke: { id: 'report', src: 'checkpoint.reportMiss', onDone: 'over', onError: 'over' },
    },
    over: {
      description: 'Reported, or of no use any more.',
      type: 'final',
    },
  },
})
