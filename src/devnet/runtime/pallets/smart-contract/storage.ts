import { u8, u32, u64, vec } from '../../../scale/index.ts'
import { defaulted, defineStorage, optional } from '../../pallet/index.ts'
import {
  billingInformation,
  contract,
  contractLock,
  contractName,
  contractResources,
  hexHash,
  storageVersion,
} from './types.ts'
import { serviceContract, solutionProvider } from './types-service.ts'

const byContract = ['Blake2_128Concat', u64] as const
const byNode = ['Blake2_128Concat', u32] as const

const NO_RESOURCES = { contract_id: 0n, used: { hru: 0n, sru: 0n, cru: 0n, mru: 0n } }
const NO_BILLING = { previous_nu_reported: 0n, last_updated: 0n, amount_unbilled: 0n }
const NO_LOCK = { amount_locked: 0n, extra_amount_locked: 0n, lock_updated: 0n, cycles: 0 }

export const storage = defineStorage('SmartContractModule', {
  Contracts: optional(contract, [byContract]),
  ContractBillingInformationByID: defaulted(billingInformation, NO_BILLING, [byContract]),
  NodeContractResources: defaulted(contractResources, NO_RESOURCES, [byContract]),
  ContractIDByNodeIDAndHash: defaulted(u64, 0n, [byNode, ['Blake2_128Concat', hexHash]]),
  ActiveNodeContracts: defaulted(vec(u64), [], [byNode]),
  ContractsToBillAt: defaulted(vec(u64), [], [byContract], {
    docs: 'Contracts by the remainder of their ids: those billed in blocks of the same remainder.',
  }),
  ContractLock: defaulted(contractLock, NO_LOCK, [byContract]),
  ContractIDByNameRegistration: defaulted(u64, 0n, [['Blake2_128Concat', contractName]]),
  ActiveRentContractForNode: optional(u64, [byNode]),
  ContractID: defaulted(u64, 0n),
  SolutionProviders: optional(solutionProvider, [byContract]),
  SolutionProviderID: defaulted(u64, 0n),
  PalletVersion: defaulted(storageVersion, { type: 'V10' }),
  BillingFrequency: defaulted(u64, 600n),
  ServiceContracts: optional(serviceContract, [byContract]),
  ServiceContractID: defaulted(u64, 0n),
  CurrentMigrationStage: optional(u8),
  DedicatedNodesExtraFee: defaulted(u64, 0n, [byNode], { docs: 'Thousandths of a USD a month.' }),
})
