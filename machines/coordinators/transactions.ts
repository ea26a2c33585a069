import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized, Connected, HistorySkipped, RuntimeUpgraded } from '../../src/chain/follower/events.ts'
import type { SubmitTransaction } from '../../src/chain/transactions/events.ts'
import type { CommandEvent, DutyFinished, DutyGaveUp, FactEvent } from '../../src/kernel/index.ts'

/** A finalized block; of one that the follower has passed over the hash is to be asked for. */
export interface Unscanned {
  readonly number: number
  readonly hash: string | null
}

export interface LaneContext {
  /** Finalized blocks that have yet to be searched for our extrinsics, oldest first. */
  readonly unscanned: readonly Unscanned[]
  /** How often in a row the nonce of an extrinsic turned out to be somebody else's. */
  readonly clashes: number
  /** Calls and events that the runtime encodes otherwise than when they were first used. */
  readonly changed: readonly string[]
}

export interface Recovered {
  /** Blocks in which extrinsics of an earlier run may be, oldest first. */
  readonly unscanned: LaneContext['unscanned']
}

export interface ScanResult {
  /** How many of the oldest unscanned blocks are done with. */
  readonly scanned: number
}

type LaneEvent =
  | FactEvent<typeof BlockFinalized>
  | FactEvent<typeof HistorySkipped>
  | FactEvent<typeof Connected>
  | FactEvent<typeof RuntimeUpgraded>
  | CommandEvent<typeof SubmitTransaction>
  | DutyFinished
  | DutyGaveUp
  | DoneActorEvent<ScanResult, 'scan'>
  | DoneActorEvent<Recovered, 'recover'>
  | DoneActorEvent<readonly string[], 'inspect'>

export const transactions = setup({
  types: { context: {} as LaneContext, events: {} as LaneEvent },
  actors: {
    'transactions.recover': {} as PromiseActorLogic<Recovered>,
    'transactions.scan': {} as PromiseActorLogic<ScanResult>,
    'transactions.inspect': {} as PromiseActorLogic<readonly string[]>,
  },
  guards: {
    'transactions.hasPending': () => false,
    'transactions.isDone': () => false,
    'transactions.isForeign': () => false,
    hasUnscanned: ({ context }) => context.unscanned.length > 0,
    wasYielded: ({ event }) => event.type === 'duty.Finished' && event.payload.state === 'yielded',
    isChanged: ({ event }) => event.type === 'xstate.done.actor.inspect' && event.output.length > 0,
  },
  actions: {
    'transactions.enqueue': () => {},
    'transactions.admit': () => {},
    'transactions.dropOverdue': () => {},
    'transactions.answerAgain': () => {},
    'transactions.settle': () => {},
    'transactions.sendAgain': () => {},
    'transactions.refuseForNow': () => {},
    'transactions.refuseChanged': () => {},
    'transactions.reportChanged': () => {},
    'transactions.reportForeign': () => {},
    noteBlock: assign({
      unscanned: ({ context, event }) =>
        event.type === 'chain.BlockFinalized' ? [...context.unscanned, event.payload] : context.unscanned,
    }),
    // Their events are gone; their extrinsics need not be.
    noteSkipped: assign(({ context: { unscanned }, event }) => {
      if (event.type !== 'chain.HistorySkipped') return {}
      const { from, to } = event.payload
      const skipped = Array.from({ length: to - from + 1 }, (_, offset) => ({ number: from + offset, hash: null }))
      return { unscanned: [...unscanned, ...skipped] }
    }),
    // What was queued meanwhile is searched after it, each block once.
    noteRecovered: assign({
      unscanned: ({ context: { unscanned }, event }) => {
        if (event.type !== 'xstate.done.actor.recover') return unscanned
        const earlier = event.output.unscanned
        const last = earlier[earlier.length - 1]?.number ?? -1
        return [...earlier, ...unscanned.filter(({ number }) => number > last)]
      },
    }),
    noteScanned: assign({
      unscanned: ({ context, event }) =>
        event.type === 'xstate.done.actor.scan' ? context.unscanned.slice(event.output.scanned) : context.unscanned,
    }),
    noteChanged: assign({
      changed: ({ context, event }) => (event.type === 'xstate.done.actor.inspect' ? event.output : context.changed),
    }),
    noteEnd: assign({
      clashes: ({ context, event }) =>
        event.type === 'duty.Finished' && event.payload.state === 'landed' ? 0 : context.clashes,
    }),
    noteClash: assign({ clashes: ({ context }) => context.clashes + 1 }),
  },
  delays: { 'transactions.retry': 0, 'transactions.contestedPause': 0 },
}).createMachine({
  id: 'transactions',
  description: 'The lane of one account: every call of the node goes through it, each extrinsic as a duty of its own.',
  options: { maxIterations: 1_000 },
  context: { unscanned: [], clashes: 0, changed: [] },
  initial: 'unready',
  on: {
    'duty.Finished': { actions: ['transactions.settle', 'noteEnd'] },
    'duty.Failed': { actions: 'transactions.settle' },
  },
  states: {
    unready: {
      description: 'Not connected yet: commands are refused for now.',
      on: {
        'chain.BlockFinalized': { target: 'recovering', actions: 'noteBlock' },
        'transactions.Submit': { actions: 'transactions.refuseForNow' },
      },
    },
    recovering: {
      description: 'Asks for the next nonce of the account, and takes up what an earlier run has left.',
      invoke: {
        id: 'recover',
        src: 'transactions.recover',
        onDone: { target: 'open', actions: 'noteRecovered' },
        onError: [
          { target: 'foreign', guard: 'transactions.isForeign', actions: 'transactions.reportForeign' },
          { target: 'unready' },
        ],
      },
      on: {
        'transactions.Submit': { actions: 'transactions.refuseForNow' },
        'chain.BlockFinalized': { actions: 'noteBlock' },
        'chain.HistorySkipped': { actions: 'noteSkipped' },
      },
    },
    foreign: {
      description: 'The journal is of another account or chain: going by it would mistake their extrinsics for ours.',
      on: { 'transactions.Submit': { actions: 'transactions.refuseForNow' } },
    },
    open: {
      description: 'Takes calls.',
      type: 'parallel',
      on: {
        'transactions.Submit': [
          { guard: 'transactions.isDone', actions: 'transactions.answerAgain' },
          { actions: 'transactions.enqueue' },
        ],
        'chain.Connected': { actions: 'transactions.sendAgain' },
      },
      states: {
        signing: {
          description: 'What waits is signed when it is its turn, unless there is a reason not to sign.',
          initial: 'inspecting',
          on: { 'chain.RuntimeUpgraded': '.inspecting' },
          states: {
            inspecting: {
              description: 'Compares how the runtime encodes what this node uses with how it did at first.',
              invoke: {
                id: 'inspect',
                src: 'transactions.inspect',
                onDone: [
                  {
                    target: 'paused',
                    guard: 'isChanged',
                    actions: ['noteChanged', 'transactions.reportChanged'],
                  },
                  { target: 'free', actions: ['noteChanged', 'transactions.admit'] },
                ],
                onError: 'uninspected',
              },
            },
            uninspected: {
              description: 'The runtime could not be read; what it means by our bytes is not known.',
              after: { 'transactions.retry': 'inspecting' },
            },
            free: {
              description: 'Signs.',
              tags: ['ready'],
              on: {
                'transactions.Submit': [
                  { guard: 'transactions.isDone', actions: 'transactions.answerAgain' },
                  { actions: ['transactions.enqueue', 'transactions.admit'] },
                ],
                'chain.BlockFinalized': { actions: ['transactions.dropOverdue', 'transactions.admit'] },
                'duty.Finished': [
                  { target: 'contested', guard: 'wasYielded', actions: ['transactions.settle', 'noteClash'] },
                  { actions: ['transactions.settle', 'noteEnd', 'transactions.admit'] },
                ],
                'duty.Failed': { actions: ['transactions.settle', 'transactions.admit'] },
              },
            },
            contested: {
              description: 'Somebody else signs with the same key. Lets a while pass rather than race for each nonce.',
              on: { 'chain.BlockFinalized': { actions: 'transactions.dropOverdue' } },
              after: { 'transactions.contestedPause': { target: 'free', actions: 'transactions.admit' } },
            },
            paused: {
              description: 'The runtime has changed what this node uses; an operator has to accept it.',
              on: {
                'transactions.Submit': [
                  { guard: 'transactions.isDone', actions: 'transactions.answerAgain' },
                  { actions: 'transactions.refuseChanged' },
                ],
                'chain.BlockFinalized': { actions: 'transactions.dropOverdue' },
              },
            },
          },
        },
        search: {
          description: 'Looks for our extrinsics in finalized blocks.',
          initial: 'waiting',
          on: {
            'chain.BlockFinalized': { guard: 'transactions.hasPending', actions: 'noteBlock' },
            'chain.HistorySkipped': { guard: 'transactions.hasPending', actions: 'noteSkipped' },
          },
          states: {
            waiting: {
              description: 'No finalized block is to be searched.',
              always: { target: 'scanning', guard: 'hasUnscanned' },
            },
            scanning: {
              description: 'Reads the oldest finalized blocks not yet searched, and how our extrinsics in them went.',
              invoke: {
                id: 'scan',
                src: 'transactions.scan',
                onDone: { target: 'waiting', actions: 'noteScanned' },
                onError: 'retrying',
              },
            },
            retrying: {
              description: 'A block could not be read; without it no outcome is certain.',
              after: { 'transactions.retry': 'waiting' },
            },
          },
        },
      },
    },
  },
})
