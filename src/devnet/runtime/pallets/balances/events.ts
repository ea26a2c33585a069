import { u128, variant } from '../../../scale/index.ts'
import { defineErrors, defineEvents } from '../../pallet/index.ts'
import { accountId } from '../../primitives/index.ts'
import { balancesIdentity } from './identity.ts'

const balanceStatus = variant('frame_support::traits::tokens::misc::BalanceStatus', {
  Free: { index: 0 },
  Reserved: { index: 1 },
})

const whoAmount = { who: accountId, amount: u128 } as const

export const { type: balancesEvents, event } = defineEvents(balancesIdentity, {
  Endowed: {
    index: 0,
    fields: { account: accountId, free_balance: u128 },
    docs: 'An account was created with some free balance.',
  },
  DustLost: {
    index: 1,
    fields: { account: accountId, amount: u128 },
    docs: 'An account was removed with a balance below the existential deposit.',
  },
  Transfer: { index: 2, fields: { from: accountId, to: accountId, amount: u128 }, docs: 'Transfer succeeded.' },
  BalanceSet: { index: 3, fields: { who: accountId, free: u128 } },
  Reserved: { index: 4, fields: whoAmount, docs: 'Some balance was reserved.' },
  Unreserved: { index: 5, fields: whoAmount, docs: 'Some balance was unreserved.' },
  ReserveRepatriated: {
    index: 6,
    fields: { from: accountId, to: accountId, amount: u128, destination_status: balanceStatus },
  },
  Deposit: { index: 7, fields: whoAmount },
  Withdraw: { index: 8, fields: whoAmount, docs: 'Some amount was withdrawn, e.g. for transaction fees.' },
  Slashed: { index: 9, fields: whoAmount },
  Minted: { index: 10, fields: whoAmount },
  Burned: { index: 11, fields: whoAmount },
  Suspended: { index: 12, fields: whoAmount },
  Restored: { index: 13, fields: whoAmount },
  Upgraded: { index: 14, fields: { who: accountId } },
  Issued: { index: 15, fields: { amount: u128 } },
  Rescinded: { index: 16, fields: { amount: u128 } },
  Locked: { index: 17, fields: whoAmount },
  Unlocked: { index: 18, fields: whoAmount },
  Frozen: { index: 19, fields: whoAmount },
  Thawed: { index: 20, fields: whoAmount },
  TotalIssuanceForced: { index: 21, fields: { old: u128, new: u128 } },
})

export const { type: balancesErrors, failure } = defineErrors(balancesIdentity, [
  'VestingBalance',
  'LiquidityRestrictions',
  'InsufficientBalance',
  'ExistentialDeposit',
  'Expendability',
  'ExistingVestingSchedule',
  'DeadAccount',
  'TooManyReserves',
  'TooManyHolds',
  'TooManyFreezes',
  'IssuanceDeactivated',
  'DeltaZero',
])
