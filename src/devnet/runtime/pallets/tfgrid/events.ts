import { bytes, option, u32, u64 } from '../../../scale/index.ts'
import { defineEvents } from '../../pallet/index.ts'
import { accountId } from '../../primitives/index.ts'
import { tfgridIdentity } from './identity.ts'
import { entity, farmCertification, nodeCertification, twin } from './types.ts'
import { farm, farmingPolicyLimit } from './types-farm.ts'
import { node, power, powerState, publicConfig } from './types-node.ts'
import { farmingPolicy, pricingPolicy } from './types-policy.ts'

export const { type: events, event } = defineEvents(tfgridIdentity, {
  FarmStored: { index: 0, of: farm },
  FarmUpdated: { index: 1, of: farm },
  FarmDeleted: { index: 2, of: u32 },
  NodeStored: { index: 3, of: node },
  NodeUpdated: { index: 4, of: node },
  NodeDeleted: { index: 5, of: u32 },
  NodeUptimeReported: { index: 6, items: [u32, u64, u64], docs: 'Node, seconds since 1970, uptime in seconds.' },
  NodePublicConfigStored: { index: 7, items: [u32, option(publicConfig)] },
  EntityStored: { index: 8, of: entity },
  EntityUpdated: { index: 9, of: entity },
  EntityDeleted: { index: 10, of: u32 },
  TwinStored: { index: 11, of: twin },
  TwinUpdated: { index: 12, of: twin },
  TwinEntityStored: { index: 13, items: [u32, u32, bytes] },
  TwinEntityRemoved: { index: 14, items: [u32, u32] },
  TwinDeleted: { index: 15, of: u32 },
  TwinAccountBounded: { index: 16, items: [u32, accountId] },
  PricingPolicyStored: { index: 17, of: pricingPolicy },
  FarmingPolicyStored: { index: 18, of: farmingPolicy },
  FarmPayoutV2AddressRegistered: { index: 19, items: [u32, bytes] },
  FarmMarkedAsDedicated: { index: 20, of: u32 },
  ConnectionPriceSet: { index: 21, of: u32 },
  NodeCertificationSet: { index: 22, items: [u32, nodeCertification] },
  NodeCertifierAdded: { index: 23, of: accountId },
  NodeCertifierRemoved: { index: 24, of: accountId },
  FarmingPolicyUpdated: { index: 25, of: farmingPolicy },
  FarmingPolicySet: { index: 26, items: [u32, option(farmingPolicyLimit)] },
  FarmCertificationSet: { index: 27, items: [u32, farmCertification] },
  ZosVersionUpdated: { index: 28, of: bytes },
  PowerTargetChanged: { index: 29, fields: { farm_id: u32, node_id: u32, power_target: power } },
  PowerStateChanged: { index: 30, fields: { farm_id: u32, node_id: u32, power_state: powerState } },
})
