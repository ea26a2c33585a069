import { type PromiseActorLogic, setup } from 'xstate'

export const negotiationGate = setup({
  types: { context: {} as Record<string, never> },
  actors: { 'negotiation-gate.serve': {} as PromiseActorLogic<void> },
}).createMachine({
  id: 'negotiation-gate',
  description: 'What other nodes ask of this one when nodes plan.',
  options: { maxIterations: 100 },
  context: {},
  initial: 'serving',
  states: {
    serving: {
      description: 'Passes on what is asked, if the asker may.',
      tags: ['ready'],
      invoke: { id: 'serve', src: 'negotiation-gate.serve', onDone: { target: 'closed' } },
    },
    closed: {
      description: 'Takes nothing any more.',
    },
  },
})
