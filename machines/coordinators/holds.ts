import { assign, setup } from 'xstate'
import type {
  CallForBids,
  ConfirmHold,
  DescribeHolds,
  HoldRoom,
  ReleaseHold,
} from '../../src/grid/negotiation/holds/events.ts'
import type { GivenUp, Hold } from '../../src/grid/negotiation/holds/hold.ts'
import type { CommandEvent } from '../../src/kernel/index.ts'

export interface HoldsContext {
  readonly holds: readonly Hold[]
  readonly givenUp: readonly GivenUp[]
}

type HoldsEvent =
  | CommandEvent<typeof CallForBids>
  | CommandEvent<typeof DescribeHolds>
  | CommandEvent<typeof HoldRoom>
  | CommandEvent<typeof ConfirmHold>
  | CommandEvent<typeof ReleaseHold>

export const holds = setup({
  types: { context: {} as HoldsContext, events: {} as HoldsEvent },
  guards: {
    'holds.isReady': () => false,
    'holds.mayHold': () => false,
    isHeld: ({ context, event }) =>
      event.type === 'grid.ConfirmHold' &&
      event.payload.parts.every((part) =>
        context.holds.some(
          (hold) => hold.name === event.payload.name && hold.part === part && hold.until > event.payload.at,
        ),
      ),
  },
  actions: {
    'holds.bid': () => {},
    'holds.describe': () => {},
    'holds.grant': () => {},
    'holds.refuse': () => {},
    'holds.refuseForNow': () => {},
    'holds.answerConfirmed': () => {},
    'holds.answerGone': () => {},
    'holds.answerReleased': () => {},
    noteHold: assign(({ context, event }) => {
      if (event.type !== 'grid.HoldRoom') return {}
      const { name, attempt, at, until, parts } = event.payload
      const lasting = context.holds.filter((hold) => hold.until > at)
      const before = (part: number) => lasting.find((hold) => hold.name === name && hold.part === part)
      return {
        givenUp: context.givenUp.filter((each) => each.until > at),
        holds: [
          ...lasting.filter((hold) => hold.name !== name || parts.every(({ part }) => part !== hold.part)),
          ...parts.map(({ part, resources, publicIps }) => ({
            name,
            part,
            attempt,
            resources: before(part)?.resources ?? resources,
            publicIps: before(part)?.publicIps ?? publicIps,
            until: Math.max(until, before(part)?.until ?? 0),
            isConfirmed: before(part)?.isConfirmed ?? false,
          })),
        ],
      }
    }),
    noteConfirmed: assign({
      holds: ({ context, event }) =>
        event.type === 'grid.ConfirmHold'
          ? context.holds.map((hold) =>
              hold.name === event.payload.name && event.payload.parts.includes(hold.part)
                ? {
                    ...hold,
                    attempt: Math.max(hold.attempt, event.payload.attempt),
                    until: Math.max(hold.until, event.payload.until),
                    isConfirmed: true,
                  }
                : hold,
            )
          : context.holds,
    }),
    noteReleased: assign(({ context, event }) =>
      event.type === 'grid.ReleaseHold'
        ? {
            holds: context.holds.filter(
              ({ name, attempt }) => name !== event.payload.name || attempt > event.payload.attempt,
            ),
            givenUp: [
              ...context.givenUp.filter(
                ({ name, attempt, until }) =>
                  until > event.payload.at && (name !== event.payload.name || attempt > event.payload.attempt),
              ),
              { name: event.payload.name, attempt: event.payload.attempt, until: event.payload.until },
            ],
          }
        : {},
    ),
  },
}).createMachine({
  id: 'holds',
  description:
    'What this node keeps for those who were promised it. Everything that takes room here goes through this actor, one after another.',
  options: { maxIterations: 100 },
  context: { holds: [], givenUp: [] },
  initial: 'unsure',
  on: {
    'grid.DescribeHolds': { actions: 'holds.describe' },
    'grid.ConfirmHold': [
      { guard: 'isHeld', actions: ['noteConfirmed', 'holds.answerConfirmed'] },
      { actions: 'holds.answerGone' },
    ],
    'grid.ReleaseHold': { actions: ['noteReleased', 'holds.answerReleased'] },
  },
  states: {
    unsure: {
      description: 'Does not know itself yet: keeps what it holds, and takes nothing more.',
      on: {
        'grid.CallForBids': [
          { target: 'keeping', guard: 'holds.isReady', actions: 'holds.bid' },
          { actions: 'holds.refuseForNow' },
        ],
        'grid.HoldRoom': [
          { target: 'keeping', guard: 'holds.mayHold', actions: ['noteHold', 'holds.grant'] },
          { actions: 'holds.refuse' },
        ],
      },
    },
    keeping: {
      description: 'Bids what is left, holds what is asked for if it fits, and gives back what nobody confirms.',
      tags: ['ready'],
      on: {
        'grid.CallForBids': [{ guard: 'holds.isReady', actions: 'holds.bid' }, { actions: 'holds.refuseForNow' }],
        'grid.HoldRoom': [
          { guard: 'holds.mayHold', actions: ['noteHold', 'holds.grant'] },
          { actions: 'holds.refuse' },
        ],
      },
    },
  },
})
