import type { Execution } from '../../pallet/index.ts'
import type { SmartContractRules } from './constants.ts'
import { event } from './events.ts'
import { contractOf, nodeIdOn } from './rules.ts'
import { setState } from './state.ts'
import { storage } from './storage.ts'
import type { Contract, ContractState } from './types.ts'

type Lasting = Exclude<ContractState, { type: 'Deleted' }>

/** Lets a contract wait when its owner cannot pay, go on when the money is there, end when it never comes. */
export function afterGrace(
  execution: Execution,
  contract: Contract,
  usable: bigint,
  owed: bigint,
  { gracePeriod }: SmartContractRules,
): Contract {
  const block = BigInt(execution.blockNumber)
  const { state } = contract
  if (state.type === 'Created' && owed >= usable)
    return change(execution, contract, { type: 'GracePeriod', value: block })
  if (state.type !== 'GracePeriod') return contract
  if (usable > owed) return change(execution, contract, { type: 'Created' })
  if (block - state.value < gracePeriod) return contract
  return setState(execution, contract, { type: 'Deleted', value: { type: 'OutOfFunds' } })
}

/** Contracts on a node follow the one for the node. */
function change(execution: Execution, contract: Contract, state: Lasting): Contract {
  const changed = setState(execution, contract, state)
  announce(execution, changed, state)
  if (changed.contract_type.type !== 'RentContract') return changed
  for (const id of storage.ActiveNodeContracts.get(execution.storage, changed.contract_type.value.node_id))
    announce(execution, setState(execution, contractOf(execution.storage, id), state), state)
  return changed
}

function announce({ deposit }: Execution, contract: Contract, state: Lasting): void {
  const ids = { contract_id: contract.contract_id, node_id: nodeIdOn(contract), twin_id: contract.twin_id }
  if (state.type === 'Created') deposit(event.ContractGracePeriodEnded(ids))
  else deposit(event.ContractGracePeriodStarted({ ...ids, block_number: state.value }))
}
