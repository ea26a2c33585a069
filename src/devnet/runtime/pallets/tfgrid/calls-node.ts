import { bool, u32 } from '../../../scale/index.ts'
import { call, type StorageAccess, signedBy } from '../../pallet/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { nowInSeconds } from '../timestamp/seconds.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { farmingPolicyFor } from './farming-policy.ts'
import type { NodeHooks } from './hooks.ts'
import { ensureResources, farmOf, nodeOf, twinIdOf } from './rules.ts'
import { storage } from './storage.ts'
import { ensureInterfaces, ensureLocation } from './text-rules.ts'
import {
  interfacesInput,
  locationInput,
  type Node,
  type Resources,
  resources,
  serialNumberInput,
} from './types-node.ts'

const NODE_VERSION = 5
const { Nodes, NodeID, NodeIdByTwinID, NodesByFarmID, ConnectionPrice } = storage

const described = {
  farm_id: u32,
  resources,
  location: locationInput,
  interfaces: interfacesInput,
  secure_boot: bool,
  virtualized: bool,
  serial_number: serialNumberInput,
} as const

type Described = Pick<Node, keyof typeof described>

function ensureDescribed({ resources: given, location, interfaces }: Described): void {
  ensureResources(given)
  ensureLocation(location)
  ensureInterfaces(interfaces)
}

export const newNode = (id: number, twin_id: number, created: bigint, description: Described): Node => ({
  version: NODE_VERSION,
  id,
  twin_id,
  ...description,
  public_config: undefined,
  created,
  farming_policy_id: 0,
  certification: { type: 'Diy' },
  connection_price: 0,
})

/** What nodes do about themselves. */
export const nodeCalls = (hooks: NodeHooks) => ({
  create_node: call(
    { index: 8, args: described, weight: () => nominalWeight(8, 4), docs: "Makes a node of the signer's twin." },
    ({ storage: access, deposit }, origin, description) => {
      farmOf(access, description.farm_id)
      const twinId = twinIdOf(access, signedBy(origin))
      if (NodeIdByTwinID.has(access, twinId)) throw failure.NodeWithTwinIdExists()
      ensureDescribed(description)
      const id = NodeID.get(access) + 1
      const draft = newNode(id, twinId, nowInSeconds(access), description)
      const policy = farmingPolicyFor(access, draft)
      const node: Node = {
        ...draft,
        farming_policy_id: policy.id,
        certification: policy.node_certification,
        connection_price: ConnectionPrice.get(access),
      }
      Nodes.set(access, id, node)
      NodeID.set(access, id)
      NodeIdByTwinID.set(access, twinId, id)
      NodesByFarmID.set(access, node.farm_id, [...NodesByFarmID.get(access, node.farm_id), id])
      deposit(event.NodeStored(node))
    },
  ),

  update_node: call(
    {
      index: 9,
      args: { node_id: u32, ...described },
      weight: () => nominalWeight(6, 3),
      free: true,
      docs: 'Says again what a node is.',
    },
    ({ storage: access, deposit }, origin, { node_id, ...description }) => {
      const before = nodeOf(access, node_id)
      if (before.twin_id !== twinIdOf(access, signedBy(origin))) throw failure.NodeUpdateNotAuthorized()
      farmOf(access, description.farm_id)
      ensureDescribed(description)
      if (before.farm_id !== description.farm_id) {
        leaveFarm(access, before)
        NodesByFarmID.set(access, description.farm_id, [...NodesByFarmID.get(access, description.farm_id), node_id])
      }
      const node = { ...before, ...description }
      if (before.certification.type === 'Certified' && differ(before.resources, description.resources)) {
        node.certification = { type: 'Diy' }
        deposit(event.NodeCertificationSet(node_id, node.certification))
      }
      Nodes.set(access, node_id, node)
      deposit(event.NodeUpdated(node))
    },
  ),

  delete_node: call(
    { index: 13, args: { node_id: u32 }, weight: () => nominalWeight(6, 4), docs: 'Takes a node out: by itself.' },
    (execution, origin, { node_id }) => {
      const { storage: access, deposit } = execution
      const node = nodeOf(access, node_id)
      if (node.twin_id !== twinIdOf(access, signedBy(origin))) throw failure.NodeUpdateNotAuthorized()
      leaveFarm(access, node)
      hooks.deleted(execution, node)
      // As on the real chain the twin keeps its node's id, and cannot have another node.
      Nodes.remove(access, node_id)
      deposit(event.NodeDeleted(node_id))
    },
  ),
})

export function leaveFarm(access: StorageAccess, { id, farm_id }: Node): void {
  NodesByFarmID.set(
    access,
    farm_id,
    NodesByFarmID.get(access, farm_id).filter((each) => each !== id),
  )
}

/** By more than one percent of what it was. */
const differ = (before: Resources, after: Resources): boolean =>
  (['cru', 'sru', 'hru', 'mru'] as const).some((kind) => {
    const difference = before[kind] > after[kind] ? before[kind] - after[kind] : after[kind] - before[kind]
    return difference > (before[kind] + 49n) / 100n
  })
