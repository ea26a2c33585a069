import type { StoragePorts } from '../ports.ts'
import type { HttpRecords } from './records/records.ts'
import type { Listener } from './server.ts'
import type { Traffic } from './traffic.ts'

/** What the HTTP API works with. */
export interface HttpPorts extends StoragePorts {
  readonly records: HttpRecords
  readonly traffic: Traffic
  /** The server of this run, once it is there. */
  readonly server: { current: Listener | undefined }
}
