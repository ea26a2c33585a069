import { power } from '../../../machines/coordinators/power.ts'
import { defineUnit } from '../../kernel/index.ts'
import { DescribeFarm, NodeChanged, NodeLeft, SleepNode, WakeNode } from '../farm/events.ts'
import { type PowerConfig, powerConfig } from './config.ts'
import { CapacityShort } from './events.ts'
import { handlers } from './handlers.ts'
import type { PowerPorts } from './ports.ts'

/** Switches the nodes of a farm on and off. */
export const powerUnit = defineUnit<PowerConfig, PowerPorts>({
  name: 'power',
  machine: power,
  // When it was last seen to nodes that are woken for no need: a process that begins often is no reason for more rounds.
  persist: { version: 2 },
  consumes: [NodeChanged, NodeLeft],
  emits: [CapacityShort],
  asks: [DescribeFarm, WakeNode, SleepNode],
  category: 'submit',
  // That a node has changed says no more than that a plan is to be made; it is asked then how all are.
  mailbox: { policy: { [NodeChanged.type]: 'coalesce-latest' } },
  config: powerConfig,
  handlers,
})
