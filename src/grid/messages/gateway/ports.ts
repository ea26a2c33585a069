import type { JoinPorts } from '../join.ts'
import type { MessageLine } from '../line.ts'
import type { ClaimLedger } from './claim-ledger.ts'

export interface WakesOfNode {
  readonly randomThisMonth: number
  /** Milliseconds since 1970; null while it never was. */
  readonly lastPeriodic: number | null
}

export interface GatewayPorts extends JoinPorts {
  /** What the farm asks its nodes over. */
  readonly line: MessageLine
  readonly ledger: ClaimLedger
  /** How often a node was woken for no need of its own; nothing is known of it unless given. */
  readonly wakes?: (nodeId: number) => WakesOfNode
  /** Told to who asks for it. */
  readonly version: string
}
