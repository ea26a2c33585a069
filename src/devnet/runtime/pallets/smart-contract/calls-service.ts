import { bytes, u64 } from '../../../scale/index.ts'
import { call, type Execution, type StorageAccess, signedBy } from '../../pallet/index.ts'
import { accountId } from '../../primitives/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { nowInSeconds } from '../timestamp/seconds.ts'
import { MAX_METADATA } from './constants.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { twinIdOf } from './rules.ts'
import { storage } from './storage.ts'
import type { ServiceContract } from './types-service.ts'

const { ServiceContracts, ServiceContractID } = storage
const id = { service_contract_id: u64 } as const

export function serviceContractOf(access: StorageAccess, contractId: bigint): ServiceContract {
  const contract = ServiceContracts.get(access, contractId)
  if (!contract) throw failure.ServiceContractNotExists()
  return contract
}

const isParty = ({ service_twin_id, consumer_twin_id }: ServiceContract, twinId: number) =>
  twinId === service_twin_id || twinId === consumer_twin_id

function cancel({ storage: access, deposit }: Execution, twinId: number, contract: ServiceContract): void {
  if (!isParty(contract, twinId)) throw failure.TwinNotAuthorized()
  ServiceContracts.remove(access, contract.service_contract_id)
  const { service_contract_id } = contract
  deposit(event.ServiceContractCanceled({ service_contract_id, cause: { type: 'CanceledByUser' } }))
}

/** Agreements of a service with a consumer, until they are billed. */
export const serviceCalls = {
  service_contract_create: call(
    {
      index: 11,
      args: { service_account: accountId, consumer_account: accountId },
      weight: () => nominalWeight(4, 2),
      docs: 'Opens an agreement: by either party.',
    },
    ({ storage: access, deposit }, origin, { service_account, consumer_account }) => {
      const [caller, service_twin_id, consumer_twin_id] = [signedBy(origin), service_account, consumer_account].map(
        (account) => twinIdOf(access, account),
      ) as [number, number, number]
      if (caller !== service_twin_id && caller !== consumer_twin_id) throw failure.TwinNotAuthorized()
      if (service_twin_id === consumer_twin_id) throw failure.ServiceContractCreationNotAllowed()
      const service_contract_id = ServiceContractID.get(access) + 1n
      const contract: ServiceContract = {
        service_contract_id,
        service_twin_id,
        consumer_twin_id,
        base_fee: 0n,
        variable_fee: 0n,
        metadata: new Uint8Array(),
        accepted_by_service: false,
        accepted_by_consumer: false,
        last_bill: 0n,
        state: { type: 'Created' },
      }
      ServiceContracts.set(access, service_contract_id, contract)
      ServiceContractID.set(access, service_contract_id)
      deposit(event.ServiceContractCreated(contract))
    },
  ),

  service_contract_set_metadata: call(
    {
      index: 12,
      args: { ...id, metadata: bytes },
      weight: () => nominalWeight(2, 1),
      docs: 'Says what it is about: either party.',
    },
    ({ storage: access, deposit }, origin, { service_contract_id, metadata }) => {
      const twinId = twinIdOf(access, signedBy(origin))
      const before = serviceContractOf(access, service_contract_id)
      if (!isParty(before, twinId)) throw failure.TwinNotAuthorized()
      ensureOpen(before)
      if (metadata.length > MAX_METADATA) throw failure.ServiceContractMetadataTooLong()
      const contract = { ...before, metadata }
      if (contract.base_fee !== 0n) contract.state = { type: 'AgreementReady' }
      ServiceContracts.set(access, service_contract_id, contract)
      deposit(event.ServiceContractMetadataSet(contract))
    },
  ),

  service_contract_set_fees: call(
    {
      index: 13,
      args: { ...id, base_fee: u64, variable_fee: u64 },
      weight: () => nominalWeight(2, 1),
      docs: 'Says what it costs an hour, in thousandths of a USD: by the service.',
    },
    ({ storage: access, deposit }, origin, { service_contract_id, base_fee, variable_fee }) => {
      const twinId = twinIdOf(access, signedBy(origin))
      const before = serviceContractOf(access, service_contract_id)
      if (twinId !== before.service_twin_id) throw failure.TwinNotAuthorized()
      ensureOpen(before)
      const contract = { ...before, base_fee, variable_fee }
      if (contract.metadata.length > 0) contract.state = { type: 'AgreementReady' }
      ServiceContracts.set(access, service_contract_id, contract)
      deposit(event.ServiceContractFeesSet(contract))
    },
  ),

  service_contract_approve: call(
    { index: 14, args: id, weight: () => nominalWeight(3, 1), docs: 'Agrees: each party for itself.' },
    ({ storage: access, deposit }, origin, { service_contract_id }) => {
      const twinId = twinIdOf(access, signedBy(origin))
      const contract = serviceContractOf(access, service_contract_id)
      if (contract.state.type !== 'AgreementReady') throw failure.ServiceContractApprovalNotAllowed()
      if (!isParty(contract, twinId)) throw failure.TwinNotAuthorized()
      if (twinId === contract.service_twin_id) contract.accepted_by_service = true
      else contract.accepted_by_consumer = true
      if (contract.accepted_by_service && contract.accepted_by_consumer) {
        contract.state = { type: 'ApprovedByBoth' }
        contract.last_bill = nowInSeconds(access)
      }
      ServiceContracts.set(access, service_contract_id, contract)
      deposit(event.ServiceContractApproved(contract))
    },
  ),

  service_contract_reject: call(
    { index: 15, args: id, weight: () => nominalWeight(2, 1), docs: 'Does not agree: that ends it.' },
    (execution, origin, { service_contract_id }) => {
      const account = signedBy(origin)
      const contract = serviceContractOf(execution.storage, service_contract_id)
      if (contract.state.type !== 'AgreementReady') throw failure.ServiceContractRejectionNotAllowed()
      cancel(execution, twinIdOf(execution.storage, account), contract)
    },
  ),

  service_contract_cancel: call(
    { index: 16, args: id, weight: () => nominalWeight(2, 1), docs: 'Ends it, at any time: either party.' },
    (execution, origin, { service_contract_id }) => {
      const twinId = twinIdOf(execution.storage, signedBy(origin))
      cancel(execution, twinId, serviceContractOf(execution.storage, service_contract_id))
    },
  ),
}

function ensureOpen({ state }: ServiceContract): void {
  if (state.type === 'ApprovedByBoth') throw failure.ServiceContractModificationNotAllowed()
}
