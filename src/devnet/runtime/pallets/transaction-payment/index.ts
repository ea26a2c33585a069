import { u8, u128 } from '../../../scale/index.ts'
import { constant, defineEvents, definePallet } from '../../pallet/index.ts'
import { accountId } from '../../primitives/index.ts'
import { systemStorage } from '../system/storage.ts'
import { adjust } from './fees.ts'
import { transactionPaymentStorage } from './storage.ts'

const identity = { name: 'TransactionPayment', index: 11, module: 'pallet_transaction_payment' } as const

export const { type: transactionPaymentEvents, event } = defineEvents(identity, {
  TransactionFeePaid: {
    index: 0,
    fields: { who: accountId, actual_fee: u128, tip: u128 },
    docs: 'A transaction fee `actual_fee`, of which `tip` was added to the minimum inclusion fee, has been paid by `who`.',
  },
})

export const transactionPayment = definePallet({
  identity,
  events: transactionPaymentEvents,
  storage: transactionPaymentStorage,
  constants: {
    OperationalFeeMultiplier: constant(
      u8,
      5,
      'A fee multiplier for `Operational` extrinsics to compute their priority.',
    ),
  },
  genesis: (storage) => transactionPaymentStorage.StorageVersion.set(storage, { type: 'V2' }),
  onFinalize({ storage }) {
    const { NextFeeMultiplier } = transactionPaymentStorage
    const present = NextFeeMultiplier.get(storage)
    const next = adjust(present, systemStorage.BlockWeight.get(storage).normal)
    if (next !== present) NextFeeMultiplier.set(storage, next)
  },
})
