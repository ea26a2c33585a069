import { setup } from 'xstate'
import type { AbandonRoom, NegotiateRoom } from '../../src/grid/negotiation/ask/events.ts'
import type { CommandEvent, DutyFinished, DutyGaveUp } from '../../src/kernel/index.ts'

type NegotiatorEvent = CommandEvent<typeof NegotiateRoom> | CommandEvent<typeof AbandonRoom> | DutyFinished | DutyGaveUp

export const negotiator = setup({
  types: { context: {} as Record<string, never>, events: {} as NegotiatorEvent },
  guards: { 'negotiator.isBusy': () => false },
  actions: {
    'negotiator.open': () => {},
    'negotiator.abandon': () => {},
    'negotiator.fail': () => {},
  },
}).createMachine({
  id: 'negotiator',
  description: 'Asks the nodes of a farm for room, on behalf of whoever wants some here.',
  options: { maxIterations: 100 },
  context: {},
  initial: 'free',
  on: { 'grid.AbandonRoom': { actions: 'negotiator.abandon' } },
  states: {
    free: {
      description: 'Nobody wants any.',
      tags: ['ready'],
      on: { 'grid.NegotiateRoom': { target: 'asking', actions: 'negotiator.open' } },
    },
    asking: {
      description: 'Each name is a duty of its own.',
      tags: ['ready'],
      on: {
        'grid.NegotiateRoom': { actions: 'negotiator.open' },
        'duty.Finished': [{ guard: 'negotiator.isBusy' }, { target: 'free' }],
        'duty.Failed': [
          { guard: 'negotiator.isBusy', actions: 'negotiator.fail' },
          { target: 'free', actions: 'negotiator.fail' },
        ],
      },
    },
  },
})
