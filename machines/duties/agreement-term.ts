import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { FactEvent, InitEvent } from '../../src/kernel/index.ts'
import type { TermStep } from '../../src/storage/agreement-terms/decide.ts'
import type { TermCase } from '../../src/storage/agreement-terms/read.ts'
import type { Submission } from '../../src/storage/agreement-terms/submit.ts'

export interface AgreementTermInput {
  readonly bucketId: bigint
}

export interface AgreementTermContext {
  readonly bucketId: bigint | null
  /** The agreement and what is decided by, as last read. */
  readonly case: TermCase | null
  /** What is to be done now; null: nothing. */
  readonly step: TermStep | null
  /** Something happened to it since the last reading began. */
  readonly stale: boolean
  /** Block at which it is looked at again though nothing was heard. */
  readonly wakeAt: number
  /** By step, how often it was done already: each time is an intent of its own. */
  readonly done: Readonly<Record<string, number>>
  /** Readings and submissions in a row that came to nothing. */
  readonly failures: number
  /** Why the last one did. */
  readonly reason: string | null
}

type AgreementTermEvent =
  | InitEvent<AgreementTermInput>
  | FactEvent<typeof BlockFinalized>
  | { readonly type: 'agreement-terms.Touched'; readonly payload: null }
  | DoneActorEvent<TermCase | null, 'read'>
  | DoneActorEvent<{ readonly step: TermStep | null; readonly wakeAt: number }, 'decide'>
  | DoneActorEvent<Submission, 'submit'>

export const agreementTerm = setup({
  types: { context: {} as AgreementTermContext, events: {} as AgreementTermEvent },
  actors: {
    'agreement-terms.read': {} as PromiseActorLogic<TermCase | null>,
    'agreement-terms.decide': {} as PromiseActorLogic<{ readonly step: TermStep | null; readonly wakeAt: number }>,
    'agreement-terms.submit': {} as PromiseActorLogic<Submission>,
  },
  guards: {
    isGone: ({ event }) => event.type === 'xstate.done.actor.read' && event.output === null,
    isStale: ({ context }) => context.stale,
    isIdle: ({ event }) => event.type === 'xstate.done.actor.decide' && event.output.step === null,
    isTime: ({ context, event }) => event.type === 'chain.BlockFinalized' && event.payload.number >= context.wakeAt,
    isDone: ({ event }) => event.type === 'xstate.done.actor.submit' && event.output.done,
  },
  actions: {
    'agreement-terms.report': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})),
    rememberCase: assign({
      case: ({ context, event }) => (event.type === 'xstate.done.actor.read' ? event.output : context.case),
    }),
    rememberStep: assign(({ event }) => (event.type === 'xstate.done.actor.decide' ? event.output : {})),
    countDone: assign({
      done: ({ context: { done, step } }) => {
        const name = step?.name ?? ''
        return { ...done, [name]: (done[name] ?? 0) + 1 }
      },
      step: null,
      failures: 0,
      reason: null,
    }),
    countFailure: assign({
      failures: ({ context }) => context.failures + 1,
      reason: ({ event }) =>
        event.type === 'xstate.done.actor.submit' && !event.output.done ? event.output.reason : 'it went wrong',
    }),
    noteStale: assign({ stale: true }),
    noteFresh: assign({ stale: false }),
  },
  delays: { 'agreement-terms.backoff': 0 },
}).createMachine({
  id: 'agreement-term',
  description:
    'One agreement of this provider, until it is no more: extended, topped up, ended, or its payment claimed.',
  options: { maxIterations: 100 },
  context: {
    bucketId: null,
    case: null,
    step: null,
    stale: false,
    wakeAt: 0,
    done: {},
    failures: 0,
    reason: null,
  },
  entry: 'takeInput',
  initial: 'reading',
  on: { 'agreement-terms.Touched': { actions: 'noteStale' } },
  states: {
    reading: {
      description: 'Reads the agreement as it stands.',
      entry: 'noteFresh',
      invoke: {
        id: 'read',
        src: 'agreement-terms.read',
        onDone: [
          { target: 'gone', guard: 'isGone' },
          { target: 'reading', reenter: true, guard: 'isStale', actions: 'rememberCase' },
          { target: 'deciding', actions: 'rememberCase' },
        ],
        onError: { target: 'waiting', actions: 'countFailure' },
      },
    },
    deciding: {
      description: 'Asks the policy what is to be done, and when to look again.',
      invoke: {
        id: 'decide',
        src: 'agreement-terms.decide',
        onDone: [
          { target: 'holding', guard: 'isIdle', actions: 'rememberStep' },
          { target: 'submitting', actions: 'rememberStep' },
        ],
        onError: { target: 'waiting', actions: 'countFailure' },
      },
    },
    holding: {
      description: 'Nothing is to be done until something happens, or a block comes.',
      tags: ['idle'],
      entry: { type: 'agreement-terms.report', params: { state: 'due' } },
      always: { target: 'reading', guard: 'isStale' },
      on: { 'chain.BlockFinalized': { target: 'reading', guard: 'isTime' } },
    },
    submitting: {
      description: 'Submits what is to be done and waits until it is final.',
      entry: { type: 'agreement-terms.report', params: { state: 'running' } },
      invoke: {
        id: 'submit',
        src: 'agreement-terms.submit',
        onDone: [
          {
            target: 'reading',
            guard: 'isDone',
            actions: [{ type: 'agreement-terms.report', params: { state: 'done' } }, 'countDone'],
          },
          { target: 'waiting', actions: 'countFailure' },
        ],
        onError: { target: 'waiting', actions: 'countFailure' },
      },
    },
    waiting: {
      description: 'Backs off, then looks again: what failed may have changed the case.',
      tags: ['idle'],
      entry: { type: 'agreement-terms.report', params: { state: 'due' } },
      after: { 'agreement-terms.backoff': 'reading' },
    },
    gone: {
      description: 'There is no such agreement any more.',
      type: 'final',
      entry: { type: 'agreement-terms.report', params: { state: 'dropped' } },
    },
  },
})
