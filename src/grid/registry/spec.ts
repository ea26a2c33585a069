import { farmRegistry } from '../../../machines/derivers/farm-registry.ts'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { defineUnit } from '../../kernel/index.ts'
import { TOUCHING } from '../chain-facts.ts'
import { type RegistryConfig, registryConfig } from './config.ts'
import { handlers } from './handlers.ts'
import type { RegistryPorts } from './ports.ts'

/** The nodes of a farm as the chain has them: who plans together knows them from here, alike on every node. */
export const registryUnit = defineUnit<RegistryConfig, RegistryPorts>({
  name: 'farm-registry',
  machine: farmRegistry,
  consumes: [BlockFinalized, ...TOUCHING],
  emits: [ResyncNeeded, ResyncDone],
  asks: READS,
  category: 'observe',
  mailbox: { bound: 100_000 },
  config: registryConfig,
  handlers,
})
