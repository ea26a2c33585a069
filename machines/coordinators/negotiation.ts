import { setup } from 'xstate'
import type { LeadPlacement } from '../../src/grid/negotiation/lead/events.ts'
import type { CommandEvent, DutyFinished, DutyGaveUp } from '../../src/kernel/index.ts'

type NegotiationEvent = CommandEvent<typeof LeadPlacement> | DutyFinished | DutyGaveUp

export const negotiation = setup({
  types: { context: {} as Record<string, never>, events: {} as NegotiationEvent },
  guards: {
    'negotiation.isReady': () => false,
    'negotiation.isLeader': () => false,
    'negotiation.hasWaiting': () => false,
  },
  actions: {
    'negotiation.queue': () => {},
    'negotiation.begin': () => {},
    'negotiation.redirect': () => {},
    'negotiation.refuseForNow': () => {},
  },
}).createMachine({
  id: 'negotiation',
  description:
    'A node in its turn as the leader. What is asked of it while it is at it goes into the next round, together.',
  options: { maxIterations: 100 },
  context: {},
  initial: 'free',
  states: {
    free: {
      description: 'Nothing is asked of it.',
      tags: ['ready'],
      on: {
        'grid.LeadPlacement': [
          { target: 'leading', guard: 'negotiation.isLeader', actions: 'negotiation.queue' },
          { guard: 'negotiation.isReady', actions: 'negotiation.redirect' },
          { actions: 'negotiation.refuseForNow' },
        ],
      },
    },
    leading: {
      description: 'A round is under way.',
      tags: ['ready'],
      entry: 'negotiation.begin',
      on: {
        'grid.LeadPlacement': [
          { guard: 'negotiation.isLeader', actions: 'negotiation.queue' },
          { guard: 'negotiation.isReady', actions: 'negotiation.redirect' },
          { actions: 'negotiation.refuseForNow' },
        ],
        'duty.Finished': [{ target: 'leading', reenter: true, guard: 'negotiation.hasWaiting' }, { target: 'free' }],
        'duty.Failed': [{ target: 'leading', reenter: true, guard: 'negotiation.hasWaiting' }, { target: 'free' }],
      },
    },
  },
})
