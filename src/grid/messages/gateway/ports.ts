import type { WakeLedger } from '../../power/wake-ledger.ts'
import type { JoinPorts } from '../join.ts'
import type { MessageLine } from '../line.ts'
import type { ClaimLedger } from './claim-ledger.ts'

export interface GatewayPorts extends JoinPorts {
  /** What the farm asks its nodes over. */
  readonly line: MessageLine
  readonly ledger: ClaimLedger
  readonly wakes: Pick<WakeLedger, 'of'>
  /** Told to who asks for it. */
  readonly version: string
}
