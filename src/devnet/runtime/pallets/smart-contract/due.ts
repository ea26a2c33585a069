import type { StorageAccess } from '../../pallet/index.ts'
import { storage } from './storage.ts'

type Reads = Pick<StorageAccess, 'get'>

/** Contracts whose turn to be billed comes with a block, without those that there is nothing to bill of. */
export function contractsDue(access: Reads, block: number): bigint[] {
  const turn = BigInt(block) % storage.BillingFrequency.get(access)
  return storage.ContractsToBillAt.get(access, turn).filter((id) => isUsed(access, id))
}

function isUsed(access: Reads, id: bigint): boolean {
  const contract = storage.Contracts.get(access, id)
  if (contract?.contract_type.type !== 'NodeContract') return contract !== undefined
  const { used } = storage.NodeContractResources.get(access, id)
  return (
    contract.contract_type.value.public_ips > 0 ||
    Object.values(used).some((amount) => amount > 0n) ||
    storage.ContractBillingInformationByID.get(access, id).amount_unbilled > 0n
  )
}
