import type { Execution } from '../../pallet/index.ts'
import { tfgridStorage } from '../tfgrid/index.ts'
import type { PublicIp } from '../tfgrid/types-farm.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { farmOf, nodeOf } from './rules.ts'

/** Takes the first free addresses of a node's farm for a contract. */
export function reserveIps(
  { storage: access }: Execution,
  contract_id: bigint,
  nodeId: number,
  count: number,
): PublicIp[] {
  if (count === 0) return []
  const farm = farmOf(access, nodeOf(access, nodeId).farm_id)
  if (farm.public_ips.length < count) throw failure.FarmHasNotEnoughPublicIPs()
  const reserved: PublicIp[] = []
  const public_ips = farm.public_ips.map((ip) => {
    if (ip.contract_id !== 0n || reserved.length === count) return ip
    const taken = { ...ip, contract_id }
    reserved.push(taken)
    return taken
  })
  if (reserved.length < count) throw failure.FarmHasNotEnoughPublicIPsFree()
  tfgridStorage.Farms.set(access, farm.id, { ...farm, public_ips })
  return reserved
}

export function freeIps({ storage: access, deposit }: Execution, contract_id: bigint, nodeId: number): void {
  const farm = farmOf(access, nodeOf(access, nodeId).farm_id)
  const freed = farm.public_ips.filter((ip) => ip.contract_id === contract_id).map((ip) => ({ ...ip, contract_id: 0n }))
  const public_ips = farm.public_ips.map((ip) => (ip.contract_id === contract_id ? { ...ip, contract_id: 0n } : ip))
  tfgridStorage.Farms.set(access, farm.id, { ...farm, public_ips })
  deposit(event.IPsFreed({ contract_id, public_ips: freed }))
}
