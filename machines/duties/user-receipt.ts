import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { ReceiptVerdict } from '../../src/grid/receipts/receipt.ts'
import type { InitEvent } from '../../src/kernel/index.ts'

export interface UserReceiptInput {
  /** Id of the agreement, in decimal. */
  readonly agreement: string
  readonly farmId: number
  readonly period: number
}

export interface UserReceiptContext extends UserReceiptInput {
  /** Attempts in a row that came to nothing. */
  readonly failures: number
  readonly reason: string | null
}

type UserReceiptEvent = InitEvent<UserReceiptInput> | DoneActorEvent<ReceiptVerdict, 'check'>

export const userReceipt = setup({
  types: { context: {} as UserReceiptContext, events: {} as UserReceiptEvent },
  actors: { 'receipts.check': {} as PromiseActorLogic<ReceiptVerdict> },
  guards: {
    isConfirmed: ({ event }) => event.type === 'xstate.done.actor.check' && event.output?.verdict === 'confirmed',
    isRefused: ({ event }) => event.type === 'xstate.done.actor.check' && event.output?.verdict === 'refused',
    isOver: ({ event }) => event.type === 'xstate.done.actor.check' && event.output?.verdict === 'over',
  },
  actions: {
    'receipts.report': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})),
    noteReason: assign({
      reason: ({ event }) => {
        const output = event.type === 'xstate.done.actor.check' ? event.output : null
        return output !== null && 'reason' in output ? (output.reason ?? null) : null
      },
    }),
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
  },
  delays: { 'receipts.backoff': 0 },
}).createMachine({
  id: 'user-receipt',
  description:
    'What a farm has billed for a period under one agreement of ours, until we have signed for it or will not.',
  options: { maxIterations: 100 },
  context: { agreement: '0', farmId: 0, period: 0, failures: 0, reason: null },
  entry: 'takeInput',
  initial: 'checking',
  states: {
    checking: {
      description:
        'Asks the farm for the leaves and their nodes for what they have signed; signs, and hands the receipt over.',
      entry: { type: 'receipts.report', params: { state: 'running' } },
      invoke: {
        id: 'check',
        src: 'receipts.check',
        onDone: [
          { target: 'confirmed', guard: 'isConfirmed' },
          { target: 'refused', guard: 'isRefused', actions: 'noteReason' },
          { target: 'over', guard: 'isOver', actions: 'noteReason' },
          { target: 'waiting', actions: ['countFailure', 'noteReason'] },
        ],
        onError: { target: 'waiting', actions: ['countFailure', 'noteReason'] },
      },
    },
    waiting: {
      description: 'The farm, or a node, has not answered, or the chain could not be read.',
      tags: ['idle'],
      entry: { type: 'receipts.report', params: { state: 'due' } },
      after: { 'receipts.backoff': 'checking' },
    },
    confirmed: {
      description: 'The farm has our receipt.',
      type: 'final',
      entry: { type: 'receipts.report', params: { state: 'done' } },
    },
    refused: {
      description: 'The bill is not as the nodes say, or not as agreed: nothing is signed.',
      type: 'final',
      entry: { type: 'receipts.report', params: { state: 'dropped' } },
    },
    over: {
      description: 'Nothing was billed to us, or the bill is not open any more.',
      type: 'final',
      entry: { type: 'receipts.report', params: { state: 'dropped' } },
    },
  },
})
