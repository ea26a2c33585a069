import type { StorageAccess } from '../../pallet/index.ts'
import type { Weight } from '../../primitives/index.ts'
import { BASE_EXTRINSIC, BLOCK_WEIGHTS } from '../system/limits.ts'
import { FIXED_ONE, transactionPaymentStorage } from './storage.ts'

/** What extrinsics cost, before the multiplier. */
export interface FeeRates {
  readonly perByte: bigint
  /** Units of computation that one unit of money pays for. */
  readonly timePerFee: bigint
}

export const DEFAULT_FEE_RATES: FeeRates = { perByte: 10_000_000n, timePerFee: 100n }

// The multiplier follows how full blocks are, slowly: at 75/1000000 per block, and never below 1.
const TARGET_FULLNESS_PERCENT = 25n
const ADJUSTMENT = 75n
const ADJUSTMENT_DIVISOR = 1_000_000n

export interface Fee {
  base: bigint
  length: bigint
  /** The weight's part, by the present multiplier. */
  weight: bigint
}

export const weightToFee = (weight: Weight, { timePerFee }: FeeRates): bigint => weight.ref_time / timePerFee
export const lengthToFee = (length: number, { perByte }: FeeRates): bigint => BigInt(length) * perByte

export function feeOf(storage: Pick<StorageAccess, 'get'>, length: number, weight: Weight, rates: FeeRates): Fee {
  const multiplier = transactionPaymentStorage.NextFeeMultiplier.get(storage)
  return {
    base: weightToFee(BASE_EXTRINSIC, rates),
    length: lengthToFee(length, rates),
    weight: (weightToFee(weight, rates) * multiplier) / FIXED_ONE,
  }
}

export const totalFee = ({ base, length, weight }: Fee): bigint => base + length + weight

/** The next block's multiplier after a block that used `normal` weight. */
export function adjust(multiplier: bigint, normal: Weight): bigint {
  const limit = BLOCK_WEIGHTS.per_class.normal.max_total ?? BLOCK_WEIGHTS.max_block
  const fullness = (FIXED_ONE * normal.ref_time) / limit.ref_time
  const distance = fullness - (FIXED_ONE * TARGET_FULLNESS_PERCENT) / 100n
  const next = multiplier + (multiplier * distance * ADJUSTMENT) / (ADJUSTMENT_DIVISOR * FIXED_ONE)
  return next > FIXED_ONE ? next : FIXED_ONE
}
