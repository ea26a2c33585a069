import {
  boundedBytes,
  boundedVec,
  fixed,
  type Infer,
  newtype,
  option,
  struct,
  u16,
  u32,
  u64,
  u128,
  variant,
} from '../../../scale/index.ts'
import { publicIp } from '../tfgrid/types-farm.ts'
import { resources } from '../tfgrid/types-node.ts'
import { MAX_DEPLOYMENT_DATA, MAX_NAME, MAX_PUBLIC_IPS } from './constants.ts'

const own = (name: string) => `pallet_smart_contract::types::${name}`

/** 32 characters: a hash as hex text. */
export const hexHash = fixed(32)
export const deploymentData = boundedBytes(MAX_DEPLOYMENT_DATA)
export const publicIpsList = boundedVec(publicIp, MAX_PUBLIC_IPS)
export const contractName = newtype('pallet_smart_contract::grid_contract::NameContractName', boundedBytes(MAX_NAME))

export const cause = variant(own('Cause'), {
  CanceledByUser: { index: 0 },
  OutOfFunds: { index: 1 },
  CanceledByCollective: { index: 2 },
})
export type Cause = Infer<typeof cause>

/** `GracePeriod` carries the block that it began at. */
const contractState = variant(own('ContractState'), {
  Created: { index: 0 },
  Deleted: { index: 1, of: cause },
  GracePeriod: { index: 2, of: u64 },
})
export type ContractState = Infer<typeof contractState>

const nodeContract = struct(own('NodeContract'), {
  node_id: u32,
  deployment_hash: hexHash,
  deployment_data: deploymentData,
  public_ips: u32,
  public_ips_list: publicIpsList,
})
export type NodeContract = Infer<typeof nodeContract>

const contractData = variant(own('ContractData'), {
  NodeContract: { index: 0, of: nodeContract },
  NameContract: { index: 1, of: struct(own('NameContract'), { name: contractName }) },
  RentContract: { index: 2, of: struct(own('RentContract'), { node_id: u32 }) },
})
export type ContractData = Infer<typeof contractData>

export const contract = struct(own('Contract'), {
  version: u32,
  state: contractState,
  contract_id: u64,
  twin_id: u32,
  contract_type: contractData,
  solution_provider_id: option(u64),
})
export type Contract = Infer<typeof contract>

export const contractResources = struct(own('ContractResources'), { contract_id: u64, used: resources })
export type ContractResources = Infer<typeof contractResources>

export const nruConsumption = struct(own('NruConsumption'), {
  contract_id: u64,
  timestamp: u64,
  window: u64,
  nru: u64,
})
export type NruConsumption = Infer<typeof nruConsumption>

export const consumption = struct(own('Consumption'), {
  contract_id: u64,
  timestamp: u64,
  cru: u64,
  sru: u64,
  hru: u64,
  mru: u64,
  nru: u64,
})

export const discountLevel = variant(own('DiscountLevel'), {
  None: { index: 0 },
  Default: { index: 1 },
  Bronze: { index: 2 },
  Silver: { index: 3 },
  Gold: { index: 4 },
})
export type DiscountLevel = Infer<typeof discountLevel>

export const contractBill = struct(own('ContractBill'), {
  contract_id: u64,
  timestamp: u64,
  discount_level: discountLevel,
  amount_billed: u128,
})

export const billingInformation = struct(own('ContractBillingInformation'), {
  previous_nu_reported: u64,
  last_updated: u64,
  amount_unbilled: u64,
})

export const contractLock = struct(
  own('ContractLock'),
  { amount_locked: u128, extra_amount_locked: u128, lock_updated: u64, cycles: u16 },
  [{ name: 'BalanceOf', type: u128 }],
)
export type ContractLock = Infer<typeof contractLock>

export const storageVersion = variant<Record<string, { index: number }>>(
  own('StorageVersion'),
  Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`V${i + 1}`, { index: i }])),
)
