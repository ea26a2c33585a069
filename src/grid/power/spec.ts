import { power } from '../../../machines/coordinators/power.ts'
import { defineUnit } from '../../kernel/index.ts'
import { DescribeFarm, NodeChanged, NodeLeft, SleepNode, WakeNode } from '../farm/events.ts'
import { type PowerConfig, powerConfig } from './config.ts'
import { CapacityShort } from './events.ts'
import { handlers } from './handlers.ts'

/** Switches the nodes of a farm on and off. */
export const powerUnit = defineUnit<PowerConfig>({
  name: 'power',
  machine: power,
  // How often a node was woken this month is known to nobody else.
  persist: { version: 1 },
  consumes: [NodeChanged, NodeLeft],
  emits: [CapacityShort],
  asks: [DescribeFarm, WakeNode, SleepNode],
  category: 'submit',
  // That a node has changed says no more than that a plan is to be made; it is asked then how all are.
  mailbox: { policy: { [NodeChanged.type]: 'coalesce-latest' } },
  config: powerConfig,
  handlers,
})
