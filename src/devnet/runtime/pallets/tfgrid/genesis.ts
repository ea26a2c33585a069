import type { StorageAccess } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import { type GenesisFarm, storeFarms, storeTwins } from './genesis-farms.ts'
import { storage } from './storage.ts'
import type { FarmingPolicy, PricingPolicy, Unit } from './types-policy.ts'

/** Of pricing policy 1, in ten-thousandths of a thousandth of a USD: for each unit and hour, of traffic for each unit. */
export interface GenesisPrices {
  readonly su: number
  readonly nu: number
  readonly cu: number
  readonly ipu: number
  readonly uniqueName: number
  readonly domainName: number
}

export interface TfgridGenesis {
  readonly prices: GenesisPrices
  /** Percent of the price that renting a whole node costs. */
  readonly dedicatedDiscount: number
  readonly foundation: AccountId
  readonly sales: AccountId
  /** Accounts that have a twin from the start; ids 1, 2, … in this order. */
  readonly twins: readonly AccountId[]
  /** Farms with their nodes; twins of those that have none yet come after those above. */
  readonly farms: readonly GenesisFarm[]
}

export const DEVELOPMENT_PRICES: GenesisPrices = {
  su: 50_000,
  nu: 15_000,
  cu: 100_000,
  ipu: 40_000,
  uniqueName: 2_500,
  domainName: 5_000,
}

const CONNECTION_PRICE = 80
const GIGABYTES: Unit = { type: 'Gigabytes' }
const text = (value: string) => new TextEncoder().encode(value)

export function storeGenesis(access: StorageAccess, genesis: TfgridGenesis): void {
  storage.PricingPolicies.set(access, 1, pricingPolicy(genesis))
  storage.PricingPolicyID.set(access, 1)
  for (const policy of FARMING_POLICIES) storage.FarmingPoliciesMap.set(access, policy.id, policy)
  storage.FarmingPolicyID.set(access, FARMING_POLICIES.length)
  storage.ConnectionPrice.set(access, CONNECTION_PRICE)
  storeTwins(access, genesis.twins)
  storeFarms(access, genesis.farms, CONNECTION_PRICE)
}

const pricingPolicy = ({ prices, dedicatedDiscount, foundation, sales }: TfgridGenesis): PricingPolicy => ({
  version: 1,
  id: 1,
  name: text('threefold_default_pricing_policy'),
  su: { value: prices.su, unit: GIGABYTES },
  cu: { value: prices.cu, unit: GIGABYTES },
  nu: { value: prices.nu, unit: GIGABYTES },
  ipu: { value: prices.ipu, unit: GIGABYTES },
  unique_name: { value: prices.uniqueName, unit: GIGABYTES },
  domain_name: { value: prices.domainName, unit: GIGABYTES },
  foundation_account: foundation,
  certified_sales_account: sales,
  discount_for_dedication_nodes: dedicatedDiscount,
})

const DEFAULTS = {
  version: 1,
  minimal_uptime: 95,
  policy_created: 0,
  policy_end: 0,
  immutable: false,
  default: true,
  farm_certification: { type: 'NotCertified' },
} as const

const FARMING_POLICIES: readonly FarmingPolicy[] = [
  {
    ...DEFAULTS,
    id: 1,
    name: text('threefold_default_diy_farming_policy'),
    cu: 2_400,
    su: 1_000,
    nu: 30,
    ipv4: 5,
    node_certification: { type: 'Diy' },
  },
  {
    ...DEFAULTS,
    id: 2,
    name: text('threefold_default_certified_farming_policy'),
    cu: 3_000,
    su: 1_250,
    nu: 38,
    ipv4: 6,
    node_certification: { type: 'Certified' },
  },
]
