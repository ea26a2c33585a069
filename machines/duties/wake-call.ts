import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { InitEvent } from '../../src/kernel/index.ts'

export interface WakeCallInput {
  readonly nodeId: number
}

export interface WakeCallContext {
  readonly nodeId: number
  /** Address of its network card; empty until it is known. */
  readonly mac: string
  /** Packets that were sent. */
  readonly sent: number
}

type WakeCallEvent = InitEvent<WakeCallInput> | DoneActorEvent<{ mac: string }, 'find'>

export const wakeCall = setup({
  types: { context: {} as WakeCallContext, events: {} as WakeCallEvent },
  actors: { 'wake-call.find': {} as PromiseActorLogic<{ mac: string }> },
  guards: { isEnough: ({ context }) => context.sent >= 10 },
  actions: {
    'wake-call.send': () => {},
    takeInput: assign(({ event }) => (event.type === 'xstate.init' ? { nodeId: event.input.nodeId } : {})),
    noteMac: assign(({ event }) => (event.type === 'xstate.done.actor.find' ? { mac: event.output.mac } : {})),
    countPacket: assign({ sent: ({ context }) => context.sent + 1 }),
  },
}).createMachine({
  id: 'wake-call',
  description:
    'Wakes another node of the farm over the network. A packet may be lost and none is answered, so there are ten.',
  options: { maxIterations: 100 },
  context: { nodeId: 0, mac: '', sent: 0 },
  entry: 'takeInput',
  initial: 'looking',
  states: {
    looking: {
      description: 'Reads the address of its network card.',
      invoke: {
        id: 'find',
        src: 'wake-call.find',
        onDone: { target: 'sending', actions: 'noteMac' },
        onError: 'waiting',
      },
    },
    waiting: {
      description: 'The chain could not be read.',
      after: { 500: 'looking' },
    },
    sending: {
      description: 'Sends a packet, and another half a second later.',
      entry: ['wake-call.send', 'countPacket'],
      always: { target: 'called', guard: 'isEnough' },
      after: { 500: { target: 'sending', reenter: true } },
    },
    called: {
      description: 'Whether it comes up, the chain will tell.',
      type: 'final',
    },
  },
})
