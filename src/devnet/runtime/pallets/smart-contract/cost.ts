import type { StorageAccess } from '../../pallet/index.ts'
import { tfgridStorage } from '../tfgrid/index.ts'
import type { Resources } from '../tfgrid/types-node.ts'
import type { PricingPolicy, Unit } from '../tfgrid/types-policy.ts'
import { greater, lesser, percentOf, rounded } from './arithmetic.ts'
import { REFERENCE_PERIOD } from './constants.ts'
import { failure } from './errors.ts'
import { nodeOf } from './rules.ts'
import { storage } from './storage.ts'
import type { Contract, NruConsumption } from './types.ts'

// Costs are in ten-thousandths of a thousandth of a USD, exact until rounded once.

const SECONDS_A_MONTH = 2_592_000n
const POWERS: Record<Unit['type'], bigint> = {
  Bytes: 0n,
  Kilobytes: 1n,
  Megabytes: 2n,
  Gigabytes: 3n,
  Terrabytes: 4n,
}

/** The policy that every contract is billed by. */
export function pricingOf(access: StorageAccess, id = 1): PricingPolicy {
  const policy = tfgridStorage.PricingPolicies.get(access, id)
  if (!policy) throw failure.PricingPolicyNotExists()
  return policy
}

/** What a contract costs for so many seconds, without what a farmer asks on top of it. */
export function contractCost(access: StorageAccess, contract: Contract, seconds: bigint): bigint {
  if (seconds === 0n) return 0n
  const policy = pricingOf(access)
  const { contract_type } = contract
  if (contract_type.type === 'NameContract')
    return rounded(BigInt(policy.unique_name.value) * seconds, REFERENCE_PERIOD)
  const { node_id } = contract_type.value
  const node = nodeOf(access, node_id)
  if (contract_type.type === 'RentContract') {
    const whole = resourcesCost(policy, node.resources, 0, seconds)
    return percentOf(policy.discount_for_dedication_nodes, whole)
  }
  const { used } = storage.NodeContractResources.get(access, contract.contract_id)
  // Who rents the node has paid for what is on it.
  const billed = storage.ActiveRentContractForNode.has(access, node_id) ? NOTHING : used
  const { amount_unbilled } = storage.ContractBillingInformationByID.get(access, contract.contract_id)
  return resourcesCost(policy, billed, contract_type.value.public_ips, seconds) + amount_unbilled
}

const NOTHING: Resources = { hru: 0n, sru: 0n, cru: 0n, mru: 0n }

interface Price {
  readonly value: number | bigint
  readonly unit: Unit
}

export type CapacityPrices = Readonly<Record<'cu' | 'su' | 'ipu', Price>>

/** Compute units, storage units and addresses for so many seconds. */
export function resourcesCost(
  { cu, su, ipu }: CapacityPrices,
  { hru, sru, cru, mru }: Resources,
  publicIps: number | bigint,
  seconds: bigint,
): bigint {
  const [memory, disk] = [1024n ** POWERS[cu.unit.type], 1024n ** POWERS[su.unit.type]]
  // In eighths: a unit is 4 of memory and 2 cores, 8 and 1, or 2 and 4, whichever asks for least.
  const cores = cru * memory
  const compute = lesser(lesser(greater(2n * mru, 4n * cores), greater(mru, 8n * cores)), greater(4n * mru, 2n * cores))
  // In twelve-hundredths: a unit is 1,200 of slow disk or 200 of fast.
  const capacity = hru + 6n * sru
  const perHour =
    compute * 150n * BigInt(cu.value) * disk +
    capacity * BigInt(su.value) * memory +
    BigInt(publicIps) * BigInt(ipu.value) * 1_200n * memory * disk
  return rounded(perHour * seconds, 1_200n * memory * disk * REFERENCE_PERIOD)
}

/** What a farmer asks on top for a node that is rented whole. */
export const extraFeeCost = (access: StorageAccess, nodeId: number, seconds: bigint): bigint =>
  rounded(storage.DedicatedNodesExtraFee.get(access, nodeId) * 10_000n * seconds, SECONDS_A_MONTH)

/** What traffic costs. The seconds it was counted in multiply it. */
export const trafficCost = ({ nu }: Pick<PricingPolicy, 'nu'>, { nru, window }: NruConsumption): bigint =>
  rounded(nru * BigInt(nu.value) * window, 1000n ** POWERS[nu.unit.type] * REFERENCE_PERIOD)
