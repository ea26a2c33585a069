import { option, u32, u64 } from '../../../scale/index.ts'
import { call, type StorageAccess, signedBy } from '../../pallet/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { tfgridStorage } from '../tfgrid/index.ts'
import { nowInSeconds } from '../timestamp/seconds.ts'
import { nextContractId, openContract } from './create.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { reserveIps } from './ips.ts'
import { contractOf, farmOf, isOwner, nodeContractOf, nodeOf, twinIdOf } from './rules.ts'
import { setState } from './state.ts'
import { storage } from './storage.ts'
import { deploymentData, hexHash } from './types.ts'

const { ContractIDByNodeIDAndHash, ActiveNodeContracts, ContractBillingInformationByID } = storage

/** Contracts for what runs on a node. */
export const nodeContractCalls = {
  create_node_contract: call(
    {
      index: 0,
      args: {
        node_id: u32,
        deployment_hash: hexHash,
        deployment_data: deploymentData,
        public_ips: u32,
        solution_provider_id: option(u64),
      },
      weight: () => nominalWeight(12, 9),
      docs: 'Makes a contract for a deployment on a node.',
    },
    (execution, origin, { node_id, deployment_hash, deployment_data, public_ips, solution_provider_id }) => {
      const { storage: access, deposit } = execution
      const twin_id = twinIdOf(access, signedBy(origin))
      ensureAvailable(access, node_id, twin_id)
      ensureUnique(access, node_id, deployment_hash)
      const public_ips_list = reserveIps(execution, nextContractId(access), node_id, public_ips)
      const value = { node_id, deployment_hash, deployment_data, public_ips, public_ips_list }
      const contract = openContract(execution, twin_id, { type: 'NodeContract', value }, solution_provider_id)
      const { contract_id } = contract
      ContractBillingInformationByID.set(access, contract_id, {
        previous_nu_reported: 0n,
        last_updated: nowInSeconds(access),
        amount_unbilled: 0n,
      })
      ContractIDByNodeIDAndHash.set(access, node_id, deployment_hash, contract_id)
      ActiveNodeContracts.set(access, node_id, [...ActiveNodeContracts.get(access, node_id), contract_id])
      deposit(event.ContractCreated(contract))
    },
  ),

  update_node_contract: call(
    {
      index: 1,
      args: { contract_id: u64, deployment_hash: hexHash, deployment_data: deploymentData },
      weight: () => nominalWeight(4, 4),
      docs: 'Says what else is deployed.',
    },
    (execution, origin, { contract_id, deployment_hash, deployment_data }) => {
      const { storage: access, deposit } = execution
      const contract = contractOf(access, contract_id)
      if (!isOwner(access, contract, signedBy(origin))) throw failure.TwinNotAuthorizedToUpdateContract()
      if (contract.state.type === 'GracePeriod') throw failure.CannotUpdateContractInGraceState()
      const before = nodeContractOf(contract)
      ContractIDByNodeIDAndHash.remove(access, before.node_id, before.deployment_hash)
      ContractIDByNodeIDAndHash.set(access, before.node_id, deployment_hash, contract_id)
      const value = { ...before, deployment_hash, deployment_data }
      const updated = { ...contract, contract_type: { type: 'NodeContract' as const, value } }
      deposit(event.ContractUpdated(setState(execution, updated, updated.state)))
    },
  ),
}

/** A node that is awake and means to stay so; one that is rented, or meant to be, only for who rents it. */
function ensureAvailable(access: StorageAccess, nodeId: number, twinId: number): void {
  const node = nodeOf(access, nodeId)
  const { state, target } = tfgridStorage.NodePower.get(access, nodeId)
  if (state.type === 'Down' || target.type === 'Down') throw failure.NodeNotAvailableToDeploy()
  const farm = farmOf(access, node.farm_id)
  const rent = storage.ActiveRentContractForNode.get(access, nodeId)
  const isDedicated = farm.dedicated_farm || storage.DedicatedNodesExtraFee.get(access, nodeId) > 0n
  const isOpen = rent === undefined ? !isDedicated : contractOf(access, rent).twin_id === twinId
  if (!isOpen) throw failure.NodeNotAvailableToDeploy()
}

function ensureUnique(access: StorageAccess, nodeId: number, hash: Uint8Array): void {
  if (!ContractIDByNodeIDAndHash.has(access, nodeId, hash)) return
  const { state } = contractOf(access, ContractIDByNodeIDAndHash.get(access, nodeId, hash))
  if (state.type !== 'Deleted') throw failure.ContractIsNotUnique()
}
