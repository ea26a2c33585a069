import type { StorageAccess } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import { newFarm } from './calls-farm.ts'
import { newNode } from './calls-node.ts'
import { storage } from './storage.ts'
import type { Resources } from './types-node.ts'

export interface GenesisNode {
  readonly account: AccountId
  readonly resources: Resources
  readonly certified?: boolean
}

export interface GenesisFarm {
  readonly name: string
  /** Whose twin it is. */
  readonly owner: AccountId
  /** Addresses with prefix length, and gateways; as text. */
  readonly publicIps?: ReadonlyArray<{ readonly ip: string; readonly gateway: string }>
  readonly nodes: readonly GenesisNode[]
}

const text = (value: string) => new TextEncoder().encode(value)
const NOWHERE = { city: 'Unknown', country: 'Unknown', latitude: 'Unknown', longitude: 'Unknown' }
const location = Object.fromEntries(Object.entries(NOWHERE).map(([key, value]) => [key, text(value)])) as Record<
  keyof typeof NOWHERE,
  Uint8Array
>
const TERMS = { document_link: text('https://localhost/terms'), document_hash: text('development') }

/** Twins of these accounts, as if they had accepted the terms at time 0. */
export function storeTwins(access: StorageAccess, accounts: readonly AccountId[]): void {
  for (const account of accounts) twinFor(access, account)
}

/** The account's twin: one made now unless there is one. */
function twinFor(access: StorageAccess, account_id: AccountId): number {
  const known = storage.TwinIdByAccountID.get(access, account_id)
  if (known !== undefined) return known
  const id = storage.TwinID.get(access) + 1
  storage.TwinID.set(access, id)
  storage.Twins.set(access, id, { id, account_id, relay: undefined, entities: [], pk: undefined })
  storage.TwinIdByAccountID.set(access, account_id, id)
  storage.UsersTermsAndConditions.set(access, account_id, [{ account_id, timestamp: 0n, ...TERMS }])
  return id
}

export function storeFarms(access: StorageAccess, farms: readonly GenesisFarm[], connectionPrice: number): void {
  let nodeId = 0
  for (const [index, { name, owner, publicIps = [], nodes }] of farms.entries()) {
    const farmId = index + 1
    const ips = publicIps.map(({ ip, gateway }) => ({ ip: text(ip), gateway: text(gateway), contract_id: 0n }))
    storage.Farms.set(access, farmId, newFarm(farmId, twinFor(access, owner), text(name), ips))
    storage.FarmIdByName.set(access, text(name), farmId)
    const first = nodeId + 1
    for (const node of nodes) storeNode(access, ++nodeId, farmId, node, connectionPrice)
    storage.NodesByFarmID.set(
      access,
      farmId,
      nodes.map((_, i) => first + i),
    )
  }
  storage.FarmID.set(access, farms.length)
  storage.NodeID.set(access, nodeId)
}

function storeNode(
  access: StorageAccess,
  id: number,
  farm_id: number,
  { account, resources, certified = false }: GenesisNode,
  connection_price: number,
): void {
  const twinId = twinFor(access, account)
  storage.Nodes.set(access, id, {
    ...newNode(id, twinId, 0n, {
      farm_id,
      resources,
      location,
      interfaces: [],
      secure_boot: false,
      virtualized: false,
      serial_number: undefined,
    }),
    // Policies 1 and 2 of the genesis, by certification.
    farming_policy_id: certified ? 2 : 1,
    certification: { type: certified ? 'Certified' : 'Diy' },
    connection_price,
  })
  storage.NodeIdByTwinID.set(access, twinId, id)
}
