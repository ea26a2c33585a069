import { bool, u32, u64, u128 } from '../../../scale/index.ts'
import { defineEvents } from '../../pallet/index.ts'
import { accountId } from '../../primitives/index.ts'
import { smartContractIdentity } from './identity.ts'
import {
  cause,
  consumption,
  contract,
  contractBill,
  contractResources,
  nruConsumption,
  publicIpsList,
} from './types.ts'
import { serviceContract, serviceContractBill, solutionProvider } from './types-service.ts'

const ofNode = { contract_id: u64, node_id: u32, twin_id: u32 } as const

export const { type: events, event } = defineEvents(smartContractIdentity, {
  ContractCreated: { index: 0, of: contract },
  ContractUpdated: { index: 1, of: contract },
  NodeContractCanceled: { index: 2, fields: ofNode },
  NameContractCanceled: { index: 3, fields: { contract_id: u64 } },
  IPsReserved: { index: 4, fields: { contract_id: u64, public_ips: publicIpsList } },
  IPsFreed: { index: 5, fields: { contract_id: u64, public_ips: publicIpsList } },
  ContractDeployed: { index: 6, items: [u64, accountId], docs: 'Deprecated event' },
  ConsumptionReportReceived: { index: 7, of: consumption, docs: 'Deprecated event' },
  ContractBilled: { index: 8, of: contractBill },
  TokensBurned: { index: 9, fields: { contract_id: u64, amount: u128 } },
  UpdatedUsedResources: { index: 10, of: contractResources },
  NruConsumptionReportReceived: { index: 11, of: nruConsumption },
  RentContractCanceled: { index: 12, fields: { contract_id: u64 } },
  ContractGracePeriodStarted: { index: 13, fields: { ...ofNode, block_number: u64 } },
  ContractGracePeriodEnded: { index: 14, fields: ofNode },
  SolutionProviderCreated: { index: 15, of: solutionProvider },
  SolutionProviderApproved: { index: 16, items: [u64, bool] },
  ServiceContractCreated: { index: 17, of: serviceContract },
  ServiceContractMetadataSet: { index: 18, of: serviceContract },
  ServiceContractFeesSet: { index: 19, of: serviceContract },
  ServiceContractApproved: { index: 20, of: serviceContract },
  ServiceContractCanceled: { index: 21, fields: { service_contract_id: u64, cause } },
  ServiceContractBilled: {
    index: 22,
    fields: { service_contract: serviceContract, bill: serviceContractBill, amount: u128 },
  },
  BillingFrequencyChanged: { index: 23, of: u64 },
  NodeExtraFeeSet: { index: 24, fields: { node_id: u32, extra_fee: u64 } },
})
