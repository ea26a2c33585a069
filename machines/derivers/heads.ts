import { assign, type DoneActorEvent, type ErrorActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { BlockFinalized, HeadAdvanced } from '../../src/chain/follower/events.ts'
import type { FactEvent, PayloadOf } from '../../src/kernel/index.ts'

export type BestBlock = PayloadOf<typeof HeadAdvanced>

export interface HeadsContext {
  /** Best blocks above the finalized one, oldest first. */
  readonly chain: readonly BestBlock[]
  readonly finalized: number
  /** The next best block, while it is found out how it follows from the others. */
  readonly next: BestBlock | null
}

/** How a new best block follows from those before it. */
export interface Ancestry {
  /** The new best chain from where it leaves the old one, oldest first. */
  readonly added: readonly BestBlock[]
  /** Blocks of the old one that are no longer best. */
  readonly retracted: readonly BestBlock[]
}

type HeadsEvent =
  | FactEvent<typeof HeadAdvanced>
  | FactEvent<typeof BlockFinalized>
  | DoneActorEvent<Ancestry, 'trace'>
  | ErrorActorEvent<unknown, 'trace'>

export const heads = setup({
  types: { context: {} as HeadsContext, events: {} as HeadsEvent },
  actors: { 'heads.trace': {} as PromiseActorLogic<Ancestry> },
  guards: {
    'heads.isForged': () => false,
    extendsBest: ({ context: { chain }, event }) =>
      event.type === 'chain.HeadAdvanced' &&
      (chain.length === 0 || event.payload.parentHash === chain[chain.length - 1]!.hash),
    isKnown: ({ context: { chain }, event }) =>
      event.type === 'chain.HeadAdvanced' && chain.some(({ hash }) => hash === event.payload.hash),
  },
  actions: {
    'heads.report': () => {},
    'heads.reportReorganization': () => {},
    'heads.refuseEndpoint': () => {},
    extend: assign(({ context, event }) =>
      event.type === 'chain.HeadAdvanced' ? { chain: [...context.chain, event.payload] } : {},
    ),
    keepNext: assign(({ event }) => (event.type === 'chain.HeadAdvanced' ? { next: event.payload } : {})),
    forgetNext: assign({ next: null }),
    rebuild: assign(({ context, event }) => {
      if (event.type !== 'xstate.done.actor.trace') return {}
      const { added, retracted } = event.output
      const gone = new Set(retracted.map(({ hash }) => hash))
      return { chain: [...context.chain.filter(({ hash }) => !gone.has(hash)), ...added] }
    }),
    startAfresh: assign(({ context }) => (context.next === null ? {} : { chain: [context.next] })),
    finalize: assign(({ context, event }) => {
      if (event.type !== 'chain.BlockFinalized') return {}
      const { number } = event.payload
      return { finalized: number, chain: context.chain.filter((block) => block.number >= number) }
    }),
  },
}).createMachine({
  id: 'heads',
  description: 'Knows the best and the finalized block, how far apart they are, and which best blocks were taken back.',
  options: { maxIterations: 100 },
  context: { chain: [], finalized: 0, next: null },
  initial: 'watching',
  on: { 'chain.BlockFinalized': { actions: ['finalize', 'heads.report'] } },
  states: {
    watching: {
      description: 'The best block is known.',
      on: {
        'chain.HeadAdvanced': [
          { guard: 'extendsBest', actions: ['extend', 'heads.report'] },
          { guard: 'isKnown' },
          { target: 'tracing', actions: 'keepNext' },
        ],
      },
    },
    tracing: {
      description:
        'A best block that does not follow from the last one: its ancestors are read back to one that is known.',
      invoke: {
        id: 'trace',
        src: 'heads.trace',
        onDone: {
          target: 'watching',
          actions: ['heads.reportReorganization', 'rebuild', 'forgetNext', 'heads.report'],
        },
        onError: [
          // Whoever makes up one header may have made up the best block too: it is not taken for one.
          { target: 'watching', guard: 'heads.isForged', actions: ['heads.refuseEndpoint', 'forgetNext'] },
          { target: 'watching', actions: ['startAfresh', 'forgetNext', 'heads.report'] },
        ],
      },
      on: { 'chain.HeadAdvanced': { target: 'tracing', reenter: true, actions: 'keepNext' } },
    },
  },
})
