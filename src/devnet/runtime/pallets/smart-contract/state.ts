import type { Execution } from '../../pallet/index.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { freeIps } from './ips.ts'
import { contractOf } from './rules.ts'
import { storage } from './storage.ts'
import type { Contract, ContractState } from './types.ts'

const { Contracts, ActiveNodeContracts, ContractsToBillAt, BillingFrequency } = storage

/** Gives a contract its state, and a node contract its place among those of its node. @returns the contract as it is then */
export function setState({ storage: access }: Execution, contract: Contract, state: ContractState): Contract {
  const changed = { ...contract, state }
  const { contract_id, contract_type } = changed
  Contracts.set(access, contract_id, changed)
  if (contract_type.type !== 'NodeContract') return changed
  const { node_id } = contract_type.value
  const active = ActiveNodeContracts.get(access, node_id)
  const isListed = active.includes(contract_id)
  if (isListed && state.type === 'Deleted') active.splice(active.indexOf(contract_id), 1)
  if (!isListed && state.type === 'Created') active.push(contract_id)
  ActiveNodeContracts.set(access, node_id, active)
  return changed
}

/** Takes all there is of a contract out of storage. */
export function removeContract(execution: Execution, contractId: bigint): void {
  const { storage: access, deposit } = execution
  const contract = contractOf(access, contractId)
  const { contract_type } = contract
  if (contract_type.type === 'NodeContract') {
    const { node_id, deployment_hash, public_ips } = contract_type.value
    if (public_ips > 0) freeIps(execution, contractId, node_id)
    ActiveNodeContracts.set(
      access,
      node_id,
      ActiveNodeContracts.get(access, node_id).filter((id) => id !== contractId),
    )
    storage.ContractIDByNodeIDAndHash.remove(access, node_id, deployment_hash)
    storage.NodeContractResources.remove(access, contractId)
    storage.ContractBillingInformationByID.remove(access, contractId)
    deposit(event.NodeContractCanceled({ contract_id: contractId, node_id, twin_id: contract.twin_id }))
  } else if (contract_type.type === 'NameContract') {
    storage.ContractIDByNameRegistration.remove(access, contract_type.value.name)
    deposit(event.NameContractCanceled({ contract_id: contractId }))
  } else {
    const { node_id } = contract_type.value
    storage.ActiveRentContractForNode.remove(access, node_id)
    for (const id of ActiveNodeContracts.get(access, node_id)) removeContract(execution, id)
    deposit(event.RentContractCanceled({ contract_id: contractId }))
  }
  Contracts.remove(access, contractId)
  storage.ContractLock.remove(access, contractId)
  leaveBillingLoop(execution, contractId)
}

export function joinBillingLoop({ storage: access }: Execution, contractId: bigint): void {
  const index = contractId % BillingFrequency.get(access)
  const ids = ContractsToBillAt.get(access, index)
  if (!ids.includes(contractId)) ContractsToBillAt.set(access, index, [...ids, contractId])
}

function leaveBillingLoop({ storage: access }: Execution, contractId: bigint): void {
  const index = contractId % BillingFrequency.get(access)
  const ids = ContractsToBillAt.get(access, index)
  if (!ids.includes(contractId)) throw failure.ContractWrongBillingLoopIndex()
  ContractsToBillAt.set(
    access,
    index,
    ids.filter((id) => id !== contractId),
  )
}
