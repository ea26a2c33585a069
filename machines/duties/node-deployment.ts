import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { InitEvent } from '../../src/kernel/index.ts'

export interface NodeDeploymentInput {
  readonly contractId: number
}

export interface NodeDeploymentContext {
  readonly contractId: number
  /** Times that the chain was told. */
  readonly attempts: number
}

export const nodeDeployment = setup({
  types: { context: {} as NodeDeploymentContext, events: {} as InitEvent<NodeDeploymentInput> },
  actors: { 'node-deployment.report': {} as PromiseActorLogic<void> },
  guards: { isEnough: ({ context }) => context.attempts >= 4 },
  actions: {
    'node-deployment.giveUp': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? { contractId: event.input.contractId } : {})),
    countAttempt: assign({ attempts: ({ context }) => context.attempts + 1 }),
  },
}).createMachine({
  id: 'node-deployment',
  description: 'Tells the chain what a deployment takes of this node, so that it is billed for what it has.',
  options: { maxIterations: 100 },
  context: { contractId: 0, attempts: 0 },
  entry: 'takeInput',
  initial: 'reporting',
  states: {
    reporting: {
      description: 'Tells it.',
      entry: 'countAttempt',
      invoke: {
        id: 'report',
        src: 'node-deployment.report',
        onDone: { target: 'reported' },
        onError: [{ target: 'unreported', guard: 'isEnough' }, { target: 'waiting' }],
      },
    },
    waiting: {
      description: 'The chain did not take it: again in a moment.',
      after: { 6000: 'reporting' },
    },
    reported: {
      description: 'The chain knows.',
      type: 'final',
    },
    unreported: {
      description: 'Given up until the node is up the next time.',
      entry: 'node-deployment.giveUp',
      type: 'final',
    },
  },
})
