import type { Execution, StorageAccess } from '../../pallet/index.ts'
import { nowInSeconds } from '../timestamp/seconds.ts'
import { failure } from './errors.ts'
import { joinBillingLoop } from './state.ts'
import { storage } from './storage.ts'
import type { Contract, ContractData } from './types.ts'

const CONTRACT_VERSION = 4
const { Contracts, ContractID, ContractLock, SolutionProviders } = storage

export const nextContractId = (access: StorageAccess): bigint => ContractID.get(access) + 1n

/** Makes a contract that is billed from now on. */
export function openContract(
  execution: Execution,
  twin_id: number,
  contract_type: ContractData,
  solution_provider_id: bigint | undefined,
): Contract {
  const { storage: access } = execution
  const contract_id = nextContractId(access)
  ensureSolutionProvider(access, solution_provider_id)
  joinBillingLoop(execution, contract_id)
  const contract: Contract = {
    version: CONTRACT_VERSION,
    state: { type: 'Created' },
    contract_id,
    twin_id,
    contract_type,
    solution_provider_id,
  }
  Contracts.set(access, contract_id, contract)
  ContractID.set(access, contract_id)
  ContractLock.set(access, contract_id, {
    amount_locked: 0n,
    extra_amount_locked: 0n,
    lock_updated: nowInSeconds(access),
    cycles: 0,
  })
  return contract
}

export function ensureSolutionProvider(access: StorageAccess, id: bigint | undefined): void {
  if (id === undefined) return
  const provider = SolutionProviders.get(access, id)
  if (!provider) throw failure.NoSuchSolutionProvider()
  if (!provider.approved) throw failure.SolutionProviderNotApproved()
}
