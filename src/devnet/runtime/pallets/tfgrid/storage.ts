import { bytes, u32, vec } from '../../../scale/index.ts'
import { defaulted, defineStorage, optional } from '../../pallet/index.ts'
import { accountId } from '../../primitives/index.ts'
import { entity, storageVersion, termsAndConditions, twin } from './types.ts'
import { farm } from './types-farm.ts'
import { node, nodePower } from './types-node.ts'
import { farmingPolicy, pricingPolicy } from './types-policy.ts'

const byId = ['Blake2_128Concat', u32] as const
const byAccount = ['Blake2_128Concat', accountId] as const
const byName = ['Blake2_128Concat', bytes] as const

const NO_POLICY = {
  version: 0,
  id: 0,
  name: new Uint8Array(),
  cu: 0,
  su: 0,
  nu: 0,
  ipv4: 0,
  minimal_uptime: 0,
  policy_created: 0,
  policy_end: 0,
  immutable: false,
  default: false,
  node_certification: { type: 'Diy' as const },
  farm_certification: { type: 'NotCertified' as const },
}

export const storage = defineStorage('TfgridModule', {
  Farms: optional(farm, [byId]),
  NodesByFarmID: defaulted(vec(u32), [], [byId]),
  FarmIdByName: defaulted(u32, 0, [byName]),
  FarmPayoutV2AddressByFarmID: defaulted(bytes, new Uint8Array(), [byId]),
  Nodes: optional(node, [byId]),
  NodeIdByTwinID: defaulted(u32, 0, [byId]),
  Entities: optional(entity, [byId]),
  EntityIdByAccountID: optional(u32, [byAccount]),
  EntityIdByName: defaulted(u32, 0, [byName]),
  Twins: optional(twin, [byId]),
  TwinIdByAccountID: optional(u32, [byAccount]),
  TwinBoundedAccountID: optional(accountId, [byId]),
  PricingPolicies: optional(pricingPolicy, [byId]),
  PricingPolicyIdByName: defaulted(u32, 0, [byName]),
  FarmingPoliciesMap: defaulted(farmingPolicy, NO_POLICY, [byId]),
  UsersTermsAndConditions: optional(vec(termsAndConditions), [byAccount]),
  AllowedNodeCertifiers: optional(vec(accountId)),
  ConnectionPrice: defaulted(u32, 0),
  FarmID: defaulted(u32, 0),
  NodeID: defaulted(u32, 0),
  EntityID: defaulted(u32, 0),
  TwinID: defaulted(u32, 0),
  PricingPolicyID: defaulted(u32, 0),
  FarmingPolicyID: defaulted(u32, 0),
  PalletVersion: defaulted(storageVersion, { type: 'V17Struct' }),
  ZosVersion: defaulted(bytes, new Uint8Array()),
  NodePower: defaulted(nodePower, { state: { type: 'Up' }, target: { type: 'Up' } }, [byId], {
    docs: 'What each node says of its power, and what its farmer asks of it.',
  }),
})
