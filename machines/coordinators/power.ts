import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { NodeChanged, NodeLeft } from '../../src/grid/farm/events.ts'
import type { PowerDecision } from '../../src/grid/power/decide.ts'
import type { FactEvent } from '../../src/kernel/index.ts'

export interface PowerContext {
  /** What is being done. */
  readonly decision: PowerDecision | null
  /** Milliseconds: when it was last seen to nodes that are woken for no need. */
  readonly wakesAt: number
}

type PowerEvent = FactEvent<typeof NodeChanged> | FactEvent<typeof NodeLeft> | DoneActorEvent<PowerDecision, 'plan'>

export const power = setup({
  types: { context: {} as PowerContext, events: {} as PowerEvent },
  actors: {
    'power.plan': {} as PromiseActorLogic<PowerDecision>,
    'power.carryOut': {} as PromiseActorLogic<void>,
  },
  guards: {
    isSomething: ({ event }) =>
      event.type === 'xstate.done.actor.plan' && event.output.wake.length + event.output.sleep.length > 0,
  },
  actions: {
    'power.reportShort': () => {},
    noteDecision: assign(({ context, event }) =>
      event.type === 'xstate.done.actor.plan'
        ? { decision: event.output, wakesAt: event.output.isWakeRound ? event.output.at : context.wakesAt }
        : {},
    ),
  },
  delays: { 'power.every': 0, 'power.calm': 0, 'power.retry': 0 },
}).createMachine({
  id: 'power',
  description: 'Switches the nodes of a farm on and off by what is in use, and wakes those that were asleep for long.',
  options: { maxIterations: 100 },
  context: { decision: null, wakesAt: 0 },
  initial: 'planning',
  states: {
    planning: {
      description: 'Asks how all nodes are, and makes a plan for just that.',
      invoke: {
        id: 'plan',
        src: 'power.plan',
        onDone: [
          { target: 'carryingOut', guard: 'isSomething', actions: ['power.reportShort', 'noteDecision'] },
          { target: 'resting', actions: ['power.reportShort', 'noteDecision'] },
        ],
        onError: 'waiting',
      },
    },
    carryingOut: {
      description: 'Tells the nodes. Each decides for itself: what was planned with may have been overtaken.',
      invoke: {
        id: 'carryOut',
        src: 'power.carryOut',
        onDone: 'resting',
        onError: 'resting',
      },
    },
    resting: {
      description: 'The plan is done with; another is made in a while, or when a node changes.',
      tags: ['ready'],
      on: { 'grid.NodeChanged': 'stirred', 'grid.NodeLeft': 'stirred' },
      after: { 'power.every': 'planning' },
    },
    stirred: {
      description: 'A node has changed, and more may: they are planned with together.',
      tags: ['ready'],
      after: { 'power.calm': 'planning' },
    },
    waiting: {
      description: 'The farm cannot say how its nodes are.',
      after: { 'power.retry': 'planning' },
    },
  },
})
