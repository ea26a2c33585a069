import { sameBytes } from '../../../bytes.ts'
import { option, u32 } from '../../../scale/index.ts'
import { call, ensureRoot, type Origin, type StorageAccess, signedBy } from '../../pallet/index.ts'
import { accountId } from '../../primitives/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { leaveFarm } from './calls-node.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { farmingPolicyFor } from './farming-policy.ts'
import type { NodeHooks } from './hooks.ts'
import { isPublicIp4 } from './ip4.ts'
import { isPublicIp6 } from './ip6.ts'
import { farmOf, farmOwnedBy, nodeOf, twinIdOf } from './rules.ts'
import { storage } from './storage.ts'
import { isDomain } from './text-rules.ts'
import { nodeCertification } from './types.ts'
import { type PublicConfig, publicConfig } from './types-node.ts'

const { Nodes, NodeIdByTwinID, FarmingPoliciesMap, AllowedNodeCertifiers } = storage

/** What farmers and certifiers do about nodes. */
export const farmersNodeCalls = (hooks: NodeHooks) => ({
  set_node_certification: call(
    {
      index: 10,
      args: { node_id: u32, node_certification: nodeCertification },
      weight: () => nominalWeight(3, 1),
      docs: 'Certifies a node, or no longer. Restricted, and for certifiers.',
    },
    ({ storage: access, deposit }, origin, { node_id, node_certification }) => {
      ensureCertifier(access, origin)
      const node = { ...nodeOf(access, node_id), certification: node_certification }
      if (FarmingPoliciesMap.get(access, node.farming_policy_id).default)
        node.farming_policy_id = farmingPolicyFor(access, node).id
      Nodes.set(access, node_id, node)
      deposit(event.NodeUpdated(node))
      deposit(event.NodeCertificationSet(node_id, node_certification))
    },
  ),

  add_node_public_config: call(
    {
      index: 12,
      args: { farm_id: u32, node_id: u32, public_config: option(publicConfig) },
      weight: () => nominalWeight(3, 1),
      docs: 'Gives a node addresses of its own, or takes them.',
    },
    ({ storage: access, deposit }, origin, { farm_id, node_id, public_config }) => {
      farmOwnedBy(access, farm_id, signedBy(origin))
      const node = nodeOf(access, node_id)
      if (node.farm_id !== farm_id) throw failure.NodeUpdateNotAuthorized()
      if (public_config && !isValid(public_config)) throw failure.InvalidPublicConfig()
      Nodes.set(access, node_id, { ...node, public_config })
      deposit(event.NodePublicConfigStored(node_id, public_config))
    },
  ),

  delete_node_farm: call(
    { index: 26, args: { node_id: u32 }, weight: () => nominalWeight(7, 5), docs: 'Takes a node out of its farm.' },
    (execution, origin, { node_id }) => {
      const { storage: access, deposit } = execution
      const twinId = twinIdOf(access, signedBy(origin))
      const node = nodeOf(access, node_id)
      if (farmOf(access, node.farm_id).twin_id !== twinId) throw failure.FarmerNotAuthorized()
      leaveFarm(access, node)
      hooks.deleted(execution, node)
      Nodes.remove(access, node_id)
      NodeIdByTwinID.remove(access, node.twin_id)
      deposit(event.NodeDeleted(node_id))
    },
  ),

  add_node_certifier: call(
    { index: 30, args: { certifier: accountId }, weight: () => nominalWeight(1, 1), docs: 'Restricted.' },
    ({ storage: access, deposit }, origin, { certifier }) => {
      ensureRoot(origin)
      const known = AllowedNodeCertifiers.get(access) ?? []
      if (known.some((each) => sameBytes(each, certifier))) throw failure.AlreadyCertifier()
      AllowedNodeCertifiers.set(access, [...known, certifier].sort(Buffer.compare))
      deposit(event.NodeCertifierAdded(certifier))
    },
  ),

  remove_node_certifier: call(
    { index: 31, args: { certifier: accountId }, weight: () => nominalWeight(1, 1), docs: 'Restricted.' },
    ({ storage: access, deposit }, origin, { certifier }) => {
      ensureRoot(origin)
      const known = AllowedNodeCertifiers.get(access)
      if (!known) return
      const left = known.filter((each) => !sameBytes(each, certifier))
      if (left.length === known.length) throw failure.NotCertifier()
      AllowedNodeCertifiers.set(access, left)
      deposit(event.NodeCertifierRemoved(certifier))
    },
  ),
})

function ensureCertifier(access: StorageAccess, origin: Origin): void {
  if (origin.type === 'root') return
  const account = signedBy(origin)
  const known = AllowedNodeCertifiers.get(access) ?? []
  if (!known.some((each) => sameBytes(each, account))) throw failure.NotAllowedToCertifyNode()
}

const isValid = ({ ip4, ip6, domain }: PublicConfig): boolean =>
  isPublicIp4(ip4) && (ip6 === undefined || isPublicIp6(ip6)) && (domain === undefined || isDomain(domain))
