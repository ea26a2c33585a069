import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { FactEvent } from '../src/kernel/message/fact.ts'
import type { SupervisorFailed } from '../src/kernel/message/kernel-facts.ts'
import type { DrainReport, StopRequested } from '../src/kernel/root/messages.ts'

interface RootContext {
  /** Why the node ends, once it does. */
  readonly reason: string
  /** Actors that were still busy when their time was up. */
  readonly late: readonly string[]
}

type RootEvent =
  | FactEvent<typeof SupervisorFailed>
  | FactEvent<typeof StopRequested>
  | DoneActorEvent<DrainReport, 'drain'>

export const root = setup({
  types: { context: {} as RootContext, events: {} as RootEvent },
  actors: {
    'root.boot': {} as PromiseActorLogic<void>,
    'root.drain': {} as PromiseActorLogic<DrainReport>,
  },
  actions: {
    'root.ended': () => {},
    rememberStop: assign({
      reason: ({ event, context }) => (event.type === 'root.StopRequested' ? event.payload.reason : context.reason),
    }),
    rememberFailure: assign({
      reason: ({ event, context }) =>
        event.type === 'kernel.SupervisorFailed'
          ? `${event.payload.actor} failed: ${event.payload.error}`
          : context.reason,
    }),
    rememberLate: assign({
      late: ({ event, context }) => (event.type === 'xstate.done.actor.drain' ? event.output.late : context.late),
    }),
    rememberBootError: assign({
      reason: ({ event }) => `boot failed: ${String((event as { error?: unknown }).error)}`,
    }),
  },
  guards: {
    isTheTop: ({ event }) => event.type === 'kernel.SupervisorFailed' && event.payload.supervisor === 'root',
  },
}).createMachine({
  id: 'root',
  description: 'The life of the node: it starts all actors, and ends them in reverse order.',
  options: { maxIterations: 100 },
  context: { reason: '', late: [] },
  initial: 'booting',
  states: {
    booting: {
      description: 'Starts the actors in the order of the config.',
      invoke: {
        id: 'boot',
        src: 'root.boot',
        onDone: 'running',
        onError: { target: 'aborting', actions: 'rememberBootError' },
      },
      on: {
        'root.StopRequested': { target: 'draining', actions: 'rememberStop' },
        'kernel.SupervisorFailed': { target: 'aborting', guard: 'isTheTop', actions: 'rememberFailure' },
      },
    },
    running: {
      description: 'All actors are at work.',
      on: {
        'root.StopRequested': { target: 'draining', actions: 'rememberStop' },
        'kernel.SupervisorFailed': { target: 'aborting', guard: 'isTheTop', actions: 'rememberFailure' },
      },
    },
    draining: {
      description: 'No new duties. Every actor gets its time to finish, the last started first.',
      invoke: {
        id: 'drain',
        src: 'root.drain',
        onDone: { target: 'stopped', actions: 'rememberLate' },
        onError: 'aborted',
      },
    },
    aborting: {
      description: 'The supervisor at the top gave up. The others still get their time to finish.',
      invoke: {
        id: 'drain',
        src: 'root.drain',
        onDone: { target: 'aborted', actions: 'rememberLate' },
        onError: 'aborted',
      },
    },
    stopped: {
      description: 'Ended as asked.',
      type: 'final',
      entry: { type: 'root.ended', params: { outcome: 'stopped' } },
    },
    aborted: {
      description: 'Ended by a failure.',
      type: 'final',
      entry: { type: 'root.ended', params: { outcome: 'aborted' } },
    },
  },
})
