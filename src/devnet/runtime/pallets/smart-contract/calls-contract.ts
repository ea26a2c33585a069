import { bytes, option, u32, u64 } from '../../../scale/index.ts'
import { call, type Execution, ensureRoot, signedBy } from '../../pallet/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { billContract } from './bill.ts'
import { MAX_NAME } from './constants.ts'
import type { Contracting } from './context.ts'
import { openContract } from './create.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { contractOf, farmOf, isOwner, nodeOf, twinIdOf } from './rules.ts'
import { setState } from './state.ts'
import { storage } from './storage.ts'
import type { Cause, Contract } from './types.ts'

/** Contracts for names and whole nodes; billing and the end of contracts of any kind. */
export const contractCalls = (contracting: Contracting) => ({
  cancel_contract: call(
    {
      index: 2,
      args: { contract_id: u64 },
      weight: () => nominalWeight(12, 10),
      docs: 'Ends a contract: by its owner.',
    },
    (execution, origin, { contract_id }) => {
      const contract = contractOf(execution.storage, contract_id)
      if (!isOwner(execution.storage, contract, signedBy(origin))) throw failure.TwinNotAuthorizedToCancelContract()
      cancel(execution, contract, { type: 'CanceledByUser' }, contracting)
    },
  ),

  create_name_contract: call(
    { index: 4, args: { name: bytes }, weight: () => nominalWeight(5, 5), docs: 'Takes a name.' },
    (execution, origin, { name }) => {
      const { storage: access, deposit } = execution
      const twin_id = twinIdOf(access, signedBy(origin))
      ensureName(name)
      if (storage.ContractIDByNameRegistration.has(access, name)) throw failure.NameExists()
      const contract = openContract(execution, twin_id, { type: 'NameContract', value: { name } }, undefined)
      storage.ContractIDByNameRegistration.set(access, name, contract.contract_id)
      deposit(event.ContractCreated(contract))
    },
  ),

  create_rent_contract: call(
    {
      index: 7,
      args: { node_id: u32, solution_provider_id: option(u64) },
      weight: () => nominalWeight(8, 5),
      docs: 'Rents a whole node, one that sleeps too.',
    },
    (execution, origin, { node_id, solution_provider_id }) => {
      const { storage: access, deposit } = execution
      if (storage.ActiveRentContractForNode.has(access, node_id)) throw failure.NodeHasRentContract()
      const farm = farmOf(access, nodeOf(access, node_id).farm_id)
      const isFree = storage.ActiveNodeContracts.get(access, node_id).length === 0
      if (!farm.dedicated_farm && !isFree) throw failure.NodeNotAvailableToDeploy()
      const twin_id = twinIdOf(access, signedBy(origin))
      const contract = openContract(
        execution,
        twin_id,
        { type: 'RentContract', value: { node_id } },
        solution_provider_id,
      )
      storage.ActiveRentContractForNode.set(access, node_id, contract.contract_id)
      deposit(event.ContractCreated(contract))
    },
  ),

  bill_contract_for_block: call(
    {
      index: 10,
      args: { contract_id: u64 },
      weight: () => nominalWeight(14, 8),
      docs: 'Bills a contract up to now: anybody may ask for it.',
    },
    (execution, origin, { contract_id }) => {
      signedBy(origin)
      billContract(execution, contract_id, contracting)
    },
  ),

  set_dedicated_node_extra_fee: call(
    {
      index: 20,
      args: { node_id: u32, extra_fee: u64 },
      weight: () => nominalWeight(5, 1),
      docs: 'What a farmer asks a month on top of the rent of a node.',
    },
    ({ storage: access, deposit }, origin, { node_id, extra_fee }) => {
      const twin_id = twinIdOf(access, signedBy(origin))
      if (farmOf(access, nodeOf(access, node_id).farm_id).twin_id !== twin_id) throw failure.UnauthorizedToSetExtraFee()
      if (!isUnused({ storage: access }, node_id)) throw failure.NodeHasActiveContracts()
      storage.DedicatedNodesExtraFee.set(access, node_id, extra_fee)
      deposit(event.NodeExtraFeeSet({ node_id, extra_fee }))
    },
  ),

  cancel_contract_collective: call(
    {
      index: 21,
      args: { contract_id: u64 },
      weight: () => nominalWeight(12, 10),
      docs: 'Ends a contract. Restricted.',
    },
    (execution, origin, { contract_id }) => {
      ensureRoot(origin)
      cancel(execution, contractOf(execution.storage, contract_id), { type: 'CanceledByCollective' }, contracting)
    },
  ),
})

export const isUnused = ({ storage: access }: Pick<Execution, 'storage'>, nodeId: number): boolean =>
  storage.ActiveNodeContracts.get(access, nodeId).length === 0 && !storage.ActiveRentContractForNode.has(access, nodeId)

function cancel(execution: Execution, contract: Contract, value: Cause, contracting: Contracting): void {
  const { contract_type } = contract
  if (contract_type.type === 'RentContract') {
    const active = storage.ActiveNodeContracts.get(execution.storage, contract_type.value.node_id)
    if (active.length > 0) throw failure.NodeHasActiveContracts()
  }
  setState(execution, contract, { type: 'Deleted', value })
  billContract(execution, contract.contract_id, contracting)
}

function ensureName(name: Uint8Array): void {
  if (name.length < 3) throw failure.NameContractNameTooShort()
  if (name.length > MAX_NAME) throw failure.NameContractNameTooLong()
  if (!/^[a-z0-9_-]+$/.test(Buffer.from(name).toString('latin1'))) throw failure.NameNotValid()
}
