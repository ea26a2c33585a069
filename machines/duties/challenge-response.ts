import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { InitEvent } from '../../src/kernel/index.ts'
import type { ChallengeCase, ResponseChoice } from '../../src/storage/challenge/choose.ts'
import type { ResponseKind } from '../../src/storage/challenge/events.ts'
import type { Evidence } from '../../src/storage/challenge/evidence.ts'
import type { ChallengeLayout } from '../../src/storage/challenge/open-challenge.ts'
import type { ProofOutcome } from '../../src/storage/challenge/prove.ts'
import type { SubmitVerdict } from '../../src/storage/challenge/submit.ts'
import type { Verification } from '../../src/storage/challenge/verify.ts'

export interface ChallengeResponseInput {
  readonly deadline: number
  readonly layout: ChallengeLayout
  readonly challenge: ChallengeCase['challenge']
}

export interface ChallengeResponseContext {
  /** Number of the last block in which it can be answered. */
  readonly deadline: number
  readonly layout: ChallengeLayout
  readonly challenge: ChallengeCase['challenge'] | null
  /** Only while it is at work: a chunk is large. */
  readonly proof: ProofOutcome | null
  readonly evidence: Evidence | null
  readonly choice: ResponseChoice | null
  /** Answers that did not hold, or that the chain has refused, since it has begun its turn. */
  readonly refused: readonly ResponseKind[]
  /** What was given to the lane last. */
  readonly answered: ResponseKind | null
  /** Reason for which it could not be answered when that was last so. */
  readonly undefended: string | null
  /** Turns in a row that came to nothing. */
  readonly failures: number
}

interface ChallengeOver {
  readonly outcome: 'defended' | 'slashed' | 'dropped'
  readonly blocksTaken: number | null
}

type ChallengeResponseEvent =
  | InitEvent<ChallengeResponseInput>
  | { readonly type: 'challenge.Turn'; readonly payload: null }
  | { readonly type: 'challenge.Over'; readonly payload: ChallengeOver }
  | DoneActorEvent<ProofOutcome, 'prove'>
  | DoneActorEvent<Evidence, 'gather'>
  | DoneActorEvent<ResponseChoice, 'choose'>
  | DoneActorEvent<Verification, 'verify'>
  | DoneActorEvent<SubmitVerdict, 'submit'>

export const challengeResponse = setup({
  types: { context: {} as ChallengeResponseContext, events: {} as ChallengeResponseEvent },
  actors: {
    'challenge.prove': {} as PromiseActorLogic<ProofOutcome>,
    'challenge.gather': {} as PromiseActorLogic<Evidence>,
    'challenge.choose': {} as PromiseActorLogic<ResponseChoice>,
    'challenge.verify': {} as PromiseActorLogic<Verification>,
    'challenge.submit': {} as PromiseActorLogic<SubmitVerdict>,
  },
  guards: {
    isHeld: ({ event }) => event.type === 'xstate.done.actor.prove' && event.output?.kind === 'proof',
    isNone: ({ event }) => event.type === 'xstate.done.actor.choose' && event.output?.answer === 'none',
    isRepeated: ({ context, event }) =>
      event.type === 'xstate.done.actor.choose' && context.refused.some((kind) => kind === event.output?.answer),
    holds: ({ event }) => event.type === 'xstate.done.actor.verify' && event.output?.holds === true,
    isGone: ({ event }) =>
      event.type === 'xstate.done.actor.submit' && ['landed', 'gone', 'over'].includes(event.output?.verdict),
    isRefused: ({ event }) => event.type === 'xstate.done.actor.submit' && event.output?.verdict === 'refused',
    hasMoved: ({ event }) => event.type === 'xstate.done.actor.submit' && event.output?.verdict === 'moved',
    wasDefended: ({ event }) => event.type === 'challenge.Over' && event.payload.outcome === 'defended',
    wasSlashed: ({ event }) => event.type === 'challenge.Over' && event.payload.outcome === 'slashed',
  },
  actions: {
    'challenge.await': () => {},
    'challenge.hand': () => {},
    'challenge.rest': () => {},
    'challenge.lookAgain': () => {},
    'challenge.alarm': () => {},
    'challenge.report': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})),
    clear: assign({ proof: null, evidence: null, choice: null, refused: [] }),
    rememberProof: assign({
      proof: ({ context, event }) => (event.type === 'xstate.done.actor.prove' ? event.output : context.proof),
    }),
    rememberEvidence: assign({
      evidence: ({ context, event }) => (event.type === 'xstate.done.actor.gather' ? event.output : context.evidence),
    }),
    rememberChoice: assign({
      choice: ({ context, event }) => (event.type === 'xstate.done.actor.choose' ? event.output : context.choice),
    }),
    noteRefused: assign({
      refused: ({ context: { refused, choice } }) =>
        choice === null || choice.answer === 'none' ? refused : [...refused, choice.answer],
    }),
    noteAnswered: assign({
      answered: ({ context: { answered, choice } }) =>
        choice === null || choice.answer === 'none' ? answered : choice.answer,
    }),
    noteUndefended: assign({
      undefended: ({ context: { choice } }) => (choice?.answer === 'none' ? choice.reason : 'refused'),
    }),
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    forgetFailures: assign({ failures: 0 }),
  },
  delays: { 'challenge.backoff': 0, 'challenge.patience': 0 },
}).createMachine({
  id: 'challenge-response',
  description: 'One challenge, from the moment it is known until the chain has it no more.',
  options: { maxIterations: 100 },
  context: {
    deadline: 0,
    layout: 'list',
    challenge: null,
    proof: null,
    evidence: null,
    choice: null,
    refused: [],
    answered: null,
    undefended: null,
    failures: 0,
  },
  entry: 'takeInput',
  initial: 'open',
  states: {
    open: {
      description: 'Ours to answer.',
      initial: 'waiting',
      on: {
        'challenge.Over': [
          { target: 'defended', guard: 'wasDefended' },
          { target: 'missed', guard: 'wasSlashed' },
          { target: 'dropped' },
        ],
      },
      states: {
        waiting: {
          description: 'Waits for its turn: those whose time runs out first come first.',
          entry: ['clear', 'challenge.await'],
          on: { 'challenge.Turn': 'proving' },
        },
        proving: {
          description: 'Builds the proof for what was committed to when it was challenged.',
          invoke: {
            id: 'prove',
            src: 'challenge.prove',
            onDone: [
              { target: 'choosing', guard: 'isHeld', actions: 'rememberProof' },
              { target: 'gathering', actions: 'rememberProof' },
            ],
            onError: { target: 'pausing', actions: 'countFailure' },
          },
        },
        gathering: {
          description: "A proof will not do: looks for an admin's word, and for what has come in its place.",
          invoke: {
            id: 'gather',
            src: 'challenge.gather',
            onDone: { target: 'choosing', actions: 'rememberEvidence' },
            onError: { target: 'pausing', actions: 'countFailure' },
          },
        },
        choosing: {
          description: 'Asks the policy what to answer.',
          invoke: {
            id: 'choose',
            src: 'challenge.choose',
            onDone: [
              {
                target: 'undefended',
                guard: 'isNone',
                actions: ['rememberChoice', 'challenge.alarm', 'noteUndefended'],
              },
              {
                target: 'undefended',
                guard: 'isRepeated',
                actions: ['rememberChoice', 'challenge.alarm', 'noteUndefended'],
              },
              { target: 'verifying', actions: 'rememberChoice' },
            ],
            onError: { target: 'pausing', actions: 'countFailure' },
          },
        },
        verifying: {
          description: "Checks the answer by the chain's own rules; one that does not hold is never submitted.",
          invoke: {
            id: 'verify',
            src: 'challenge.verify',
            onDone: [
              { target: 'submitting', guard: 'holds' },
              { target: 'gathering', actions: 'noteRefused' },
            ],
            onError: { target: 'pausing', actions: 'countFailure' },
          },
        },
        submitting: {
          description: 'Looks where it stands now, answers, and waits until the answer is final.',
          entry: ['noteAnswered', 'challenge.hand'],
          invoke: {
            id: 'submit',
            src: 'challenge.submit',
            onDone: [
              { target: 'ending', guard: 'isGone' },
              { target: 'gathering', guard: 'isRefused', actions: 'noteRefused' },
              { target: 'pausing', guard: 'hasMoved', actions: 'forgetFailures' },
              { target: 'pausing', actions: 'countFailure' },
            ],
            onError: { target: 'pausing', actions: 'countFailure' },
          },
        },
        pausing: {
          description: 'Backs off, then begins anew: what failed may have changed.',
          tags: ['idle'],
          entry: ['clear', 'challenge.rest'],
          after: { 'challenge.backoff': 'waiting' },
        },
        undefended: {
          description: 'There is nothing to answer with. The operator knows; data may come back while there is time.',
          tags: ['idle'],
          entry: ['clear', 'challenge.rest', 'countFailure'],
          after: { 'challenge.backoff': 'waiting' },
        },
        ending: {
          description: 'The chain has it no more, or takes no answer: it is told how it ended, or that was not so.',
          entry: ['clear', 'challenge.rest', 'challenge.lookAgain'],
          after: { 'challenge.patience': 'waiting' },
        },
      },
    },
    defended: {
      description: 'It was answered in time.',
      type: 'final',
      entry: { type: 'challenge.report', params: { outcome: 'defended' } },
    },
    missed: {
      description: 'It was not answered, or wrongly: the stake is lost.',
      type: 'final',
      entry: { type: 'challenge.report', params: { outcome: 'slashed' } },
    },
    dropped: {
      description: 'It is no longer known by this key.',
      type: 'final',
      entry: { type: 'challenge.report', params: { outcome: 'dropped' } },
    },
  },
})
