import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { FactEvent } from '../../src/kernel/index.ts'
import type { ProviderStateChanged } from '../../src/storage/provider-state/events.ts'

export interface MultiaddrContext {
  /** The address that the chain has; null while the provider is not registered, or not known. */
  readonly registered: string | null
  /** Times in a row that the chain did not take ours. */
  readonly failures: number
}

export const multiaddr = setup({
  types: { context: {} as MultiaddrContext, events: {} as FactEvent<typeof ProviderStateChanged> },
  actors: { 'multiaddr.tell': {} as PromiseActorLogic<void> },
  guards: {
    'multiaddr.isWrong': () => false,
  },
  actions: {
    'multiaddr.told': () => {},
    remember: assign({
      registered: ({ context, event }) =>
        event.type === 'storage.ProviderStateChanged' ? event.payload.multiaddr : context.registered,
    }),
    noteFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    forgetFailures: assign({ failures: 0 }),
  },
  delays: { 'multiaddr.backoff': 0 },
}).createMachine({
  id: 'multiaddr',
  description: 'Keeps the address by which the chain tells others to reach this provider the one of its config.',
  options: { maxIterations: 100 },
  context: { registered: null, failures: 0 },
  initial: 'watching',
  on: {
    'storage.ProviderStateChanged': { actions: 'remember' },
  },
  states: {
    watching: {
      description: 'Learns of every change of the entry; there is nothing to tell while it is right, or there is none.',
      tags: ['ready'],
      always: { target: 'telling', guard: 'multiaddr.isWrong' },
    },
    telling: {
      description: 'Has the address brought to the chain.',
      invoke: {
        id: 'tell',
        src: 'multiaddr.tell',
        onDone: { target: 'settling', actions: ['multiaddr.told', 'forgetFailures'] },
        onError: { target: 'settling', actions: 'noteFailure' },
      },
    },
    settling: {
      description:
        'The chain has it or would not take it: until it is read again, or for a while, nothing more is told.',
      after: { 'multiaddr.backoff': 'watching' },
    },
  },
})
