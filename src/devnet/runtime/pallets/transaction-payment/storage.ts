import { newtype, u128, variant } from '../../../scale/index.ts'
import { defaulted, defineStorage } from '../../pallet/index.ts'

/** 1 as a `FixedU128`. */
export const FIXED_ONE = 10n ** 18n

const fixedU128 = newtype('sp_arithmetic::fixed_point::FixedU128', u128)
const releases = variant('pallet_transaction_payment::Releases', { V1Ancient: { index: 0 }, V2: { index: 1 } })

export const transactionPaymentStorage = defineStorage('TransactionPayment', {
  NextFeeMultiplier: defaulted(fixedU128, FIXED_ONE, [], {
    docs: 'What the weight fee of the next block is multiplied by.',
  }),
  StorageVersion: defaulted(releases, { type: 'V1Ancient' }),
})
