import type { StorageAccess } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import { systemStorage } from '../system/storage.ts'
import { tfgridStorage } from '../tfgrid/index.ts'
import { nowInSeconds } from '../timestamp/seconds.ts'
import type { Agreeing } from './context.ts'
import { failure } from './errors.ts'
import { storage } from './storage.ts'
import type { Agreement, Biller } from './types.ts'

const { Farms, Twins, TwinIdByAccountID } = tfgridStorage

export const NO_BILLER: Biller = { bond: 0n, pool: 0n, ceiling: 0n, agreements: 0, next_period: 0, bills: [] }

export const periodNow = (access: StorageAccess, { rules }: Agreeing): number =>
  Number(nowInSeconds(access) / rules.period)

export function twinIdOf(access: StorageAccess, account: AccountId): number {
  const id = TwinIdByAccountID.get(access, account)
  if (id === undefined) throw failure.TwinNotExists()
  return id
}

export function accountOfTwin(access: StorageAccess, id: number): AccountId {
  const twin = Twins.get(access, id)
  if (!twin) throw failure.TwinNotExists()
  return twin.account_id
}

export function farmerOf(access: StorageAccess, farmId: number): AccountId {
  const farm = Farms.get(access, farmId)
  if (!farm) throw failure.FarmNotExists()
  return accountOfTwin(access, farm.twin_id)
}

export function ensureFarmer(access: StorageAccess, farmId: number, account: AccountId): void {
  const farm = Farms.get(access, farmId)
  if (!farm) throw failure.FarmNotExists()
  if (farm.twin_id !== twinIdOf(access, account)) throw failure.NotFarmer()
}

/** What the chain is called in all that is signed for it. */
export const genesisOf = (access: StorageAccess): Uint8Array => systemStorage.BlockHash.get(access, 0)

export const billerOf = (access: StorageAccess, farmId: number): Biller =>
  storage.Billers.get(access, farmId) ?? NO_BILLER

export function agreementOf(access: StorageAccess, id: bigint): Agreement {
  const agreement = storage.Agreements.get(access, id)
  if (!agreement) throw failure.AgreementNotExists()
  return agreement
}

const POOL = new TextEncoder().encode('modlgridpool')

/** The account that holds what a farm's users have paid in: nobody has its key. */
export function poolOf(farmId: number): AccountId {
  const account = new Uint8Array(32)
  account.set(POOL)
  new DataView(account.buffer).setUint32(POOL.length, farmId, true)
  return account
}
