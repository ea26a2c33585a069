import { concat } from '../bytes.ts'
import { RpcError } from '../chain/errors.ts'
import { feeDetails, runtimeDispatchInfo } from '../runtime/api/transaction-payment.ts'
import { decode, encode, type Type, u32 } from '../scale/index.ts'
import type { Methods, Params, RpcContext } from './method.ts'
import { bytesAt, hashAt } from './params.ts'

const UNREADABLE = 2

/** What the runtime of a block says about an extrinsic's price. @throws RpcError when it is no extrinsic of that runtime */
function ask<Answer>(params: Params, { chain }: RpcContext, method: string, answer: Type<Answer>): Answer {
  const extrinsic = bytesAt(params, 0)
  const block = chain.block(hashAt(params, 1))
  const input = concat(extrinsic, encode(u32, extrinsic.length))
  const state = chain.state(block.hash)
  try {
    return decode(answer, block.runtime.call(state, chain.context(block), method, input)!)
  } catch (error) {
    throw new RpcError(UNREADABLE, 'Unable to query dispatch info.', error instanceof Error ? error.message : '')
  }
}

const hexOf = (amount: bigint): string => `0x${amount.toString(16)}`

export const paymentMethods: Methods = {
  payment_queryInfo(params, context) {
    const info = ask(params, context, 'TransactionPaymentApi_query_info', runtimeDispatchInfo)
    return {
      weight: { ref_time: Number(info.weight.ref_time), proof_size: Number(info.weight.proof_size) },
      class: info.class.type.toLowerCase(),
      partialFee: String(info.partial_fee),
    }
  },
  payment_queryFeeDetails(params, context) {
    const { inclusion_fee } = ask(params, context, 'TransactionPaymentApi_query_fee_details', feeDetails)
    if (inclusion_fee === undefined) return { inclusionFee: null }
    const { base_fee, len_fee, adjusted_weight_fee } = inclusion_fee
    return {
      inclusionFee: { baseFee: hexOf(base_fee), lenFee: hexOf(len_fee), adjustedWeightFee: hexOf(adjusted_weight_fee) },
    }
  },
}
