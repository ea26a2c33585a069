import { u32 } from '../../../scale/index.ts'
import { constant } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'

// Bounds of the types; lengths in bytes.
export const MAX_NAME = 64
export const MAX_DEPLOYMENT_DATA = 512
export const MAX_PUBLIC_IPS = 512
export const MAX_METADATA = 64
export const MAX_BILL_METADATA = 50

/** Seconds that prices are for; the longest that a service is billed for at once. */
export const REFERENCE_PERIOD = 3_600n

/** The lock that what is owed, but not yet paid, stands under. */
export const GRID_LOCK = new TextEncoder().encode('gridlock')

export const constants = {
  MaxNameContractNameLength: constant(u32, MAX_NAME),
  MaxDeploymentDataLength: constant(u32, MAX_DEPLOYMENT_DATA),
  MaxNodeContractPublicIps: constant(u32, MAX_PUBLIC_IPS),
}

/** What a preset may change. */
export interface SmartContractRules {
  /** Blocks in which every contract comes up for billing once: from the start of the chain. */
  readonly billingFrequency: bigint
  /** Blocks that a contract waits for money before it is deleted. */
  readonly gracePeriod: bigint
  /** Bills of a contract that are paid together. */
  readonly distributionFrequency: number
  /** Who gets the validators' share. */
  readonly stakingPool: AccountId
}

const STAKING_POOL = '0dd1d1a6e5a35aa8c7f5e57e1edd0c3fbd6abf2eaa8ef42548986e54a2562000'

/** The real chain's, but for how often its development chain bills. */
export const DEFAULT_RULES: SmartContractRules = {
  billingFrequency: 10n,
  gracePeriod: 201_600n,
  distributionFrequency: 24,
  stakingPool: Uint8Array.from(Buffer.from(STAKING_POOL, 'hex')),
}
