import { vec } from '../../../scale/index.ts'
import { call, signedBy } from '../../pallet/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { pricingOf, trafficCost } from './cost.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { farmOf, nodeContractOf, nodeIdOf, nodeOf } from './rules.ts'
import { storage } from './storage.ts'
import { contractResources, nruConsumption } from './types.ts'

const { Contracts, ContractBillingInformationByID, NodeContractResources } = storage

/** What nodes say is used: what contracts on them are billed for. */
export const reportCalls = {
  add_nru_reports: call(
    {
      index: 5,
      args: { reports: vec(nruConsumption) },
      weight: ({ reports }) => nominalWeight(4 + 2 * reports.length, reports.length),
      free: true,
      docs: 'What traffic contracts of a node had.',
    },
    ({ storage: access, deposit }, origin, { reports }) => {
      const nodeId = nodeIdOf(access, signedBy(origin))
      const farm = farmOf(access, nodeOf(access, nodeId).farm_id)
      const policy = pricingOf(access, farm.pricing_policy_id)
      for (const report of reports) {
        const contract = Contracts.get(access, report.contract_id)
        if (!contract || !ContractBillingInformationByID.has(access, report.contract_id)) continue
        if (nodeContractOf(contract).node_id !== nodeId) throw failure.NodeNotAuthorizedToComputeReport()
        const before = ContractBillingInformationByID.get(access, report.contract_id)
        if (report.timestamp >= before.last_updated)
          ContractBillingInformationByID.set(access, report.contract_id, {
            ...before,
            amount_unbilled: before.amount_unbilled + trafficCost(policy, report),
            last_updated: report.timestamp,
          })
        deposit(event.NruConsumptionReportReceived(report))
      }
    },
  ),

  report_contract_resources: call(
    {
      index: 6,
      args: { contract_resources: vec(contractResources) },
      weight: ({ contract_resources: reports }) => nominalWeight(2 + reports.length, reports.length),
      free: true,
      docs: 'What contracts of a node use of it.',
    },
    ({ storage: access, deposit }, origin, { contract_resources: reports }) => {
      const nodeId = nodeIdOf(access, signedBy(origin))
      for (const report of reports) {
        const contract = Contracts.get(access, report.contract_id)
        if (!contract) continue
        if (nodeContractOf(contract).node_id !== nodeId) throw failure.NodeNotAuthorizedToComputeReport()
        NodeContractResources.set(access, report.contract_id, report)
        deposit(event.UpdatedUsedResources(report))
      }
    },
  ),
}
