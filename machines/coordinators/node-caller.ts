import { setup } from 'xstate'
import type { PowerTargetChanged } from '../../src/grid/chain-facts.ts'
import type { NodeIsLate } from '../../src/grid/farm/events.ts'
import type { FactEvent } from '../../src/kernel/index.ts'

type NodeCallerEvent = FactEvent<typeof PowerTargetChanged> | FactEvent<typeof NodeIsLate>

export const nodeCaller = setup({
  types: { events: {} as NodeCallerEvent },
  guards: { 'node-caller.isToldUp': () => false },
  actions: { 'node-caller.call': () => {} },
}).createMachine({
  id: 'node-caller',
  description:
    'Calls nodes over the network that they are on. Nodes call each other; where none of them is up this one does.',
  options: { maxIterations: 100 },
  initial: 'listening',
  states: {
    listening: {
      description: 'Each call is a duty of its own.',
      tags: ['ready'],
      on: {
        'tfgrid.PowerTargetChanged': { guard: 'node-caller.isToldUp', actions: 'node-caller.call' },
        'grid.NodeIsLate': { actions: 'node-caller.call' },
      },
    },
  },
})
