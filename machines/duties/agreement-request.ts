import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { FactEvent, InitEvent } from '../../src/kernel/index.ts'
import type { AnswerVerdict } from '../../src/storage/agreement/answer.ts'
import type { AgreementCase, AgreementDecision } from '../../src/storage/agreement/decide.ts'

export interface AgreementRequestInput {
  readonly bucketId: bigint
}

export interface AgreementRequestContext {
  readonly bucketId: bigint | null
  /** The request and what is needed to decide it, as last read. */
  readonly case: AgreementCase | null
  readonly decision: AgreementDecision | null
  /** Block of the answer. */
  readonly answeredIn: number | null
  /** Reads and answers in a row that came to nothing. */
  readonly failures: number
  /** The same bucket asked again while this request was coming to its end. */
  readonly requestedAgain: boolean
}

type AgreementRequestEvent =
  | InitEvent<AgreementRequestInput>
  | FactEvent<typeof BlockFinalized>
  | { readonly type: 'agreement.RequestedAgain'; readonly payload: null }
  | DoneActorEvent<AgreementCase | null, 'read'>
  | DoneActorEvent<AgreementDecision, 'decide'>
  | DoneActorEvent<AnswerVerdict, 'answer'>

export const agreementRequest = setup({
  types: { context: {} as AgreementRequestContext, events: {} as AgreementRequestEvent },
  actors: {
    'agreement.read': {} as PromiseActorLogic<AgreementCase | null>,
    'agreement.decide': {} as PromiseActorLogic<AgreementDecision>,
    'agreement.answer': {} as PromiseActorLogic<AnswerVerdict>,
  },
  guards: {
    isGone: ({ event }) => event.type === 'xstate.done.actor.read' && event.output === null,
    wasExpired: ({ context, event }) =>
      context.case === null &&
      event.type === 'xstate.done.actor.read' &&
      event.output !== null &&
      event.output.at > event.output.request.expiresAt,
    hasRunOut: ({ context, event }) =>
      event.type === 'chain.BlockFinalized' &&
      context.case !== null &&
      event.payload.number > context.case.request.expiresAt,
    wasAccepted: ({ event }) => event.type === 'xstate.done.actor.answer' && event.output.verdict === 'accepted',
    wasRejected: ({ event }) => event.type === 'xstate.done.actor.answer' && event.output.verdict === 'rejected',
    wasGone: ({ event }) => event.type === 'xstate.done.actor.answer' && event.output.verdict === 'gone',
  },
  actions: {
    'agreement.report': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})),
    rememberCase: assign({
      case: ({ context, event }) => (event.type === 'xstate.done.actor.read' ? event.output : context.case),
    }),
    rememberDecision: assign({
      decision: ({ context, event }) => (event.type === 'xstate.done.actor.decide' ? event.output : context.decision),
    }),
    rememberBlock: assign({
      answeredIn: ({ event }) =>
        event.type === 'xstate.done.actor.answer' && 'block' in event.output ? event.output.block : null,
    }),
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    noteAgain: assign({ requestedAgain: true }),
  },
  delays: { 'agreement.backoff': 0 },
}).createMachine({
  id: 'agreement-request',
  description: 'One request for a storage agreement, from the moment it is known to a final answer.',
  options: { maxIterations: 100 },
  context: { bucketId: null, case: null, decision: null, answeredIn: null, failures: 0, requestedAgain: false },
  entry: 'takeInput',
  initial: 'open',
  on: { 'agreement.RequestedAgain': { actions: 'noteAgain' } },
  states: {
    open: {
      description: 'Ours to answer.',
      initial: 'reading',
      on: { 'chain.BlockFinalized': { target: 'missed', guard: 'hasRunOut' } },
      states: {
        reading: {
          description: 'Reads the request as it stands, our registration, and what both need.',
          invoke: {
            id: 'read',
            src: 'agreement.read',
            onDone: [
              { target: '#agreement-request.gone', guard: 'isGone' },
              { target: '#agreement-request.expired', guard: 'wasExpired', actions: 'rememberCase' },
              { target: 'deciding', actions: 'rememberCase' },
            ],
            onError: { target: 'waiting', actions: 'countFailure' },
          },
        },
        deciding: {
          description: 'Asks the policy.',
          invoke: {
            id: 'decide',
            src: 'agreement.decide',
            onDone: { target: 'answering', actions: 'rememberDecision' },
            onError: { target: 'waiting', actions: 'countFailure' },
          },
        },
        answering: {
          description: 'Submits the answer and waits until it is final.',
          invoke: {
            id: 'answer',
            src: 'agreement.answer',
            onDone: [
              { target: '#agreement-request.accepted', guard: 'wasAccepted', actions: 'rememberBlock' },
              { target: '#agreement-request.rejected', guard: 'wasRejected', actions: 'rememberBlock' },
              { target: '#agreement-request.gone', guard: 'wasGone' },
              { target: 'waiting', actions: 'countFailure' },
            ],
            onError: { target: 'waiting', actions: 'countFailure' },
          },
        },
        waiting: {
          description: 'Backs off, then looks again: what failed may have changed the case.',
          after: { 'agreement.backoff': 'reading' },
        },
      },
    },
    accepted: {
      description: 'The agreement exists.',
      type: 'final',
      entry: { type: 'agreement.report', params: { answer: 'accepted' } },
    },
    rejected: {
      description: 'The requester has its payment back.',
      type: 'final',
      entry: { type: 'agreement.report', params: { answer: 'rejected' } },
    },
    gone: {
      description: 'There is no such request any more: answered or withdrawn before.',
      type: 'final',
      entry: { type: 'agreement.report', params: { answer: 'gone' } },
    },
    expired: {
      description: 'It was past its time when first seen.',
      type: 'final',
      entry: { type: 'agreement.report', params: { answer: 'expired' } },
    },
    missed: {
      description: 'It ran out while it was ours to answer.',
      type: 'final',
      entry: { type: 'agreement.report', params: { answer: 'missed' } },
    },
  },
})
