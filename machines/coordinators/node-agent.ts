import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { NodeFact } from '../../src/grid/agent/facts.ts'

type UpOrDown = 'Up' | 'Down'

/** What the chain has of a node's power: what it said, and what it was told. */
export interface PowerOnChain {
  readonly says: UpOrDown
  readonly told: UpOrDown
}

export interface NodeAgentContext {
  readonly power: PowerOnChain
  /** Errors in a row. */
  readonly failures: number
}

type NodeAgentEvent = NodeFact | DoneActorEvent<PowerOnChain, 'readPower'> | DoneActorEvent<PowerOnChain, 'goDown'>

export const nodeAgent = setup({
  types: { context: {} as NodeAgentContext, events: {} as NodeAgentEvent },
  actors: {
    'agent.identify': {} as PromiseActorLogic<void>,
    'agent.reportUptime': {} as PromiseActorLogic<void>,
    'agent.serve': {} as PromiseActorLogic<void>,
    'agent.readPower': {} as PromiseActorLogic<PowerOnChain>,
    'agent.sayUp': {} as PromiseActorLogic<void>,
    'agent.syncContracts': {} as PromiseActorLogic<void>,
    'agent.goDown': {} as PromiseActorLogic<PowerOnChain>,
    'agent.sleep': {} as PromiseActorLogic<void>,
  },
  guards: {
    'agent.isMarked': () => false,
    'agent.mayGoDown': () => false,
    'agent.isOwnTarget': () => false,
    'agent.isSiblingUp': () => false,
    'agent.isOwnContract': () => false,
    isToldDown: ({ context }) => context.power.told === 'Down',
    isSaidDown: ({ context }) => context.power.says === 'Down',
  },
  actions: {
    'agent.needResync': () => {},
    'agent.acknowledge': () => {},
    'agent.callSibling': () => {},
    'agent.dropDeployment': () => {},
    'agent.followGrace': () => {},
    'agent.beginCount': () => {},
    'agent.count': () => {},
    'agent.noteWoken': () => {},
    notePower: assign({
      power: ({ context, event }) =>
        event.type === 'xstate.done.actor.readPower' || event.type === 'xstate.done.actor.goDown'
          ? event.output
          : context.power,
    }),
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    forgetFailures: assign({ failures: 0 }),
  },
  delays: { 'agent.retry': 0, 'agent.uptimeEvery': 0, 'agent.countEvery': 0, 'agent.bootTime': 0 },
}).createMachine({
  id: 'node-agent',
  description:
    'A node of a farm, from its boot to its sleep: what it owes to the chain, to its farm and to who uses it.',
  options: { maxIterations: 100 },
  context: { power: { says: 'Up', told: 'Up' }, failures: 0 },
  initial: 'offline',
  on: {
    'chain.BlockFinalized': { guard: 'agent.isMarked', actions: 'agent.acknowledge' },
    'root.StopRequested': '.stopped',
  },
  states: {
    offline: {
      description: 'Waits for the chain.',
      entry: 'agent.needResync',
      on: { 'chain.BlockFinalized': { target: 'identifying', guard: 'agent.isMarked', actions: 'agent.acknowledge' } },
    },
    identifying: {
      description: 'Reads which node it is, and becomes one where it may and is none.',
      invoke: {
        id: 'identify',
        src: 'agent.identify',
        onDone: { target: 'booting', actions: 'forgetFailures' },
        onError: { target: 'unidentified', actions: 'countFailure' },
      },
    },
    unidentified: {
      description: 'Could not read it.',
      after: { 'agent.retry': 'identifying' },
    },
    booting: {
      description: 'Says that it is up, before anything else: whoever waits for it counts from there.',
      invoke: {
        id: 'firstUptime',
        src: 'agent.reportUptime',
        onDone: { target: 'awake', actions: 'forgetFailures' },
        onError: { target: 'unheard', actions: 'countFailure' },
      },
    },
    unheard: {
      description: 'The chain did not take it.',
      after: { 'agent.retry': 'booting' },
    },
    awake: {
      description: 'Up: reports, answers, and counts what is used.',
      tags: ['ready'],
      type: 'parallel',
      entry: 'agent.beginCount',
      exit: 'agent.count',
      states: {
        uptime: {
          description: 'Says that it is up, again and again.',
          initial: 'resting',
          states: {
            resting: {
              description: 'Has said so.',
              after: { 'agent.uptimeEvery': 'reporting' },
            },
            reporting: {
              description: 'Says so.',
              invoke: {
                id: 'uptime',
                src: 'agent.reportUptime',
                onDone: { target: 'resting', actions: 'forgetFailures' },
                onError: { target: 'waiting', actions: 'countFailure' },
              },
            },
            waiting: {
              description:
                'The chain did not take it. A call that fails is paid for, so the next one takes longer to come.',
              after: { 'agent.retry': 'reporting' },
            },
          },
        },
        power: {
          description: 'Does as the farmer tells it by the chain.',
          initial: 'reading',
          on: {
            'tfgrid.PowerTargetChanged': [
              { target: '.reading', guard: 'agent.isOwnTarget' },
              { guard: 'agent.isSiblingUp', actions: 'agent.callSibling' },
            ],
            'chain.BlockFinalized': { target: '.reading', guard: 'agent.isMarked', actions: 'agent.acknowledge' },
          },
          states: {
            reading: {
              description: 'Reads what it was told, and what it has said.',
              invoke: {
                id: 'readPower',
                src: 'agent.readPower',
                onDone: { target: 'deciding', actions: ['notePower', 'forgetFailures'] },
                onError: { target: 'waiting', actions: 'countFailure' },
              },
            },
            deciding: {
              description: 'Goes down only if it can be woken again; else it says that it stays up.',
              always: [
                { target: '#node-agent.goingDown', guard: 'agent.mayGoDown' },
                { target: 'rising', guard: 'isSaidDown' },
                { target: 'steady' },
              ],
            },
            rising: {
              description: 'Says that it is up, where the chain has it as down.',
              invoke: {
                id: 'sayUp',
                src: 'agent.sayUp',
                onDone: { target: 'steady', actions: 'forgetFailures' },
                onError: { target: 'waiting', actions: 'countFailure' },
              },
            },
            waiting: {
              description: 'The chain could not be read, or did not take it.',
              after: { 'agent.retry': 'reading' },
            },
            steady: {
              description: 'Nothing is to be done.',
            },
          },
        },
        grid: {
          description: 'Answers other twins.',
          initial: 'serving',
          states: {
            serving: {
              description: 'On the grid, or about to be.',
              invoke: { id: 'serve', src: 'agent.serve', onDone: 'away', onError: 'away' },
            },
            away: {
              description: 'Not on the grid.',
              after: { 'agent.retry': 'serving' },
            },
          },
        },
        contracts: {
          description: 'Runs nothing without a contract, nor what cannot be paid for, and counts what is used.',
          initial: 'syncing',
          on: {
            'contracts.NodeContractCanceled': { guard: 'agent.isOwnContract', actions: 'agent.dropDeployment' },
            'contracts.ContractGracePeriodStarted': { guard: 'agent.isOwnContract', actions: 'agent.followGrace' },
            'contracts.ContractGracePeriodEnded': { guard: 'agent.isOwnContract', actions: 'agent.followGrace' },
            'chain.BlockFinalized': { target: '.syncing', guard: 'agent.isMarked' },
          },
          states: {
            syncing: {
              description: 'Compares what runs with the contracts.',
              invoke: { id: 'sync', src: 'agent.syncContracts', onDone: 'synced', onError: 'waiting' },
            },
            waiting: {
              description: 'They could not be read.',
              after: { 'agent.retry': 'syncing' },
            },
            synced: {
              description: 'What ends is told of. Stays for one count.',
              after: { 'agent.countEvery': { target: 'synced', reenter: true, actions: 'agent.count' } },
            },
          },
        },
      },
    },
    goingDown: {
      description: 'Says that it goes down, and for the last time how long it was up. Answers nothing any more.',
      invoke: {
        id: 'goDown',
        src: 'agent.goDown',
        onDone: { target: 'lyingDown', actions: ['notePower', 'forgetFailures'] },
        onError: { target: 'stayingUp', actions: 'countFailure' },
      },
    },
    lyingDown: {
      description: 'Has said so. Told to come up meanwhile, it does not lie down at all: nobody would call again.',
      always: [{ target: 'asleep', guard: 'isToldDown' }, { target: 'identifying' }],
    },
    stayingUp: {
      description: 'The chain did not take it.',
      after: { 'agent.retry': 'awake' },
    },
    asleep: {
      description: 'Down, all but its network card.',
      invoke: {
        id: 'sleep',
        src: 'agent.sleep',
        onDone: { target: 'waking', actions: 'agent.noteWoken' },
        onError: 'waking',
      },
    },
    waking: {
      description: 'Boots.',
      after: { 'agent.bootTime': 'identifying' },
    },
    stopped: {
      description: 'The process ends.',
    },
  },
})
