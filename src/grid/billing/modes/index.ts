import type { BillingModeName } from '../../proof/config.ts'
import { agreementsMode } from './agreements.ts'
import { contractsMode } from './contracts.ts'
import type { BillMode } from './mode.ts'

const MODES: Readonly<Record<BillingModeName, BillMode>> = { agreements: agreementsMode, contracts: contractsMode }

export const modeOf = ({ mode }: { readonly mode: BillingModeName }): BillMode => MODES[mode]
