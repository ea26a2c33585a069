import { defineCalls, definePallet } from '../../pallet/index.ts'
import { agreementCalls } from './calls-agreement.ts'
import { billCalls } from './calls-bill.ts'
import { disputeCalls } from './calls-dispute.ts'
import { farmCalls } from './calls-farm.ts'
import { describeConstants } from './constants.ts'
import type { Agreeing } from './context.ts'
import { errors } from './errors.ts'
import { events } from './events.ts'
import { gridAgreementsIdentity } from './identity.ts'
import { storage } from './storage.ts'

export const createGridAgreementsCalls = (agreeing: Agreeing) =>
  defineCalls(gridAgreementsIdentity, {
    ...farmCalls(agreeing),
    ...agreementCalls(agreeing),
    ...billCalls(agreeing),
    ...disputeCalls(agreeing),
  })

/**
 * Agreements of users with farms that leave almost nothing on the chain: a farm bills all its users at once, a period at a time, by
 * a root that binds what is whose and the sum of it. The bill is paid out of what users have paid in, after a window in which
 * anybody who can show that it is false takes half of the farmer's bond.
 */
export const createGridAgreements = (agreeing: Agreeing) =>
  definePallet({
    identity: gridAgreementsIdentity,
    calls: createGridAgreementsCalls(agreeing),
    events,
    errors,
    storage,
    constants: describeConstants(agreeing.rules),
  })

export { DEFAULT_RULES as DEFAULT_AGREEMENT_RULES, type GridAgreementsRules } from './constants.ts'
export { storage as gridAgreementsStorage } from './storage.ts'
