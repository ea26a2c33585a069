import type { Execution } from '../../pallet/index.ts'
import { DispatchFailure } from '../../primitives/index.ts'
import { type NodeHooks, tfgridStorage } from '../tfgrid/index.ts'
import { nowInSeconds } from '../timestamp/seconds.ts'
import { billContract } from './bill.ts'
import { isUnused } from './calls-contract.ts'
import type { Contracting } from './context.ts'
import { setState } from './state.ts'
import { storage } from './storage.ts'

const { ActiveNodeContracts, ActiveRentContractForNode, ContractLock, Contracts } = storage

/** What happens to contracts when something happens to their node. */
export const nodeHooks = (contracting: Contracting): NodeHooks => ({
  isUnused,

  deleted(execution, { id }) {
    for (const contractId of ActiveNodeContracts.get(execution.storage, id)) end(execution, contractId, contracting)
    const rent = ActiveRentContractForNode.get(execution.storage, id)
    if (rent !== undefined) end(execution, rent, contracting)
  },

  powerStateChanged({ storage: access }, { id }) {
    const rent = ActiveRentContractForNode.get(access, id)
    if (rent === undefined || tfgridStorage.NodePower.get(access, id).state.type === 'Down') return
    // Nobody pays for the time that the node was off.
    ContractLock.set(access, rent, { ...ContractLock.get(access, rent), lock_updated: nowInSeconds(access) })
  },
})

/** A contract that cannot be billed to its end does not keep its node. */
function end(execution: Execution, contractId: bigint, contracting: Contracting): void {
  const contract = Contracts.get(execution.storage, contractId)
  if (!contract) return
  const deleted = setState(execution, contract, { type: 'Deleted', value: { type: 'CanceledByUser' } })
  try {
    execution.transaction(() => billContract(execution, deleted.contract_id, contracting))
  } catch (error) {
    if (!(error instanceof DispatchFailure)) throw error
  }
}
