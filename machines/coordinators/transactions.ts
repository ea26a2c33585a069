import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { BlockRef } from '../../src/chain/decoder/chain-fact.ts'
import type { BlockFinalized, Connected } from '../../src/chain/follower/events.ts'
import type { SubmitTransaction } from '../../src/chain/transactions/events.ts'
import type { CommandEvent, DutyFinished, DutyGaveUp, FactEvent } from '../../src/kernel/index.ts'

export interface LaneContext {
  /** Who waits for which transaction: asks by key. */
  readonly asks: Readonly<Record<string, readonly number[]>>
  /** Finalized blocks that have yet to be searched for our extrinsics, oldest first. */
  readonly unscanned: readonly BlockRef[]
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
  | FactEvent<typeof Connected>
  | CommandEvent<typeof SubmitTransaction>
  | DutyFinished
  | DutyGaveUp
  | DoneActorEvent<ScanResult, 'scan'>
  | DoneActorEvent<Recovered, 'recover'>

export const transactions = setup({
  types: { context: {} as LaneContext, events: {} as LaneEvent },
  actors: {
    'transactions.recover': {} as PromiseActorLogic<Recovered>,
    'transactions.scan': {} as PromiseActorLogic<ScanResult>,
  },
  guards: {
    'transactions.hasPending': () => false,
    'transactions.isDone': () => false,
    hasUnscanned: ({ context }) => context.unscanned.length > 0,
  },
  actions: {
    'transactions.open': () => {},
    'transactions.answerAgain': () => {},
    'transactions.settle': () => {},
    'transactions.sendAgain': () => {},
    'transactions.refuseForNow': () => {},
    noteAsk: assign({
      asks: ({ context: { asks }, event }) =>
        event.type === 'transactions.Submit'
          ? { ...asks, [event.payload.key]: [...(asks[event.payload.key] ?? []), event.ask] }
          : asks,
    }),
    forgetAsks: assign({
      asks: ({ context: { asks }, event }) => {
        if (event.type !== 'duty.Finished' && event.type !== 'duty.Failed') return asks
        const { [event.payload.key]: _, ...others } = asks
        return others
      },
    }),
    enqueue: assign({
      unscanned: ({ context, event }) =>
        event.type === 'chain.BlockFinalized' ? [...context.unscanned, event.payload] : context.unscanned,
    }),
    // What was queued meanwhile is searched after it, each block once.
    enqueueRecovered: assign({
      unscanned: ({ context: { unscanned }, event }) => {
        if (event.type !== 'xstate.done.actor.recover') return unscanned
        const earlier = event.output.unscanned
        const last = earlier[earlier.length - 1]?.number ?? -1
        return [...earlier, ...unscanned.filter(({ number }) => number > last)]
      },
    }),
    dequeue: assign({
      unscanned: ({ context, event }) =>
        event.type === 'xstate.done.actor.scan' ? context.unscanned.slice(event.output.scanned) : context.unscanned,
    }),
  },
  delays: { 'transactions.retry': 0 },
}).createMachine({
  id: 'transactions',
  description: 'The lane of one account: every extrinsic of the node goes through it, each as a duty of its own.',
  options: { maxIterations: 1_000 },
  context: { asks: {}, unscanned: [] },
  initial: 'unready',
  on: {
    'duty.Finished': { actions: ['transactions.settle', 'forgetAsks'] },
    'duty.Failed': { actions: ['transactions.settle', 'forgetAsks'] },
  },
  states: {
    unready: {
      description: 'Not connected yet: commands are refused for now.',
      on: {
        'chain.BlockFinalized': { target: 'recovering', actions: 'enqueue' },
        'transactions.Submit': { actions: 'transactions.refuseForNow' },
      },
    },
    recovering: {
      description: 'Asks for the next nonce of the account, and takes up what an earlier run has left under way.',
      invoke: {
        id: 'recover',
        src: 'transactions.recover',
        onDone: { target: 'open', actions: 'enqueueRecovered' },
        onError: 'unready',
      },
      on: {
        'transactions.Submit': { actions: 'transactions.refuseForNow' },
        'chain.BlockFinalized': { actions: 'enqueue' },
      },
    },
    open: {
      description: 'Takes calls.',
      tags: ['ready'],
      on: {
        'transactions.Submit': [
          { guard: 'transactions.isDone', actions: 'transactions.answerAgain' },
          { actions: ['noteAsk', 'transactions.open'] },
        ],
        'chain.Connected': { actions: 'transactions.sendAgain' },
        'chain.BlockFinalized': { guard: 'transactions.hasPending', actions: 'enqueue' },
      },
      initial: 'waiting',
      states: {
        waiting: {
          description: 'No finalized block is to be searched.',
          always: { target: 'scanning', guard: 'hasUnscanned' },
        },
        scanning: {
          description:
            'Looks for our extrinsics in the oldest finalized blocks not yet searched, and reads how they went.',
          invoke: {
            id: 'scan',
            src: 'transactions.scan',
            onDone: { target: 'waiting', actions: 'dequeue' },
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
})
