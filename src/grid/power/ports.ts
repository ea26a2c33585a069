import type { WakeLedger } from './wake-ledger.ts'

export interface PowerPorts {
  readonly wakes: WakeLedger
}
