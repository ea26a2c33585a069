import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { DrawVerdict } from '../../src/grid/billing/draw.ts'
import type { SubmitVerdict } from '../../src/grid/billing/submit.ts'
import type { InitEvent } from '../../src/kernel/index.ts'

export interface BillInput {
  readonly payer: string
  /** Periods, both included. */
  readonly first: number
  readonly last: number
}

export interface BillContext {
  readonly payer: string
  readonly first: number
  readonly last: number
  /** Attempts in a row that came to nothing. */
  readonly failures: number
  /** Why the last one did. */
  readonly reason: string | null
}

type BillEvent =
  | InitEvent<BillInput>
  | { readonly type: 'bill.Touched'; readonly payload: null }
  | DoneActorEvent<DrawVerdict, 'draw'>
  | DoneActorEvent<SubmitVerdict, 'submit'>

/** What a task has come to. */
const verdictOf = (event: BillEvent): string | undefined => ('output' in event ? event.output.verdict : undefined)

export const bill = setup({
  types: { context: {} as BillContext, events: {} as BillEvent },
  actors: {
    'billing.draw': {} as PromiseActorLogic<DrawVerdict>,
    'billing.submit': {} as PromiseActorLogic<SubmitVerdict>,
  },
  guards: {
    isDrawn: ({ event }) => verdictOf(event) === 'drawn',
    isNothing: ({ event }) => verdictOf(event) === 'nothing',
    isBilled: ({ event }) => verdictOf(event) === 'billed',
    isMissed: ({ event }) => verdictOf(event) === 'missed',
  },
  actions: {
    'billing.report': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})),
    noteReason: assign({
      reason: ({ event }) => ('output' in event && 'reason' in event.output ? event.output.reason : 'it went wrong'),
    }),
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    forgetFailures: assign({ failures: 0, reason: null }),
  },
  delays: { 'billing.backoff': 0 },
}).createMachine({
  id: 'bill',
  description:
    'The bill of one payer for some periods: drawn once, and asked of the chain until it is there or never can be.',
  options: { maxIterations: 100 },
  context: { payer: '', first: 0, last: 0, failures: 0, reason: null },
  entry: 'takeInput',
  initial: 'drawing',
  states: {
    drawing: {
      description:
        'Puts together what is proven, prices it and writes the bill down; one that was written down before stays as it is.',
      invoke: {
        id: 'draw',
        src: 'billing.draw',
        onDone: [
          { target: 'submitting', guard: 'isDrawn', actions: 'forgetFailures' },
          { target: 'nothing', guard: 'isNothing' },
          { target: 'waiting', actions: ['countFailure', 'noteReason'] },
        ],
        onError: { target: 'waiting', actions: ['countFailure', 'noteReason'] },
      },
    },
    submitting: {
      description: 'Asks it of the chain and waits until that is final.',
      entry: { type: 'billing.report', params: { state: 'running' } },
      invoke: {
        id: 'submit',
        src: 'billing.submit',
        onDone: [
          { target: 'billed', guard: 'isBilled' },
          { target: 'missed', guard: 'isMissed', actions: 'noteReason' },
          { target: 'waiting', actions: ['countFailure', 'noteReason'] },
        ],
        onError: { target: 'waiting', actions: ['countFailure', 'noteReason'] },
      },
    },
    waiting: {
      description: 'Something is missing: nodes have not said what ran on them, or the chain did not take it.',
      tags: ['idle'],
      entry: { type: 'billing.report', params: { state: 'due' } },
      after: { 'billing.backoff': 'drawing' },
      on: { 'bill.Touched': 'drawing' },
    },
    billed: {
      description: 'It is on the chain.',
      type: 'final',
      entry: { type: 'billing.report', params: { state: 'done' } },
    },
    nothing: {
      description: 'There is nothing to be paid.',
      type: 'final',
      entry: { type: 'billing.report', params: { state: 'dropped' } },
    },
    missed: {
      description: 'The chain will not take it any more.',
      type: 'final',
      entry: { type: 'billing.report', params: { state: 'missed' } },
    },
  },
})
