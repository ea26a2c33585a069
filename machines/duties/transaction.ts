import { assign, type DoneActorEvent, type ErrorActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { Call, Submitted } from '../../src/chain/transactions/events.ts'
import type { SendVerdict } from '../../src/chain/transactions/send.ts'
import type { SignedTransaction } from '../../src/chain/transactions/sign.ts'
import type { FactEvent, InitEvent } from '../../src/kernel/index.ts'

export interface TransactionInput {
  readonly key: string
  readonly call: Call
  /** What was signed for it by an earlier run, and may be on its way. */
  readonly signed: SignedTransaction | null
}

export interface TransactionContext {
  readonly key: string
  readonly call: Call | null
  readonly signed: SignedTransaction | null
  readonly landed: Submitted | null
  /** Why the chain will not take it. */
  readonly reason: string
  /** How often its nonce turned out to be somebody else's. */
  readonly clashes: number
}

type TransactionEvent =
  | InitEvent<TransactionInput>
  | FactEvent<typeof BlockFinalized>
  | { readonly type: 'transaction.Found'; readonly payload: Submitted }
  | { readonly type: 'transaction.SendAgain'; readonly payload: null }
  | DoneActorEvent<SignedTransaction, 'sign'>
  | DoneActorEvent<SendVerdict, 'send'>
  | ErrorActorEvent<unknown, 'sign'>

export const transaction = setup({
  types: { context: {} as TransactionContext, events: {} as TransactionEvent },
  actors: {
    'transaction.sign': {} as PromiseActorLogic<SignedTransaction>,
    'transaction.send': {} as PromiseActorLogic<SendVerdict>,
  },
  guards: {
    isSigned: ({ context }) => context.signed !== null,
    isPassing: ({ event }) =>
      event.type === 'xstate.error.actor.sign' &&
      (event.error as { retryable?: boolean } | undefined)?.retryable === true,
    isNonceTaken: ({ context, event }) =>
      event.type === 'xstate.done.actor.send' &&
      event.output.verdict === 'refused' &&
      !event.output.nonceFree &&
      context.clashes < 5,
    isRefused: ({ event }) => event.type === 'xstate.done.actor.send' && event.output.verdict === 'refused',
    hasDied: ({ context, event }) =>
      event.type === 'chain.BlockFinalized' && context.signed !== null && event.payload.number >= context.signed.death,
  },
  actions: {
    'transaction.reportSent': () => {},
    'transaction.releaseNonce': () => {},
    'transaction.reportClash': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})),
    rememberSigned: assign({
      signed: ({ context, event }) => (event.type === 'xstate.done.actor.sign' ? event.output : context.signed),
    }),
    rememberLanded: assign({
      landed: ({ context, event }) => (event.type === 'transaction.Found' ? event.payload : context.landed),
    }),
    countClash: assign({ clashes: ({ context }) => context.clashes + 1 }),
    rememberReason: assign({
      reason: ({ event }) => {
        if (event.type === 'xstate.error.actor.sign') return String(event.error)
        return event.type === 'xstate.done.actor.send' && event.output.verdict === 'refused' ? event.output.reason : ''
      },
    }),
  },
  delays: { 'transaction.retry': 0 },
}).createMachine({
  id: 'transaction',
  description: 'One extrinsic from its call to its place in a finalized block, or to the certainty that it has none.',
  options: { maxIterations: 100 },
  context: { key: '', call: null, signed: null, landed: null, reason: '', clashes: 0 },
  entry: 'takeInput',
  initial: 'beginning',
  states: {
    beginning: {
      description: 'Something may have been signed for it before the process came to its end.',
      always: [{ target: 'resending', guard: 'isSigned' }, { target: 'signing' }],
    },
    signing: {
      description: 'Takes the next nonce and signs, mortal, against the finalized head.',
      invoke: {
        id: 'sign',
        src: 'transaction.sign',
        onDone: { target: 'sending', actions: 'rememberSigned' },
        onError: [
          { target: 'unsigned', guard: 'isPassing' },
          { target: 'invalid', actions: 'rememberReason' },
        ],
      },
    },
    unsigned: {
      description: 'Nothing is on its way: the chain could not be asked what signing needs, or the nonce was taken.',
      after: { 'transaction.retry': 'signing' },
    },
    sending: {
      description: 'Hands it to the network. Only a plain refusal is an answer; anything else may have arrived.',
      invoke: {
        id: 'send',
        src: 'transaction.send',
        onDone: [
          {
            target: 'unsigned',
            guard: 'isNonceTaken',
            actions: ['countClash', 'transaction.reportClash', 'transaction.releaseNonce'],
          },
          { target: 'invalid', guard: 'isRefused', actions: ['rememberReason', 'transaction.releaseNonce'] },
          { target: 'watching', actions: 'transaction.reportSent' },
        ],
        onError: 'watching',
      },
      on: { 'transaction.Found': { target: 'landed', actions: 'rememberLanded' } },
    },
    watching: {
      description: 'Waits to be found in a finalized block, or for the last block in which it could be.',
      on: {
        'transaction.Found': { target: 'landed', actions: 'rememberLanded' },
        'transaction.SendAgain': 'resending',
        'chain.BlockFinalized': { target: 'expired', guard: 'hasDied' },
      },
    },
    resending: {
      description:
        'Hands the same bytes over again after a lost connection or a restart; whatever the answer, they may have arrived before.',
      invoke: { id: 'resend', src: 'transaction.send', onDone: 'watching', onError: 'watching' },
      on: { 'transaction.Found': { target: 'landed', actions: 'rememberLanded' } },
    },
    landed: { description: 'In a finalized block.', type: 'final' },
    expired: { description: 'Its era is over and it is in no finalized block.', type: 'final' },
    invalid: { description: 'The chain will never take it.', type: 'final' },
  },
})
