import { u32, u64 } from '../../../scale/index.ts'
import { constant } from '../../pallet/index.ts'

/** Bills of one farm that wait to be paid at a time. */
export const MAX_OPEN_BILLS = 8
/** Periods back that what a node proved is kept: longer than a bill of them can be disputed. */
export const MAX_PROOFS = 4
/** Leaves in one piece of evidence. */
export const MAX_EVIDENCE = 16
/** Steps from a leaf to its root: 2^32 leaves. */
export const MAX_PATH = 32

export interface GridAgreementsRules {
  /** Seconds of a billing period; periods are counted from 1970. */
  readonly period: bigint
  /** Seconds in which a bill may be disputed before it is paid. */
  readonly window: bigint
  /** Periods after its own in which a bill may be made. */
  readonly delay: number
}

export const DEFAULT_RULES: GridAgreementsRules = { period: 86_400n, window: 86_400n, delay: 2 }

export const describeConstants = ({ period, window, delay }: GridAgreementsRules) => ({
  Period: constant(u64, period, 'Seconds of a billing period; periods are counted from 1970.'),
  ChallengeWindow: constant(u64, window, 'Seconds in which a bill may be disputed before it is paid.'),
  BillDelay: constant(u32, delay, 'Periods after its own in which a bill may be made.'),
  MaxOpenBills: constant(u32, MAX_OPEN_BILLS, 'Bills of one farm that wait to be paid at a time.'),
})
