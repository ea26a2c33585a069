import { multiaddr } from '../../../machines/coordinators/multiaddr.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { SubmitTransaction } from '../../chain/transactions/events.ts'
import { defineUnit } from '../../kernel/index.ts'
import { ProviderStateChanged } from '../provider-state/events.ts'
import { type MultiaddrConfig, multiaddrConfig } from './config.ts'
import { handlers } from './handlers.ts'

/** Keeps the provider's address on chain true. */
export const multiaddrUnit = defineUnit<MultiaddrConfig>({
  name: 'multiaddr',
  machine: multiaddr,
  consumes: [ProviderStateChanged],
  emits: [DutyChanged],
  asks: [SubmitTransaction],
  category: 'submit',
  shutdown: '20s',
  config: multiaddrConfig,
  handlers,
})
