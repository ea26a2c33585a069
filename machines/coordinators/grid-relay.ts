import { type PromiseActorLogic, setup } from 'xstate'
import type { RelayListening } from '../../src/grid/relay/events.ts'
import type { FactEvent, StopRequested } from '../../src/kernel/index.ts'

type GridRelayEvent = FactEvent<typeof RelayListening> | FactEvent<typeof StopRequested>

export const gridRelay = setup({
  types: { context: {} as Record<string, never>, events: {} as GridRelayEvent },
  actors: { 'relay.serve': {} as PromiseActorLogic<void> },
}).createMachine({
  id: 'grid-relay',
  description: 'Carries messages between twins, from taking its address to its end.',
  options: { maxIterations: 100 },
  context: {},
  initial: 'serving',
  states: {
    serving: {
      description: 'The server is there, or about to be. What it fails of ends this run of the actor.',
      invoke: { id: 'serve', src: 'relay.serve', onDone: 'closed' },
      on: { 'root.StopRequested': { target: 'closed' } },
      initial: 'opening',
      states: {
        opening: {
          description: 'Takes its address.',
          on: { 'grid.RelayListening': 'listening' },
        },
        listening: {
          description: 'Carries messages.',
          tags: ['ready'],
        },
      },
    },
    closed: {
      description: 'Carries nothing any more: twins come back to the next one, and send again what was on its way.',
    },
  },
})
