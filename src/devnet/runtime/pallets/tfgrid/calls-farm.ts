import { sameBytes } from '../../../bytes.ts'
import { bool, bytes, u32 } from '../../../scale/index.ts'
import { call, ensureRoot, signedBy } from '../../pallet/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { MAX_PUBLIC_IPS } from './constants.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { isPublicIp4 } from './ip4.ts'
import { farmOf, twinIdOf, twinOf } from './rules.ts'
import { storage } from './storage.ts'
import { ensureFarmName } from './text-rules.ts'
import { farmCertification } from './types.ts'
import { type Farm, farmNameInput, type Ip4Pair, type PublicIp, publicIpsInput } from './types-farm.ts'

const FARM_VERSION = 4
const { Farms, FarmID, FarmIdByName, FarmPayoutV2AddressByFarmID } = storage

export const newFarm = (id: number, twin_id: number, name: Uint8Array, public_ips: PublicIp[]): Farm => ({
  version: FARM_VERSION,
  id,
  name,
  twin_id,
  pricing_policy_id: 1,
  certification: { type: 'NotCertified' },
  public_ips,
  dedicated_farm: false,
  farming_policy_limits: undefined,
})

/** Farms, but for their addresses. */
export const farmCalls = {
  create_farm: call(
    {
      index: 1,
      args: { name: farmNameInput, public_ips: publicIpsInput },
      weight: () => nominalWeight(4, 3),
      docs: "Makes a farm of the signer's twin.",
    },
    ({ storage: access, deposit }, origin, { name, public_ips }) => {
      const twin = twinOf(access, twinIdOf(access, signedBy(origin)))
      if (FarmIdByName.has(access, name)) throw failure.FarmExists()
      ensureFarmName(name)
      const id = FarmID.get(access) + 1
      const farm = newFarm(id, twin.id, name, freeIps(public_ips))
      Farms.set(access, id, farm)
      FarmIdByName.set(access, name, id)
      FarmID.set(access, id)
      deposit(event.FarmStored(farm))
    },
  ),

  update_farm: call(
    {
      index: 2,
      args: { farm_id: u32, name: farmNameInput },
      weight: () => nominalWeight(3, 3),
      docs: 'Gives a farm another name.',
    },
    ({ storage: access, deposit }, origin, { farm_id, name }) => {
      const twinId = twinIdOf(access, signedBy(origin))
      const before = farmOf(access, farm_id)
      if (before.twin_id !== twinId) throw failure.CannotUpdateFarmWrongTwin()
      ensureFarmName(name)
      const named = FarmIdByName.get(access, name)
      if (named === farm_id) return
      if (named !== 0) throw failure.InvalidFarmName()
      const farm = { ...before, name }
      FarmIdByName.remove(access, before.name)
      FarmIdByName.set(access, name, farm_id)
      Farms.set(access, farm_id, farm)
      deposit(event.FarmUpdated(farm))
    },
  ),

  add_stellar_payout_v2address: call(
    {
      index: 3,
      args: { farm_id: u32, stellar_address: bytes },
      weight: () => nominalWeight(2, 1),
      docs: 'Sets where a farm is paid to on another chain.',
    },
    ({ storage: access, deposit }, origin, { farm_id, stellar_address }) => {
      const twinId = twinIdOf(access, signedBy(origin))
      if (farmOf(access, farm_id).twin_id !== twinId) throw failure.CannotUpdateFarmWrongTwin()
      FarmPayoutV2AddressByFarmID.set(access, farm_id, stellar_address)
      deposit(event.FarmPayoutV2AddressRegistered(farm_id, stellar_address))
    },
  ),

  set_farm_certification: call(
    {
      index: 4,
      args: { farm_id: u32, certification: farmCertification },
      weight: () => nominalWeight(1, 1),
      docs: 'Certifies a farm, or no longer. Restricted.',
    },
    ({ storage: access, deposit }, origin, { farm_id, certification }) => {
      ensureRoot(origin)
      Farms.set(access, farm_id, { ...farmOf(access, farm_id), certification })
      deposit(event.FarmCertificationSet(farm_id, certification))
    },
  ),

  set_farm_dedicated: call(
    {
      index: 27,
      args: { farm_id: u32, dedicated: bool },
      weight: () => nominalWeight(1, 1),
      docs: 'Makes a farm one whose nodes are rented whole. Restricted.',
    },
    ({ storage: access, deposit }, origin, { farm_id, dedicated }) => {
      ensureRoot(origin)
      const farm = { ...farmOf(access, farm_id), dedicated_farm: dedicated }
      Farms.set(access, farm_id, farm)
      deposit(event.FarmUpdated(farm))
    },
  ),
}

function freeIps(pairs: readonly Ip4Pair[]): PublicIp[] {
  const free: PublicIp[] = []
  for (const pair of pairs) {
    if (!isPublicIp4(pair)) throw failure.InvalidPublicIP()
    if (free.some(({ ip, gateway }) => sameBytes(ip, pair.ip) && sameBytes(gateway, pair.gw))) throw failure.IpExists()
    if (free.length === MAX_PUBLIC_IPS) throw failure.InvalidPublicIP()
    free.push({ ip: pair.ip, gateway: pair.gw, contract_id: 0n })
  }
  return free
}
