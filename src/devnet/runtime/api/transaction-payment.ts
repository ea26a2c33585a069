import { type AnyType, bytes, encode, option, struct, type Type, u32, u128 } from '../../scale/index.ts'
import { decodeExtrinsic } from '../extrinsic/index.ts'
import type { Outer } from '../pallet/index.ts'
import { type FeeRates, feeOf, lengthToFee, totalFee, weightToFee } from '../pallets/transaction-payment/fees.ts'
import { dispatchClass, weight } from '../primitives/index.ts'
import { type ApiState, defineApi, method } from './define.ts'

const balanceParam = { name: 'Balance', type: u128 as AnyType }
const types = 'pallet_transaction_payment::types'

export const runtimeDispatchInfo = struct(
  `${types}::RuntimeDispatchInfo`,
  { weight, class: dispatchClass, partial_fee: u128 },
  [balanceParam, { name: 'Weight', type: weight }],
)

const inclusionFee = struct(`${types}::InclusionFee`, { base_fee: u128, len_fee: u128, adjusted_weight_fee: u128 }, [
  balanceParam,
])
export const feeDetails = struct(`${types}::FeeDetails`, { inclusion_fee: option(inclusionFee), tip: u128 }, [
  balanceParam,
])

export function transactionPaymentApi(uncheckedExtrinsic: Type<Uint8Array>, runtimeCall: Type<Outer>, rates: FeeRates) {
  const inputs = { uxt: uncheckedExtrinsic, len: u32 } as const

  function price({ open }: ApiState, uxt: Uint8Array, len: number) {
    const execution = open()
    const { call, signed } = decodeExtrinsic(runtimeCall, encode(bytes, uxt))
    const callWeight = execution.weightOf(call)
    return {
      weight: callWeight,
      class: { type: execution.spec(call).class },
      fee: signed && feeOf(execution.storage, len, callWeight, rates),
    }
  }

  return defineApi('TransactionPaymentApi', 4, {
    query_info: method(
      { inputs, output: runtimeDispatchInfo, docs: 'Weight, class and fee without tip of an extrinsic.' },
      (state, { uxt, len }) => {
        const { fee, ...info } = price(state, uxt, len)
        return { ...info, partial_fee: fee ? totalFee(fee) : 0n }
      },
    ),
    query_fee_details: method(
      { inputs, output: feeDetails, docs: 'The parts of the fee of an extrinsic.' },
      (state, { uxt, len }) => {
        const { fee } = price(state, uxt, len)
        const parts = fee && { base_fee: fee.base, len_fee: fee.length, adjusted_weight_fee: fee.weight }
        return { inclusion_fee: parts, tip: 0n }
      },
    ),
    query_weight_to_fee: method(
      { inputs: { weight }, output: u128, docs: 'The fee of a weight before the multiplier.' },
      (_state, inputs) => weightToFee(inputs.weight, rates),
    ),
    query_length_to_fee: method(
      { inputs: { length: u32 }, output: u128, docs: 'The fee of a length.' },
      (_state, { length }) => lengthToFee(length, rates),
    ),
  })
}
