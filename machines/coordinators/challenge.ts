import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized } from '../../src/chain/follower/events.ts'
import type { CommandEvent, DutyFinished, DutyGaveUp, FactEvent, PayloadOf } from '../../src/kernel/index.ts'
import type { ChallengeCreated, ChallengeDefended, ChallengeSlashed } from '../../src/storage/chain-facts.ts'
import type { CountChallenges } from '../../src/storage/challenge/events.ts'

export interface ChallengeContext {
  /** The block for which all open challenges were read last, or are being read. */
  readonly scanAt: PayloadOf<typeof BlockFinalized> | null
  /** Whether all open challenges were read before: what events tell of can then be looked at without. */
  readonly isRead: boolean
  /** Looks in a row that came to nothing. */
  readonly failures: number
}

type ChallengeEvent =
  | FactEvent<typeof BlockFinalized>
  | FactEvent<typeof ChallengeCreated>
  | FactEvent<typeof ChallengeDefended>
  | FactEvent<typeof ChallengeSlashed>
  | CommandEvent<typeof CountChallenges>
  | DutyFinished
  | DutyGaveUp

export const challenge = setup({
  types: { context: {} as ChallengeContext, events: {} as ChallengeEvent },
  actors: {
    'challenge.scan': {} as PromiseActorLogic<void>,
    'challenge.look': {} as PromiseActorLogic<void>,
  },
  guards: {
    'challenge.isMarked': () => false,
    'challenge.isScanDue': () => false,
    'challenge.isOurs': () => false,
    'challenge.hasToLook': () => false,
    wasRead: ({ context }) => context.isRead,
  },
  actions: {
    'challenge.begin': () => {},
    'challenge.needResync': () => {},
    'challenge.notice': () => {},
    'challenge.noticeEnd': () => {},
    'challenge.tick': () => {},
    'challenge.count': () => {},
    'challenge.refuseForNow': () => {},
    'challenge.admit': () => {},
    'challenge.lose': () => {},
    rememberBlock: assign({
      scanAt: ({ context, event }) => (event.type === 'chain.BlockFinalized' ? event.payload : context.scanAt),
    }),
    noteRead: assign({ isRead: true }),
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    forgetFailures: assign({ failures: 0 }),
  },
  delays: { 'challenge.backoff': 0 },
}).createMachine({
  id: 'challenge',
  description:
    'Answers every challenge of this provider, each as a duty of its own, those first whose time runs out first.',
  options: { maxIterations: 100 },
  context: { scanAt: null, isRead: false, failures: 0 },
  entry: 'challenge.begin',
  initial: 'unsynced',
  on: {
    'storage.ChallengeCreated': { guard: 'challenge.isOurs', actions: 'challenge.notice' },
    'storage.ChallengeDefended': { actions: 'challenge.noticeEnd' },
    'storage.ChallengeSlashed': { actions: 'challenge.noticeEnd' },
    'storage.CountChallenges': { actions: 'challenge.refuseForNow' },
    'duty.Finished': { actions: 'challenge.admit' },
    'duty.Failed': { actions: ['challenge.lose', 'challenge.needResync'] },
  },
  states: {
    unsynced: {
      description: 'Has not read the open challenges yet, or may have missed some.',
      entry: 'challenge.needResync',
      on: {
        'chain.BlockFinalized': [
          { target: 'scanning', guard: 'challenge.isMarked', actions: ['rememberBlock', 'challenge.tick'] },
          { actions: 'challenge.tick' },
        ],
      },
    },
    scanning: {
      description: 'Reads all open challenges and opens the duties that are missing.',
      invoke: {
        id: 'scan',
        src: 'challenge.scan',
        onDone: { target: 'following', actions: ['noteRead', 'challenge.admit'] },
        onError: [{ target: 'following', guard: 'wasRead', actions: 'challenge.needResync' }, { target: 'unsynced' }],
      },
      on: { 'chain.BlockFinalized': { actions: 'challenge.tick' } },
    },
    following: {
      description: 'Challenges and their ends arrive as events, which tell where to look.',
      tags: ['ready'],
      initial: 'idle',
      on: {
        'chain.BlockFinalized': [
          { target: 'scanning', guard: 'challenge.isMarked', actions: ['rememberBlock', 'challenge.tick'] },
          { target: 'scanning', guard: 'challenge.isScanDue', actions: ['rememberBlock', 'challenge.tick'] },
          { actions: 'challenge.tick' },
        ],
        'storage.CountChallenges': { actions: 'challenge.count' },
      },
      states: {
        idle: {
          description: 'The open challenges are known.',
          always: { target: 'looking', guard: 'challenge.hasToLook' },
        },
        looking: {
          description: 'Reads the challenges that events were about: those that are new, and those that may be gone.',
          invoke: {
            id: 'look',
            src: 'challenge.look',
            onDone: { target: 'idle', actions: ['forgetFailures', 'challenge.admit'] },
            onError: { target: 'pausing', actions: ['countFailure', 'challenge.admit'] },
          },
        },
        pausing: {
          description: 'The chain could not be read.',
          after: { 'challenge.backoff': 'looking' },
        },
      },
    },
  },
})
