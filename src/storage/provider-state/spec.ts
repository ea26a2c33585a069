import { providerState } from '../../../machines/coordinators/provider-state.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { SubmitTransaction } from '../../chain/transactions/events.ts'
import { defineUnit } from '../../kernel/index.ts'
import type { StoragePorts } from '../ports.ts'
import { type ProviderStateConfig, providerStateConfig } from './config.ts'
import { DescribeProvider, ProviderStateChanged } from './events.ts'
import { handlers } from './handlers.ts'
import { OWN } from './own-facts.ts'

/** This provider's entry on chain: read, told of, and made what the operator wants. */
export const providerStateUnit = defineUnit<ProviderStateConfig, StoragePorts>({
  name: 'provider-state',
  machine: providerState,
  consumes: [BlockFinalized, ...OWN],
  emits: [ProviderStateChanged, DutyChanged, ResyncNeeded, ResyncDone],
  asks: [SubmitTransaction, ...READS],
  owns: [DescribeProvider],
  category: 'submit',
  shutdown: '20s',
  config: providerStateConfig,
  handlers,
})
