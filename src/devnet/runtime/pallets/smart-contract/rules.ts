import { sameBytes } from '../../../bytes.ts'
import type { StorageAccess } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import { tfgridStorage } from '../tfgrid/index.ts'
import type { Twin } from '../tfgrid/types.ts'
import type { Farm } from '../tfgrid/types-farm.ts'
import type { Node } from '../tfgrid/types-node.ts'
import { failure } from './errors.ts'
import { storage } from './storage.ts'
import type { Contract, NodeContract } from './types.ts'

const { Twins, TwinIdByAccountID, Nodes, Farms, NodeIdByTwinID } = tfgridStorage

// As the module of twins and nodes has them, with this module's errors.

export function twinIdOf(access: StorageAccess, account: AccountId): number {
  const id = TwinIdByAccountID.get(access, account)
  if (id === undefined) throw failure.TwinNotExists()
  return id
}

export function twinOf(access: StorageAccess, id: number): Twin {
  const twin = Twins.get(access, id)
  if (!twin) throw failure.TwinNotExists()
  return twin
}

export function nodeOf(access: StorageAccess, id: number): Node {
  const node = Nodes.get(access, id)
  if (!node) throw failure.NodeNotExists()
  return node
}

export function farmOf(access: StorageAccess, id: number): Farm {
  const farm = Farms.get(access, id)
  if (!farm) throw failure.FarmNotExists()
  return farm
}

/** Id of the node whose twin signed. */
export function nodeIdOf(access: StorageAccess, account: AccountId): number {
  const twinId = twinIdOf(access, account)
  if (!NodeIdByTwinID.has(access, twinId)) throw failure.NodeNotExists()
  return NodeIdByTwinID.get(access, twinId)
}

export function contractOf(access: StorageAccess, id: bigint): Contract {
  const contract = storage.Contracts.get(access, id)
  if (!contract) throw failure.ContractNotExists()
  return contract
}

export const isOwner = (access: StorageAccess, { twin_id }: Contract, account: AccountId): boolean =>
  sameBytes(twinOf(access, twin_id).account_id, account)

export function nodeContractOf({ contract_type }: Contract): NodeContract {
  if (contract_type.type !== 'NodeContract') throw failure.InvalidContractType()
  return contract_type.value
}

/** The node a contract is on; 0 when it is on none. */
export const nodeIdOn = ({ contract_type }: Contract): number =>
  contract_type.type === 'NameContract' ? 0 : contract_type.value.node_id
