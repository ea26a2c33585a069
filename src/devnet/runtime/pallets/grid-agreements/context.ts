import type { Ledger } from '../balances/index.ts'
import type { GridAgreementsRules } from './constants.ts'

export interface Agreeing {
  readonly rules: GridAgreementsRules
  readonly ledger: Ledger
}
