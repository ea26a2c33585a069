import { compact, u32, u64, u128 } from '../../../scale/index.ts'
import { defineEvents } from '../../pallet/index.ts'
import { accountId } from '../../primitives/index.ts'
import { gridAgreementsIdentity } from './identity.ts'

const farm_id = compact(u32)
const agreement = compact(u64)
const period = compact(u32)
const amount = compact(u128)

// Ids only: what belongs to them is in storage, or in the extrinsic.
export const { type: events, event } = defineEvents(gridAgreementsIdentity, {
  Offered: { index: 0, fields: { farm_id }, docs: 'A farm asks other terms.' },
  BondChanged: { index: 1, fields: { farm_id, bond: amount }, docs: 'A farmer stands with another bond.' },
  Agreed: { index: 2, fields: { agreement, farm_id }, docs: 'A user has taken a farm at its word.' },
  Deposited: { index: 3, fields: { agreement, amount }, docs: 'More was paid in.' },
  Ending: { index: 4, fields: { agreement, ends: period }, docs: 'This period is the last.' },
  Closed: { index: 5, fields: { agreement, refunded: amount }, docs: 'What was left has been given back.' },
  Proved: { index: 6, fields: { node_id: compact(u32), period }, docs: 'A node says what it was used for.' },
  Billed: { index: 7, fields: { farm_id, period }, docs: 'A farm says what a period comes to.' },
  Settled: { index: 8, fields: { farm_id, period, amount }, docs: 'A bill was paid.' },
  Slashed: {
    index: 9,
    fields: { farm_id, period, amount, by: accountId },
    docs: 'A bill was false: it and all open ones are void, and the bond is lost.',
  },
})
