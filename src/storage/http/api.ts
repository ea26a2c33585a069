import type { Log, TaskContext } from '../../kernel/index.ts'
import type { Attestor } from '../attest/attestor.ts'
import type { ContentStore } from '../store/types.ts'
import type { Guard } from './auth/guard.ts'
import type { HttpConfig } from './config.ts'
import type { HttpRecords } from './records/records.ts'
import type { Traffic } from './traffic.ts'

/** What requests are answered with. */
export interface Api {
  readonly store: ContentStore
  readonly records: HttpRecords
  readonly attestor: Attestor
  readonly guard: Guard
  readonly traffic: Traffic
  readonly config: HttpConfig
  readonly log: Log
  readonly ask: TaskContext['ask']
  /** Milliseconds since 1970. */
  now(): number
}
