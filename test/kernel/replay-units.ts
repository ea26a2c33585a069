import { assign, setup } from 'xstate'
import { type ActorContext, defineUnit, type FactEvent, type StepArgs } from '../../src/kernel/index.ts'
import { errand, master, Ping, worker } from './fixtures.ts'

type PingStep = StepArgs<object, FactEvent<typeof Ping>>

export const workerUnit = () =>
  defineUnit({
    name: 'worker',
    machine: worker,
    consumes: [Ping],
    handlers: { 'worker.work': async () => 1, 'worker.rested': () => {}, 'worker.rest': () => 10 },
  })

/** Sorts pings by a guard of its own, and crashes on negative ones. */
const guarded = setup({
  types: { context: {} as { big: bigint }, events: {} as FactEvent<typeof Ping> },
  guards: { 'guarded.isBig': () => false, isNegative: ({ event }) => event.payload.n < 0 },
  actions: {
    'guarded.crash': () => {},
    add: assign({ big: ({ context, event }) => context.big + BigInt(event.payload.n) }),
  },
}).createMachine({
  id: 'guarded',
  options: { maxIterations: 10 },
  context: { big: 0n },
  initial: 'small',
  on: {
    'test.Ping': [
      { guard: 'isNegative', actions: 'guarded.crash' },
      { guard: { type: 'guarded.isBig', params: { from: 4 } } as never, target: '.large', actions: 'add' },
      { target: '.small', actions: 'add' },
    ],
  },
  states: { small: {}, large: {} },
})

export const guardedUnit = () =>
  defineUnit({
    name: 'guarded',
    machine: guarded,
    consumes: [Ping],
    handlers: {
      'guarded.isBig': ({ event }: PingStep, _ctx: ActorContext, { from }: { from: number }) => event.payload.n >= from,
      'guarded.crash': () => {
        throw new Error('negative')
      },
    },
  })

/** Opens an errand for a 1 and ends it at a 5. */
export const masterUnit = () =>
  defineUnit({
    name: 'master',
    machine: master,
    consumes: [Ping],
    duties: { errands: { machine: errand } },
    handlers: {
      'master.ping'({ event }: PingStep, ctx: ActorContext) {
        if (event.payload.n === 1) ctx.duties('errands').open('e', { label: 'x' })
        if (event.payload.n === 5) ctx.duties('errands').tell('e', { type: 'errand.End', payload: null })
      },
      'master.ended': () => {},
      'errand.break': () => {},
    },
  })
