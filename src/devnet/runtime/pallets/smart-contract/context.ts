import type { Ledger } from '../balances/index.ts'
import type { SmartContractRules } from './constants.ts'

/** What the work on contracts needs besides the block it is done in. */
export interface Contracting {
  readonly rules: SmartContractRules
  readonly ledger: Ledger
}
