import { sameBytes } from '../../../bytes.ts'
import type { StorageAccess } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import { failure } from './errors.ts'
import { storage } from './storage.ts'
import type { Twin } from './types.ts'
import type { Farm } from './types-farm.ts'
import type { Node, Resources } from './types-node.ts'

const GIB = 1n << 30n

export function twinIdOf(access: StorageAccess, account: AccountId): number {
  const id = storage.TwinIdByAccountID.get(access, account)
  if (id === undefined) throw failure.TwinNotExists()
  return id
}

export function twinOf(access: StorageAccess, id: number): Twin {
  const twin = storage.Twins.get(access, id)
  if (!twin) throw failure.TwinNotExists()
  return twin
}

export function farmOf(access: StorageAccess, id: number): Farm {
  const farm = storage.Farms.get(access, id)
  if (!farm) throw failure.FarmNotExists()
  return farm
}

export function nodeOf(access: StorageAccess, id: number): Node {
  const node = storage.Nodes.get(access, id)
  if (!node) throw failure.NodeNotExists()
  return node
}

/** The node whose twin signed. */
export function nodeOfAccount(access: StorageAccess, account: AccountId): Node {
  const twinId = twinIdOf(access, account)
  if (!storage.NodeIdByTwinID.has(access, twinId)) throw failure.NodeNotExists()
  return nodeOf(access, storage.NodeIdByTwinID.get(access, twinId))
}

/** A farm whose twin's account signed. */
export function farmOwnedBy(access: StorageAccess, id: number, account: AccountId): Farm {
  const farm = farmOf(access, id)
  if (!sameBytes(twinOf(access, farm.twin_id).account_id, account)) throw failure.CannotUpdateFarmWrongTwin()
  return farm
}

/** The least that a node must have to be one. */
export function ensureResources({ sru, cru, mru }: Resources): void {
  if (sru < 100n * GIB) throw failure.InvalidSRUInput()
  if (cru < 1n) throw failure.InvalidCRUInput()
  if (mru < 2n * GIB) throw failure.InvalidMRUInput()
}
