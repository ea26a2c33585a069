import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { DisputeVerdict } from '../../src/grid/audit/dispute.ts'
import type { Audited } from '../../src/grid/audit/duty-handlers.ts'
import type { Falsehood } from '../../src/grid/audit/rules.ts'
import type { InitEvent } from '../../src/kernel/index.ts'

export interface BillAuditInput {
  readonly farmId: number
  readonly period: number
}

/** The block whose hash decides what is drawn. */
export interface AuditSeed {
  readonly number: number
  readonly hash: string
}

export interface BillAuditContext {
  readonly farmId: number
  readonly period: number
  readonly seed: AuditSeed | null
  /** What was found when it was last looked at. */
  readonly found: Audited | null
  /** What is to be shown to the chain. */
  readonly falsehood: Falsehood | null
  /** Times that it was looked at to the end. */
  readonly asked: number
  /** Turns in a row that came to nothing. */
  readonly failures: number
}

type BillAuditEvent =
  | InitEvent<BillAuditInput>
  | { readonly type: 'audit.Seeded'; readonly payload: AuditSeed }
  | { readonly type: 'audit.Shown'; readonly payload: Falsehood }
  | { readonly type: 'audit.Over'; readonly payload: { readonly how: 'settled' | 'slashed' } }
  | DoneActorEvent<Audited, 'examine'>
  | DoneActorEvent<DisputeVerdict, 'dispute'>

export const billAudit = setup({
  types: { context: {} as BillAuditContext, events: {} as BillAuditEvent },
  actors: {
    'audit.examine': {} as PromiseActorLogic<Audited>,
    'audit.dispute': {} as PromiseActorLogic<DisputeVerdict>,
  },
  guards: {
    isGone: ({ event }) => event.type === 'xstate.done.actor.examine' && event.output?.isOpen === false,
    isFalse: ({ event }) => event.type === 'xstate.done.actor.examine' && Boolean(event.output?.falsehood),
    isUnanswered: ({ event }) => event.type === 'xstate.done.actor.examine' && event.output?.silent?.length > 0,
    isDoubtful: ({ event }) => event.type === 'xstate.done.actor.examine' && event.output?.doubts?.length > 0,
    isShown: ({ event }) => event.type === 'xstate.done.actor.dispute' && event.output?.verdict === 'landed',
    isShownTwice: ({ context, event }) =>
      event.type === 'xstate.done.actor.dispute' &&
      event.output?.verdict === 'landed' &&
      context.falsehood?.evidence?.kind === 'equivocation',
    isTooLate: ({ event }) => event.type === 'xstate.done.actor.dispute' && event.output?.verdict === 'over',
    wasSlashed: ({ event }) => event.type === 'audit.Over' && event.payload?.how === 'slashed',
  },
  actions: {
    'audit.tellUnanswered': () => {},
    'audit.report': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? event.input : {})),
    rememberSeed: assign({
      seed: ({ context, event }) => (event.type === 'audit.Seeded' ? event.payload : context.seed),
    }),
    rememberFound: assign({
      found: ({ context, event }) => (event.type === 'xstate.done.actor.examine' ? event.output : context.found),
      falsehood: ({ context, event }) =>
        event.type === 'xstate.done.actor.examine' ? event.output.falsehood : context.falsehood,
      asked: ({ context }) => context.asked + 1,
    }),
    rememberShown: assign({
      falsehood: ({ context, event }) => (event.type === 'audit.Shown' ? event.payload : context.falsehood),
    }),
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    forgetFailures: assign({ failures: 0 }),
  },
  delays: { 'audit.askAgain': 0, 'audit.backoff': 0 },
}).createMachine({
  id: 'bill-audit',
  description: 'One bill of a farm, from the time it is on the chain until it is paid or void.',
  options: { maxIterations: 100 },
  context: { farmId: 0, period: 0, seed: null, found: null, falsehood: null, asked: 0, failures: 0 },
  entry: 'takeInput',
  initial: 'open',
  states: {
    open: {
      description: 'Nothing is known against it.',
      initial: 'unseeded',
      on: {
        'audit.Shown': { target: 'disputing', actions: 'rememberShown' },
        'audit.Over': [{ target: 'void', guard: 'wasSlashed' }, { target: 'unanswered' }],
      },
      states: {
        unseeded: {
          description: 'Waits for a block after it: what is drawn must not be known when it is made.',
          on: { 'audit.Seeded': { target: 'examining', actions: 'rememberSeed' } },
        },
        examining: {
          description: 'Draws leaves, and asks the farm for them and their nodes what they say.',
          invoke: {
            id: 'examine',
            src: 'audit.examine',
            onDone: [
              { target: '#bill-audit.void', guard: 'isGone', actions: ['rememberFound', 'forgetFailures'] },
              { target: '#bill-audit.disputing', guard: 'isFalse', actions: ['rememberFound', 'forgetFailures'] },
              { target: 'asking', guard: 'isUnanswered', actions: ['rememberFound', 'forgetFailures'] },
              { target: '#bill-audit.doubtful', guard: 'isDoubtful', actions: ['rememberFound', 'forgetFailures'] },
              { target: '#bill-audit.sound', actions: ['rememberFound', 'forgetFailures'] },
            ],
            onError: { target: 'pausing', actions: 'countFailure' },
          },
        },
        asking: {
          description: 'Some have not answered: who sleeps or cannot be reached is not dishonest for it.',
          tags: ['idle'],
          entry: 'audit.tellUnanswered',
          after: { 'audit.askAgain': 'examining' },
        },
        pausing: {
          description: 'The chain could not be read.',
          tags: ['idle'],
          after: { 'audit.backoff': 'examining' },
        },
      },
    },
    sound: {
      description: 'All that was drawn is as it should be. A receipt may still show another bill.',
      tags: ['idle'],
      entry: { type: 'audit.report', params: { verdict: 'honest' } },
      on: { 'audit.Shown': { target: 'disputing', actions: 'rememberShown' }, 'audit.Over': 'over' },
    },
    doubtful: {
      description: 'Something is odd about it, and nothing that the chain would take: the operator is told.',
      tags: ['idle'],
      entry: { type: 'audit.report', params: { verdict: 'doubtful' } },
      on: { 'audit.Shown': { target: 'disputing', actions: 'rememberShown' }, 'audit.Over': 'over' },
    },
    disputing: {
      description: 'It is false, and anybody can see that: the chain is shown.',
      initial: 'submitting',
      states: {
        submitting: {
          description: 'Submits the evidence.',
          invoke: {
            id: 'dispute',
            src: 'audit.dispute',
            onDone: [
              { target: '#bill-audit.equivocation', guard: 'isShownTwice' },
              { target: '#bill-audit.overbilled', guard: 'isShown' },
              { target: '#bill-audit.void', guard: 'isTooLate' },
              { target: 'pausing', actions: 'countFailure' },
            ],
            onError: { target: 'pausing', actions: 'countFailure' },
          },
        },
        pausing: {
          description: 'It has not come through; there may still be time.',
          tags: ['idle'],
          on: { 'audit.Over': '#bill-audit.void' },
          after: { 'audit.backoff': 'submitting' },
        },
      },
    },
    overbilled: {
      description: 'The chain was shown what is false about it: the bond is lost.',
      type: 'final',
      entry: { type: 'audit.report', params: { verdict: 'overbilled' } },
    },
    equivocation: {
      description: 'The chain was shown another bill of the same period: the bond is lost.',
      type: 'final',
      entry: { type: 'audit.report', params: { verdict: 'equivocation' } },
    },
    unanswered: {
      description: 'It was paid before all had answered.',
      type: 'final',
      entry: { type: 'audit.report', params: { verdict: 'unanswered' } },
    },
    void: {
      description: 'The chain has it no more, and not by our doing.',
      type: 'final',
      entry: { type: 'audit.report', params: { verdict: 'void' } },
    },
    over: {
      description: 'It was paid, and nothing was found.',
      type: 'final',
    },
  },
})
