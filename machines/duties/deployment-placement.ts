import { assign, type DoneActorEvent, type PromiseActorLogic, setup } from 'xstate'
import type { PlacementEvent } from '../../src/grid/placement/duty-events.ts'
import type { Found } from '../../src/grid/placement/planner.ts'
import type { PlacementRefusal } from '../../src/grid/placement/refusal.ts'
import type { PlacementRequest } from '../../src/grid/placement/request.ts'
import type { ClaimVerdict, Loss, WakeVerdict } from '../../src/grid/placement/verdicts.ts'
import type { InitEvent } from '../../src/kernel/index.ts'

export interface PlacementInput {
  readonly name: string
  /** Asked for as several that belong together, be it only one. */
  readonly isGroup: boolean
  readonly requests: readonly PlacementRequest[]
  /** Milliseconds that its claims stand without a deployment. */
  readonly ttl: number
}

/** One request and the node that was claimed for it. */
export interface Part {
  readonly request: PlacementRequest
  readonly node: number | null
  readonly isUp: boolean
  readonly tried: readonly Loss[]
}

export interface PlacementContext {
  readonly name: string
  readonly isGroup: boolean
  readonly ttl: number
  readonly parts: readonly Part[]
  /** The part that a node is looked for. */
  readonly at: number
  /** The node that was given up, and may hold a claim still. */
  readonly leaving: number | null
  readonly refusal: PlacementRefusal | null
}

type Event =
  | InitEvent<PlacementInput>
  | PlacementEvent
  | DoneActorEvent<Found, 'choose'>
  | DoneActorEvent<ClaimVerdict, 'claim'>
  | DoneActorEvent<WakeVerdict, 'wake'>
  | DoneActorEvent<WakeVerdict, 'confirm'>

/** The parts with another in place of one. */
const changed = (parts: readonly Part[], at: number, more: Partial<Part>): Part[] =>
  parts.map((part, index) => (index === at ? { ...part, ...more } : part))

/** Given up; the node is not tried again for this part. */
const without = (parts: readonly Part[], at: number, loss: Omit<Loss, 'node'>): Part[] => {
  const { node, tried } = parts[at]!
  return node === null
    ? [...parts]
    : changed(parts, at, { node: null, isUp: false, tried: [...tried, { ...loss, node }] })
}

export const deploymentPlacement = setup({
  types: { context: {} as PlacementContext, events: {} as Event },
  actors: {
    'placement.choose': {} as PromiseActorLogic<Found>,
    'placement.claim': {} as PromiseActorLogic<ClaimVerdict>,
    'placement.awaitUp': {} as PromiseActorLogic<WakeVerdict>,
    'placement.confirm': {} as PromiseActorLogic<WakeVerdict>,
    'placement.release': {} as PromiseActorLogic<void>,
    'placement.releaseAll': {} as PromiseActorLogic<void>,
  },
  guards: {
    'placement.isOther': () => false,
    isIncomplete: ({ context }) => context.parts.some(({ node }) => node === null),
    areUp: ({ context }) => context.parts.every(({ isUp }) => isUp),
    isFound: ({ event }) => event.type === 'xstate.done.actor.choose' && 'node' in event.output,
    mayPass: ({ context }) => context.parts[context.at]?.tried.some(({ passes }) => passes) === true,
    isGranted: ({ event }) => event.type === 'xstate.done.actor.claim' && event.output.verdict === 'granted',
    isRefused: ({ event }) => event.type === 'xstate.done.actor.claim' && event.output.verdict === 'refused',
    isLacking: ({ event }) => event.type === 'xstate.done.actor.claim' && event.output.verdict === 'lacking',
    isLost: ({ event }) =>
      (event.type === 'xstate.done.actor.wake' || event.type === 'xstate.done.actor.confirm') &&
      event.output.lost !== null,
  },
  actions: {
    'placement.answer': () => {},
    'placement.refuse': () => {},
    'placement.refuseOther': () => {},
    takeInput: assign(({ event }) => {
      if (event.type !== 'xstate.init') return {}
      const { name, isGroup, ttl, requests } = event.input
      return { name, isGroup, ttl, parts: requests.map((request) => ({ request, node: null, isUp: false, tried: [] })) }
    }),
    aim: assign({ at: ({ context }) => context.parts.findIndex(({ node }) => node === null) }),
    noteFound: assign(({ context, event }) =>
      event.type === 'xstate.done.actor.choose' && 'node' in event.output
        ? { parts: changed(context.parts, context.at, { node: event.output.node }) }
        : {},
    ),
    noteGranted: assign(({ context, event }) =>
      event.type === 'xstate.done.actor.claim' && event.output.verdict === 'granted'
        ? { parts: changed(context.parts, context.at, { isUp: event.output.isUp }) }
        : {},
    ),
    noteRefused: assign(({ context, event }) =>
      event.type === 'xstate.done.actor.claim' && 'reason' in event.output
        ? { parts: without(context.parts, context.at, event.output), leaving: context.parts[context.at]?.node ?? null }
        : {},
    ),
    noteLost: assign(({ context, event }) => {
      if (event.type !== 'xstate.done.actor.wake' && event.type !== 'xstate.done.actor.confirm') return {}
      const { lost } = event.output
      if (lost === null) return {}
      const { part, reason } = lost
      return {
        parts: without(context.parts, part, { reason, passes: false }),
        leaving: context.parts[part]?.node ?? null,
        at: part,
      }
    }),
    noteLeft: assign({ leaving: null }),
    forgetPassing: assign({
      parts: ({ context }) =>
        context.parts.map((part) => ({ ...part, tried: part.tried.filter(({ passes }) => !passes) })),
    }),
    noteRefusal: assign(({ context: { at, parts }, event }) => {
      const of = event as { readonly output?: { readonly refusal?: PlacementRefusal } }
      return of.output?.refusal === undefined
        ? {}
        : { refusal: { ...of.output.refusal, request: at, tried: parts[at]?.tried ?? [] } as PlacementRefusal }
    }),
    noteEnd: assign(({ context: { at, parts } }, { code }: { code: 'timeout' | 'cancelled' }) => ({
      refusal: { code, request: at, tried: parts[at]?.tried ?? [] },
    })),
  },
  delays: { 'placement.deadline': 0, 'placement.retry': 0, 'placement.keep': 0 },
}).createMachine({
  id: 'deployment-placement',
  description: 'One placement by its name: a node for each of its requests, claimed and up, or none of them at all.',
  options: { maxIterations: 100 },
  context: { name: '', isGroup: false, ttl: 0, parts: [], at: 0, leaving: null, refusal: null },
  entry: 'takeInput',
  initial: 'working',
  on: { 'placement.Asked': { guard: 'placement.isOther', actions: 'placement.refuseOther' } },
  states: {
    working: {
      description: 'On the way to nodes that are up.',
      initial: 'next',
      after: {
        'placement.deadline': { target: 'givingUp', actions: { type: 'noteEnd', params: { code: 'timeout' } } },
      },
      on: { 'placement.Cancel': { target: 'givingUp', actions: { type: 'noteEnd', params: { code: 'cancelled' } } } },
      states: {
        next: {
          description: 'Sees what is missing yet.',
          always: [
            { target: 'choosing', guard: 'isIncomplete', actions: 'aim' },
            { target: '#deployment-placement.placed', guard: 'areUp' },
            { target: 'waking' },
          ],
        },
        choosing: {
          description: 'Chooses a node for a request, by what is known of the nodes.',
          invoke: {
            id: 'choose',
            src: 'placement.choose',
            onDone: [
              { target: 'claiming', guard: 'isFound', actions: 'noteFound' },
              { target: 'waiting', guard: 'mayPass' },
              { target: '#deployment-placement.givingUp', actions: 'noteRefusal' },
            ],
            onError: 'waiting',
          },
        },
        claiming: {
          description: 'Claims it. The node decides: what was known of it may have been overtaken.',
          invoke: {
            id: 'claim',
            src: 'placement.claim',
            onDone: [
              { target: 'next', guard: 'isGranted', actions: 'noteGranted' },
              { target: 'next', guard: 'isRefused', actions: ['noteRefused', 'noteLeft'] },
              { target: '#deployment-placement.givingUp', guard: 'isLacking', actions: 'noteRefusal' },
              { target: 'leaving', actions: 'noteRefused' },
            ],
            onError: 'waiting',
          },
        },
        leaving: {
          description: 'Gives back what may have been claimed of a node that will not do.',
          invoke: {
            id: 'release',
            src: 'placement.release',
            onDone: { target: 'next', actions: 'noteLeft' },
            onError: { target: 'next', actions: 'noteLeft' },
          },
        },
        waiting: {
          description: 'Lets pass what may pass.',
          tags: ['idle'],
          after: { 'placement.retry': { target: 'next', actions: 'forgetPassing' } },
        },
        waking: {
          description: 'Waits until all that was claimed is up, as long as one may have patience with a node.',
          tags: ['idle'],
          invoke: {
            id: 'wake',
            src: 'placement.awaitUp',
            onDone: [{ target: 'leaving', guard: 'isLost', actions: 'noteLost' }, { target: 'confirming' }],
            onError: 'waiting',
          },
        },
        confirming: {
          description: 'Claims again by the same names: what was claimed long before it was up may have fallen back.',
          invoke: {
            id: 'confirm',
            src: 'placement.confirm',
            onDone: [
              { target: 'leaving', guard: 'isLost', actions: 'noteLost' },
              { target: '#deployment-placement.placed' },
            ],
            onError: 'waiting',
          },
        },
      },
    },
    placed: {
      description: 'Answers the same to whoever asks by this name, as long as its claims stand.',
      tags: ['idle'],
      entry: 'placement.answer',
      on: {
        'placement.Asked': [
          { guard: 'placement.isOther', actions: 'placement.refuseOther' },
          { actions: 'placement.answer' },
        ],
        'placement.Cancel': { target: 'givingUp', actions: { type: 'noteEnd', params: { code: 'cancelled' } } },
      },
      after: { 'placement.keep': 'over' },
    },
    givingUp: {
      description: 'Gives back whatever was claimed.',
      invoke: { id: 'releaseAll', src: 'placement.releaseAll', onDone: 'refused', onError: 'refused' },
    },
    refused: { description: 'Came to nothing.', type: 'final', entry: 'placement.refuse' },
    over: { description: 'What was claimed is a deployment by now, or has fallen back.', type: 'final' },
  },
})
