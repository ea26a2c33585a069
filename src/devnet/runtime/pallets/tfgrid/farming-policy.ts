import type { StorageAccess } from '../../pallet/index.ts'
import { failure } from './errors.ts'
import { farmOf } from './rules.ts'
import { storage } from './storage.ts'
import type { Node } from './types-node.ts'
import type { FarmingPolicy } from './types-policy.ts'

const farmRank = { NotCertified: 0, Gold: 1 } as const
const nodeRank = { Diy: 0, Certified: 1 } as const

/** Defaults first, then those that ask most, then the newest: the first that a node meets is its own. */
function order(a: FarmingPolicy, b: FarmingPolicy): number {
  return (
    Number(b.default) - Number(a.default) ||
    farmRank[b.farm_certification.type] - farmRank[a.farm_certification.type] ||
    nodeRank[b.node_certification.type] - nodeRank[a.node_certification.type] ||
    b.id - a.id
  )
}

/** The policy that a node earns by. */
export function farmingPolicyFor(
  access: StorageAccess,
  { farm_id, certification }: Pick<Node, 'farm_id' | 'certification'>,
): FarmingPolicy {
  const farm = farmOf(access, farm_id)
  const known = Array.from({ length: storage.FarmingPolicyID.get(access) }, (_, i) =>
    storage.FarmingPoliciesMap.get(access, i + 1),
  )
  const found = known
    .sort(order)
    .find(
      (policy) =>
        nodeRank[policy.node_certification.type] <= nodeRank[certification.type] &&
        farmRank[policy.farm_certification.type] <= farmRank[farm.certification.type],
    )
  if (!found) throw failure.FarmingPolicyNotExists()
  return found
}
