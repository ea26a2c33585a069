import { assign, type DoneActorEvent, type ErrorActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { Intent } from '../../src/chain/transactions/journal/journal.ts'
import type { FoundExtrinsic } from '../../src/chain/transactions/outcome/scan.ts'
import type { SignedTransaction } from '../../src/chain/transactions/sign.ts'
import type { SendVerdict } from '../../src/chain/transactions/transaction/send.ts'
import type { FactEvent, InitEvent } from '../../src/kernel/index.ts'

export interface TransactionInput {
  /** What it carries, in the order of the calls. */
  readonly items: readonly Intent[]
  /** What was signed for it last by an earlier run, and may be on its way. */
  readonly signed: SignedTransaction | null
  /** First block in which nothing that was signed for it can land any more; 0 when nothing was. */
  readonly death: number
}

export interface TransactionContext extends TransactionInput {
  readonly landed: FoundExtrinsic | null
  /** Why it ended without landing. */
  readonly reason: string
  /** Finalized blocks since it was signed, and since it was handed over. */
  readonly age: number
  readonly quiet: number
}

export interface Signed {
  readonly transaction: SignedTransaction
  /** How many of the first calls it carries. */
  readonly carried: number
}

type TransactionEvent =
  | InitEvent<TransactionInput>
  | FactEvent<typeof BlockFinalized>
  | { readonly type: 'transaction.Found'; readonly payload: FoundExtrinsic }
  | { readonly type: 'transaction.SendAgain'; readonly payload: null }
  | DoneActorEvent<Signed, 'sign'>
  | DoneActorEvent<Signed, 'replace'>
  | DoneActorEvent<SendVerdict, 'send'>
  | ErrorActorEvent<unknown, 'sign'>

export const transaction = setup({
  types: { context: {} as TransactionContext, events: {} as TransactionEvent },
  actors: {
    'transaction.sign': {} as PromiseActorLogic<Signed>,
    'transaction.replace': {} as PromiseActorLogic<Signed>,
    'transaction.send': {} as PromiseActorLogic<SendVerdict>,
  },
  guards: {
    'transaction.isOutdated': () => false,
    'transaction.isQuiet': () => false,
    'transaction.mayPayMore': () => false,
    isSigned: ({ context }) => context.signed !== null,
    isWithheld: ({ event }) =>
      event.type === 'xstate.error.actor.sign' &&
      ['below-floor', 'runtime-changed'].includes((event.error as { code?: string } | undefined)?.code ?? ''),
    isPassing: ({ event }) =>
      event.type === 'xstate.error.actor.sign' &&
      (event.error as { retryable?: boolean } | undefined)?.retryable === true,
    isNonceTaken: ({ event }) =>
      event.type === 'xstate.done.actor.send' &&
      event.output.verdict === 'refused' &&
      event.output.cause === 'nonce-taken',
    isUpgrading: ({ event }) =>
      event.type === 'xstate.done.actor.send' &&
      event.output.verdict === 'refused' &&
      event.output.cause === 'upgrading',
    isRefused: ({ event }) => event.type === 'xstate.done.actor.send' && event.output.verdict === 'refused',
    isLate: ({ context, event }) =>
      event.type === 'chain.BlockFinalized' &&
      context.items.some(({ deadline }) => deadline !== undefined && event.payload.number >= deadline),
    hasDied: ({ context, event }) => event.type === 'chain.BlockFinalized' && event.payload.number >= context.death,
  },
  actions: {
    'transaction.reportSent': () => {},
    'transaction.releaseNonce': () => {},
    'transaction.reportClash': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})),
    rememberSigned: assign(({ context, event }) =>
      event.type === 'xstate.done.actor.sign' || event.type === 'xstate.done.actor.replace'
        ? {
            signed: event.output.transaction,
            items: context.items.slice(0, event.output.carried),
            death: Math.max(context.death, event.output.transaction.death),
            age: 0,
            quiet: 0,
          }
        : {},
    ),
    forgetSigned: assign({ signed: null, death: 0 }),
    rememberLanded: assign({
      landed: ({ context, event }) => (event.type === 'transaction.Found' ? event.payload : context.landed),
    }),
    rememberReason: assign({
      reason: ({ event }) => {
        if (event.type === 'xstate.error.actor.sign') {
          const { code, message } = event.error as { code?: string; message?: string }
          return code === 'below-floor' || code === 'runtime-changed' ? code : (message ?? String(event.error))
        }
        if (event.type !== 'xstate.done.actor.send' || event.output.verdict !== 'refused') return ''
        return event.output.cause === 'unaffordable' ? 'unaffordable' : event.output.reason
      },
    }),
    countBlock: assign({ age: ({ context }) => context.age + 1, quiet: ({ context }) => context.quiet + 1 }),
    beginQuiet: assign({ quiet: 0 }),
  },
  delays: { 'transaction.retry': 0 },
}).createMachine({
  id: 'transaction',
  description: 'One extrinsic from its calls to its place in a finalized block, or to the certainty that it has none.',
  options: { maxIterations: 100 },
  context: { items: [], signed: null, death: 0, landed: null, reason: '', age: 0, quiet: 0 },
  entry: 'takeInput',
  initial: 'beginning',
  states: {
    beginning: {
      description: 'Something may have been signed for it before the process came to its end.',
      always: [{ target: 'resending', guard: 'isSigned' }, { target: 'signing' }],
    },
    signing: {
      description: 'Looks whether it can be paid, takes the next nonce and signs, mortal, against the finalized head.',
      invoke: {
        id: 'sign',
        src: 'transaction.sign',
        onDone: { target: 'sending', actions: 'rememberSigned' },
        onError: [
          { target: 'withheld', guard: 'isWithheld', actions: 'rememberReason' },
          { target: 'unsigned', guard: 'isPassing' },
          { target: 'invalid', actions: 'rememberReason' },
        ],
      },
    },
    unsigned: {
      description:
        'Nothing is on its way: the chain or the signer could not be asked what signing needs, or an upgrade is under way.',
      after: { 'transaction.retry': 'signing' },
      on: { 'chain.BlockFinalized': { target: 'late', guard: 'isLate' } },
    },
    sending: {
      description: 'Hands it to the network. Only a plain refusal is an answer; anything else may have arrived.',
      invoke: {
        id: 'send',
        src: 'transaction.send',
        onDone: [
          {
            target: 'yielded',
            guard: 'isNonceTaken',
            actions: ['transaction.reportClash', 'transaction.releaseNonce'],
          },
          { target: 'unsigned', guard: 'isUpgrading', actions: ['transaction.releaseNonce', 'forgetSigned'] },
          { target: 'invalid', guard: 'isRefused', actions: ['rememberReason', 'transaction.releaseNonce'] },
          { target: 'watching', actions: 'transaction.reportSent' },
        ],
        onError: 'watching',
      },
      on: { 'transaction.Found': { target: 'landed', actions: 'rememberLanded' } },
    },
    watching: {
      description:
        'Waits to be found in a finalized block, or for the last one in which it could be, by its era or by its runtime.',
      on: {
        'transaction.Found': { target: 'landed', actions: 'rememberLanded' },
        'transaction.SendAgain': 'resending',
        'chain.BlockFinalized': [
          { target: 'expired', guard: 'hasDied' },
          { target: 'expired', guard: 'transaction.isOutdated' },
          { target: 'replacing', guard: 'transaction.mayPayMore', actions: 'countBlock' },
          { target: 'resending', guard: 'transaction.isQuiet', actions: 'countBlock' },
          { actions: 'countBlock' },
        ],
      },
    },
    resending: {
      description:
        'Hands the same bytes over again, for they may have been lost; whatever the answer, they may have arrived before.',
      entry: 'beginQuiet',
      invoke: { id: 'resend', src: 'transaction.send', onDone: 'watching', onError: 'watching' },
      on: { 'transaction.Found': { target: 'landed', actions: 'rememberLanded' } },
    },
    replacing: {
      description:
        'Signs the same calls under the same nonce with a higher tip. Either of them may land, and only one can.',
      invoke: {
        id: 'replace',
        src: 'transaction.replace',
        onDone: { target: 'resending', actions: ['rememberSigned', 'transaction.reportSent'] },
        onError: 'watching',
      },
      on: { 'transaction.Found': { target: 'landed', actions: 'rememberLanded' } },
    },
    landed: { description: 'In a finalized block.', type: 'final' },
    expired: { description: 'Its era or its runtime is over and it is in no finalized block.', type: 'final' },
    late: { description: 'Its deadline passed before it could be signed.', type: 'final' },
    withheld: { description: 'The account has too little left, or the runtime has changed.', type: 'final' },
    yielded: { description: 'Its nonce was taken by somebody else who signs with the same key.', type: 'final' },
    invalid: { description: 'The chain will not take it.', type: 'final' },
  },
})
