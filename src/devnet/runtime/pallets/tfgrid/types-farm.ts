import { bool, boundedBytes, boundedVec, type Infer, newtype, option, struct, u32, u64 } from '../../../scale/index.ts'
import { MAX_FARM_NAME, MAX_FARM_PUBLIC_IPS, MAX_GATEWAY4, MAX_IP4, MAX_PUBLIC_IPS } from './constants.ts'
import { farmCertification, support } from './types.ts'

export const ip4 = boundedBytes(MAX_IP4)
export const gateway4 = boundedBytes(MAX_GATEWAY4)

/** An address with its prefix length, and its gateway; as text. */
export const ip4Pair = struct(support('IP4'), { ip: ip4, gw: gateway4 })
export type Ip4Pair = Infer<typeof ip4Pair>

export const farmNameInput = boundedBytes(MAX_FARM_NAME)
const farmName = newtype('pallet_tfgrid::farm::FarmName', farmNameInput)
export const publicIpsInput = boundedVec(ip4Pair, MAX_FARM_PUBLIC_IPS)

/** Free while its contract is 0. */
export const publicIp = struct(support('PublicIP'), { ip: ip4, gateway: gateway4, contract_id: u64 })
export type PublicIp = Infer<typeof publicIp>

export const farmingPolicyLimit = struct(support('FarmingPolicyLimit'), {
  farming_policy_id: u32,
  cu: option(u64),
  su: option(u64),
  end: option(u64),
  node_count: option(u32),
  node_certification: bool,
})

export const farm = struct(
  support('Farm'),
  {
    version: u32,
    id: u32,
    name: farmName,
    twin_id: u32,
    pricing_policy_id: u32,
    certification: farmCertification,
    public_ips: boundedVec(publicIp, MAX_PUBLIC_IPS),
    dedicated_farm: bool,
    farming_policy_limits: option(farmingPolicyLimit),
  },
  [{ name: 'Name', type: farmName }],
)
export type Farm = Infer<typeof farm>
