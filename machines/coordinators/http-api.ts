import { type PromiseActorLogic, setup } from 'xstate'
import type { FactEvent, StopRequested } from '../../src/kernel/index.ts'
import type { BucketDeleted } from '../../src/storage/chain-facts.ts'
import type { HttpListening } from '../../src/storage/http/events.ts'

type HttpApiEvent = FactEvent<typeof HttpListening> | FactEvent<typeof StopRequested> | FactEvent<typeof BucketDeleted>

export const httpApi = setup({
  types: { context: {} as Record<string, never>, events: {} as HttpApiEvent },
  actors: { 'http.serve': {} as PromiseActorLogic<void> },
  actions: {
    'http.finish': () => {},
    'http.forget': () => {},
  },
}).createMachine({
  id: 'http-api',
  description: 'The HTTP API, from taking its address to the last answer.',
  options: { maxIterations: 100 },
  context: {},
  initial: 'serving',
  on: { 'storage.BucketDeleted': { actions: 'http.forget' } },
  states: {
    serving: {
      description: 'The server is there, or about to be. What it fails of ends this run of the actor.',
      invoke: { id: 'serve', src: 'http.serve', onDone: { target: 'closed' } },
      initial: 'opening',
      states: {
        opening: {
          description: 'Takes its address.',
          on: {
            'storage.HttpListening': 'listening',
            'root.StopRequested': '#http-api.closed',
          },
        },
        listening: {
          description: 'Takes requests.',
          tags: ['ready'],
          on: { 'root.StopRequested': 'closing' },
        },
        closing: {
          description: 'Takes no new connection; requests under way get their answers.',
          tags: ['busy'],
          entry: 'http.finish',
        },
      },
    },
    closed: {
      description: 'Takes nothing any more.',
    },
  },
})
