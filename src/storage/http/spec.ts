import { httpApi } from '../../../machines/coordinators/http-api.ts'
import { READS } from '../../chain/reader/read.ts'
import { defineUnit, StopRequested } from '../../kernel/index.ts'
import { BucketDeleted } from '../chain-facts.ts'
import { CosignCheckpoint, TriggerCheckpoint } from '../checkpoint/events.ts'
import { PartOf, RoleOf } from '../membership/events.ts'
import { DescribeProvider } from '../provider-state/events.ts'
import { ForceSync, SyncStatus } from '../replica-sync/events.ts'
import { type HttpConfig, httpConfig } from './config.ts'
import { HttpListening } from './events.ts'
import { handlers } from './handlers.ts'
import type { HttpPorts } from './ports.ts'

/** The provider's HTTP API. */
export const httpUnit = defineUnit<HttpConfig, HttpPorts>({
  name: 'http-api',
  machine: httpApi,
  consumes: [HttpListening, StopRequested, BucketDeleted],
  emits: [HttpListening],
  asks: [RoleOf, PartOf, CosignCheckpoint, TriggerCheckpoint, SyncStatus, ForceSync, DescribeProvider, ...READS],
  category: 'submit',
  shutdown: '20s',
  config: httpConfig,
  handlers,
})
