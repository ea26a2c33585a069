import { type PromiseActorLogic, setup } from 'xstate'

/** A machine with every kind of thing a picture has to show. */
export const everything = setup({
  types: { events: {} as { type: 'go' } | { type: 'stop' } | { type: 'note' } },
  actors: { 'everything.work': {} as PromiseActorLogic<void> },
  actions: { note: () => {}, greet: () => {}, leave: () => {} },
  guards: { isReady: () => true },
  delays: { 'everything.patience': 10 },
}).createMachine({
  id: 'everything',
  description: 'Shows all there is.',
  options: { maxIterations: 10 },
  initial: 'idle',
  on: { stop: '.ended', note: { actions: 'note' } },
  states: {
    idle: {
      description: 'Waits.',
      tags: ['ready'],
      entry: 'greet',
      exit: 'leave',
      on: { go: { target: 'busy', guard: 'isReady', actions: ['note', 'greet'] } },
      after: { 'everything.patience': 'busy', 500: 'ended' },
    },
    busy: {
      type: 'parallel',
      invoke: { id: 'work', src: 'everything.work', onDone: 'ended', onError: 'idle' },
      states: {
        left: { initial: 'one', states: { one: { always: 'two' }, two: { on: { '*': 'one' } } } },
        right: { initial: 'three', states: { three: {} } },
      },
    },
    ended: { type: 'final' },
  },
})
