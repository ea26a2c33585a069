import { bool, bytes, type Infer, struct, u8, u16, u32, variant } from '../../../scale/index.ts'
import { accountId } from '../../primitives/index.ts'
import { farmCertification, nodeCertification } from './types.ts'

const own = (name: string) => `pallet_tfgrid::types::${name}`

export const unit = variant(own('Unit'), {
  Bytes: { index: 0 },
  Kilobytes: { index: 1 },
  Megabytes: { index: 2 },
  Gigabytes: { index: 3 },
  Terrabytes: { index: 4 },
})
export type Unit = Infer<typeof unit>

/** A price of so many units of money for a unit of capacity and an hour. */
export const policy = struct(own('Policy'), { value: u32, unit })
export type Policy = Infer<typeof policy>

export const pricingPolicy = struct(
  own('PricingPolicy'),
  {
    version: u32,
    id: u32,
    name: bytes,
    su: policy,
    cu: policy,
    nu: policy,
    ipu: policy,
    unique_name: policy,
    domain_name: policy,
    foundation_account: accountId,
    certified_sales_account: accountId,
    discount_for_dedication_nodes: u8,
  },
  [{ name: 'AccountId', type: accountId }],
)
export type PricingPolicy = Infer<typeof pricingPolicy>

export const farmingPolicy = struct(
  own('FarmingPolicy'),
  {
    version: u32,
    id: u32,
    name: bytes,
    cu: u32,
    su: u32,
    nu: u32,
    ipv4: u32,
    minimal_uptime: u16,
    policy_created: u32,
    policy_end: u32,
    immutable: bool,
    default: bool,
    node_certification: nodeCertification,
    farm_certification: farmCertification,
  },
  [{ name: 'BlockNumber', type: u32 }],
)
export type FarmingPolicy = Infer<typeof farmingPolicy>
