import { type PromiseActorLogic, setup } from 'xstate'
import type { ContractCreated } from '../../src/grid/chain-facts.ts'
import type { MessagesJoined } from '../../src/grid/messages/gateway/events.ts'
import type { FactEvent, StopRequested } from '../../src/kernel/index.ts'

type GridMessagesEvent =
  | FactEvent<typeof MessagesJoined>
  | FactEvent<typeof ContractCreated>
  | FactEvent<typeof StopRequested>

export const gridMessages = setup({
  types: { context: {} as Record<string, never>, events: {} as GridMessagesEvent },
  actors: { 'messages.serve': {} as PromiseActorLogic<void> },
  actions: { 'messages.noteDeployment': () => {} },
  delays: { 'messages.retry': 0 },
}).createMachine({
  id: 'grid-messages',
  description: 'A farm on the grid: its own address, by which it asks its nodes and other twins ask it.',
  options: { maxIterations: 100 },
  context: {},
  initial: 'present',
  on: {
    'contracts.ContractCreated': { actions: 'messages.noteDeployment' },
    'root.StopRequested': { target: '.closed' },
  },
  states: {
    present: {
      description: 'On the grid, or about to be.',
      invoke: { id: 'serve', src: 'messages.serve', onDone: 'absent', onError: 'absent' },
      initial: 'joining',
      states: {
        joining: {
          description: 'Reads who it is, and comes on the grid.',
          on: { 'grid.MessagesJoined': 'serving' },
        },
        serving: {
          description: 'Answers other twins.',
          tags: ['ready'],
        },
      },
    },
    absent: {
      description: 'Not on the grid: the chain could not be read, or has no such farm of ours. Tried again.',
      after: { 'messages.retry': 'present' },
    },
    closed: {
      description: 'Answers nothing any more.',
    },
  },
})
