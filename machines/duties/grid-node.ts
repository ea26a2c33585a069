import { assign, type PromiseActorLogic, setup } from 'xstate'
import type { PowerState } from '../../src/grid/capacity/node-view.ts'
import type { GridNodeContext, GridNodeInput } from '../../src/grid/farm/node-context.ts'
import type { NodeEvent } from '../../src/grid/farm/node-events.ts'
import type { InitEvent } from '../../src/kernel/index.ts'

type GridNodeEvent = InitEvent<GridNodeInput> | NodeEvent

/** State and target, as the chain has them now. */
const saysOf = (event: GridNodeEvent): string | undefined =>
  event.type === 'node.Read' ? `${event.payload.facts.state}/${event.payload.facts.target}` : undefined

export const gridNode = setup({
  types: { context: {} as GridNodeContext, events: {} as GridNodeEvent },
  actors: {
    'grid-node.raise': {} as PromiseActorLogic<void>,
    'grid-node.lower': {} as PromiseActorLogic<void>,
    'grid-node.callSibling': {} as PromiseActorLogic<void>,
  },
  guards: {
    'grid-node.mayClaim': () => false,
    'grid-node.maySleep': () => false,
    'grid-node.isSilent': () => false,
    'grid-node.mayTryAgain': () => false,
    isUp: ({ event }) => saysOf(event) === 'Up/Up',
    isComing: ({ event }) => saysOf(event) === 'Down/Up',
    isGoing: ({ event }) => saysOf(event) === 'Up/Down',
    isDown: ({ event }) => saysOf(event) === 'Down/Down',
  },
  actions: {
    'grid-node.report': () => {},
    'grid-node.grantClaim': () => {},
    'grid-node.refuseClaim': () => {},
    'grid-node.refuseForNow': () => {},
    'grid-node.answerRelease': () => {},
    'grid-node.answerPower': () => {},
    'grid-node.refuseSleep': () => {},
    'grid-node.tellLate': () => {},
    'grid-node.alarmAsleep': () => {},
    'grid-node.alarmAwake': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? { nodeId: event.input.nodeId } : {})),
    // What follows from a time-out or a task has no time of its own: the change was when it was asked for.
    become: assign(({ context, event }, { power }: { power: PowerState }) => {
      const at = 'payload' in event ? event.payload.at : context.changedAt
      if (power === context.power) return {}
      return { power, changedAt: at, awakeAt: power === 'on' ? Math.max(at, context.awakeAt) : context.awakeAt }
    }),
    noteFacts: assign({
      facts: ({ context, event }) => (event.type === 'node.Read' ? event.payload.facts : context.facts),
    }),
    noteAnswer: assign(({ context, event }) =>
      event.type === 'node.Answered'
        ? {
            statistics: event.payload.statistics,
            awakeAt: event.payload.at,
            silences: 0,
            claims: context.claims.filter(({ until, isDeployed }) => !isDeployed && until > event.payload.at),
          }
        : {},
    ),
    noteSilence: assign({ silences: ({ context }) => context.silences + 1 }),
    noteClaim: assign({
      claims: ({ context, event }) =>
        event.type === 'node.Claim'
          ? [...context.claims.filter(({ id }) => id !== event.payload.claim.id), event.payload.claim]
          : context.claims,
    }),
    noteRelease: assign({
      claims: ({ context, event }) => {
        if (event.type !== 'node.Release') return context.claims
        const { claim, isDeployed } = event.payload
        return isDeployed
          ? context.claims.map((each) => (each.id === claim ? { ...each, isDeployed } : each))
          : context.claims.filter(({ id }) => id !== claim)
      },
    }),
    noteAttempt: assign({ attempts: ({ context }) => context.attempts + 1 }),
    noteCall: assign({ calls: ({ context }) => context.calls + 1 }),
    forgetAttempts: assign({ attempts: 0, calls: 0, silences: 0 }),
  },
  delays: { 'grid-node.wakeTimeout': 0, 'grid-node.callTimeout': 0, 'grid-node.sleepTimeout': 0 },
}).createMachine({
  id: 'grid-node',
  description: 'One node of a farm. Whatever claims or switches it goes through here, one after another.',
  options: { maxIterations: 100 },
  context: {
    nodeId: 0,
    power: 'off',
    facts: null,
    statistics: null,
    claims: [],
    changedAt: 0,
    awakeAt: 0,
    silences: 0,
    attempts: 0,
    calls: 0,
  },
  entry: 'takeInput',
  initial: 'unknown',
  on: {
    'node.Answered': { actions: ['noteAnswer', 'grid-node.report'] },
    'node.Silent': { actions: 'noteSilence' },
    'node.Release': { actions: ['noteRelease', 'grid-node.answerRelease', 'grid-node.report'] },
    'node.Claim': [
      { guard: 'grid-node.mayClaim', actions: ['noteClaim', 'grid-node.grantClaim', 'grid-node.report'] },
      { actions: 'grid-node.refuseClaim' },
    ],
    'node.Wake': { actions: 'grid-node.answerPower' },
    'node.Sleep': { actions: 'grid-node.refuseForNow' },
  },
  states: {
    unknown: {
      description: 'Has not been read from the chain yet.',
      tags: ['idle'],
      on: {
        'node.Read': [
          { target: 'on', guard: 'isUp', actions: 'noteFacts' },
          { target: 'wakingUp', guard: 'isComing', actions: 'noteFacts' },
          { target: 'shuttingDown', guard: 'isGoing', actions: 'noteFacts' },
          { target: 'off', guard: 'isDown', actions: 'noteFacts' },
        ],
        'node.Claim': { actions: 'grid-node.refuseForNow' },
        'node.Wake': { actions: 'grid-node.refuseForNow' },
      },
    },
    on: {
      description: 'Up, and to stay so.',
      tags: ['up', 'idle'],
      entry: [{ type: 'become', params: { power: 'on' } }, 'forgetAttempts', 'grid-node.report'],
      on: {
        'node.Read': [
          { target: 'wakingUp', guard: 'isComing', actions: 'noteFacts' },
          { target: 'shuttingDown', guard: 'isGoing', actions: 'noteFacts' },
          { target: 'off', guard: 'isDown', actions: 'noteFacts' },
          { actions: ['noteFacts', 'grid-node.report'] },
        ],
        'node.Silent': [
          { target: 'unreachable', guard: 'grid-node.isSilent', actions: 'noteSilence' },
          { actions: 'noteSilence' },
        ],
        'node.Sleep': [
          { target: 'lowering', guard: 'grid-node.maySleep', actions: 'grid-node.answerPower' },
          { actions: 'grid-node.refuseSleep' },
        ],
      },
    },
    lowering: {
      description:
        'Is being told to go down; until the chain has taken that it can be used no more and is not off yet.',
      entry: [{ type: 'become', params: { power: 'shuttingDown' } }, 'grid-node.report'],
      invoke: { id: 'lower', src: 'grid-node.lower', onDone: 'shuttingDown', onError: 'on' },
      on: {
        'node.Read': { actions: ['noteFacts', 'grid-node.report'] },
        'node.Claim': { actions: 'grid-node.refuseForNow' },
        'node.Wake': { actions: 'grid-node.refuseForNow' },
      },
    },
    shuttingDown: {
      description: 'Told to go down.',
      tags: ['idle'],
      entry: [{ type: 'become', params: { power: 'shuttingDown' } }, 'grid-node.report'],
      after: { 'grid-node.sleepTimeout': { target: 'raising', actions: 'grid-node.alarmAwake' } },
      on: {
        'node.Read': [
          { target: 'off', guard: 'isDown', actions: 'noteFacts' },
          { target: 'on', guard: 'isUp', actions: 'noteFacts' },
          { target: 'wakingUp', guard: 'isComing', actions: 'noteFacts' },
          { actions: ['noteFacts', 'grid-node.report'] },
        ],
        'node.Claim': [
          { target: 'raising', guard: 'grid-node.mayClaim', actions: ['noteClaim', 'grid-node.grantClaim'] },
          { actions: 'grid-node.refuseClaim' },
        ],
        'node.Wake': { target: 'raising', actions: 'grid-node.answerPower' },
        'node.Sleep': { actions: 'grid-node.answerPower' },
      },
    },
    off: {
      description: 'Down, as told.',
      tags: ['idle'],
      entry: [{ type: 'become', params: { power: 'off' } }, 'forgetAttempts', 'grid-node.report'],
      on: {
        'node.Read': [
          { target: 'on', guard: 'isUp', actions: 'noteFacts' },
          { target: 'wakingUp', guard: 'isComing', actions: 'noteFacts' },
          { target: 'shuttingDown', guard: 'isGoing', actions: 'noteFacts' },
          { actions: ['noteFacts', 'grid-node.report'] },
        ],
        'node.Claim': [
          { target: 'raising', guard: 'grid-node.mayClaim', actions: ['noteClaim', 'grid-node.grantClaim'] },
          { actions: 'grid-node.refuseClaim' },
        ],
        'node.Wake': { target: 'raising', actions: 'grid-node.answerPower' },
        'node.Sleep': { actions: 'grid-node.answerPower' },
      },
    },
    raising: {
      description: 'Is being told to come up.',
      entry: [{ type: 'become', params: { power: 'wakingUp' } }, 'noteAttempt', 'grid-node.report'],
      invoke: { id: 'raise', src: 'grid-node.raise', onDone: 'wakingUp', onError: 'wakingUp' },
      on: {
        'node.Read': { actions: ['noteFacts', 'grid-node.report'] },
      },
    },
    wakingUp: {
      description: 'Told to come up. Told again when it takes too long.',
      tags: ['idle'],
      entry: [{ type: 'become', params: { power: 'wakingUp' } }, 'grid-node.report'],
      initial: 'booting',
      states: {
        booting: {
          description: 'Has some time to boot. Then the packets that were to wake it may be lost.',
          after: { 'grid-node.callTimeout': 'calling' },
        },
        calling: {
          description: 'Another node of the farm is asked to wake it: each time another.',
          entry: 'grid-node.tellLate',
          invoke: { id: 'call', src: 'grid-node.callSibling', onDone: 'booting', onError: 'booting' },
          exit: 'noteCall',
        },
      },
      after: {
        'grid-node.wakeTimeout': [
          { target: 'raising', guard: 'grid-node.mayTryAgain' },
          { target: 'unreachable', actions: 'grid-node.alarmAsleep' },
        ],
      },
      on: {
        'node.Read': [
          { target: 'on', guard: 'isUp', actions: 'noteFacts' },
          { target: 'shuttingDown', guard: 'isGoing', actions: 'noteFacts' },
          { target: 'off', guard: 'isDown', actions: 'noteFacts' },
          { actions: ['noteFacts', 'grid-node.report'] },
        ],
      },
    },
    unreachable: {
      description: 'Should be up by what it was told, and says nothing.',
      tags: ['idle'],
      entry: [{ type: 'become', params: { power: 'unreachable' } }, 'grid-node.report'],
      on: {
        'node.Answered': { target: 'on', actions: 'noteAnswer' },
        'node.Read': [
          { target: 'off', guard: 'isDown', actions: 'noteFacts' },
          { target: 'shuttingDown', guard: 'isGoing', actions: 'noteFacts' },
          { actions: ['noteFacts', 'grid-node.report'] },
        ],
        'node.Wake': { target: 'raising', actions: 'grid-node.answerPower' },
      },
    },
  },
})
