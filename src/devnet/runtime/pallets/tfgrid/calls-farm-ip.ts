import { sameBytes } from '../../../bytes.ts'
import { u32 } from '../../../scale/index.ts'
import { call, type Execution, ensureRoot, signedBy } from '../../pallet/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { MAX_PUBLIC_IPS } from './constants.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { isPublicIp4 } from './ip4.ts'
import { farmOf, farmOwnedBy } from './rules.ts'
import { storage } from './storage.ts'
import { type Farm, gateway4, ip4, type PublicIp } from './types-farm.ts'

function write({ storage: access, deposit }: Execution, farm: Farm, public_ips: PublicIp[]): void {
  const updated = { ...farm, public_ips }
  storage.Farms.set(access, farm.id, updated)
  deposit(event.FarmUpdated(updated))
}

/** The addresses a farm has to give away. */
export const farmIpCalls = {
  add_farm_ip: call(
    {
      index: 5,
      args: { farm_id: u32, ip: ip4, gw: gateway4 },
      weight: () => nominalWeight(2, 1),
      docs: 'Adds an address to a farm.',
    },
    (execution, origin, { farm_id, ip, gw }) => {
      const farm = farmOwnedBy(execution.storage, farm_id, signedBy(origin))
      if (!isPublicIp4({ ip, gw })) throw failure.InvalidPublicIP()
      if (farm.public_ips.some((known) => sameBytes(known.ip, ip))) throw failure.IpExists()
      if (farm.public_ips.length === MAX_PUBLIC_IPS) throw failure.InvalidPublicIP()
      write(execution, farm, [...farm.public_ips, { ip, gateway: gw, contract_id: 0n }])
    },
  ),

  remove_farm_ip: call(
    {
      index: 6,
      args: { farm_id: u32, ip: ip4 },
      weight: () => nominalWeight(2, 1),
      docs: 'Takes an address that no contract has away from a farm.',
    },
    (execution, origin, { farm_id, ip }) => {
      const farm = farmOwnedBy(execution.storage, farm_id, signedBy(origin))
      const at = farm.public_ips.findIndex((known) => sameBytes(known.ip, ip) && known.contract_id === 0n)
      if (at < 0) throw failure.IpNotExists()
      write(execution, farm, farm.public_ips.toSpliced(at, 1))
    },
  ),

  force_reset_farm_ip: call(
    {
      index: 28,
      args: { farm_id: u32, ip: ip4 },
      weight: () => nominalWeight(1, 1),
      docs: 'Frees an address whatever contract has it. Restricted.',
    },
    (execution, origin, { farm_id, ip }) => {
      ensureRoot(origin)
      const farm = farmOf(execution.storage, farm_id)
      const at = farm.public_ips.findIndex((known) => sameBytes(known.ip, ip))
      const found = farm.public_ips[at]
      if (!found) throw failure.IpNotExists()
      write(execution, farm, farm.public_ips.with(at, { ...found, contract_id: 0n }))
    },
  ),
}
