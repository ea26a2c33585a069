import type { Execution } from '../../pallet/index.ts'
import { tfgridStorage } from '../tfgrid/index.ts'
import type { Twin } from '../tfgrid/types.ts'
import { nowInSeconds } from '../timestamp/seconds.ts'
import { less } from './arithmetic.ts'
import type { Contracting } from './context.ts'
import { contractCost, extraFeeCost } from './cost.ts'
import { event } from './events.ts'
import { afterGrace } from './grace.ts'
import { settle } from './lock.ts'
import { discounted, inTokens } from './price.ts'
import { contractOf, twinOf } from './rules.ts'
import { removeContract } from './state.ts'
import { storage } from './storage.ts'
import type { Contract, DiscountLevel } from './types.ts'

const { ContractLock, ContractBillingInformationByID } = storage

/**
 * Bills a contract for the time since it was billed last: what is due is locked, and paid once in many bills or when the contract
 * ends. A contract whose owner cannot pay waits for a while, and then ends.
 */
export function billContract(execution: Execution, contractId: bigint, contracting: Contracting): void {
  const { storage: access, deposit } = execution
  const contract = contractOf(access, contractId)
  if (isAsleep(execution, contract)) return
  const twin = twinOf(access, contract.twin_id)
  const now = nowInSeconds(access)
  const lock = ContractLock.get(access, contractId)
  const { regular, extra, level } = dueFor(execution, contract, less(now, lock.lock_updated), twin, contracting)
  if (regular + extra === 0n && contract.state.type !== 'Deleted') return

  const owed = { amount_locked: lock.amount_locked + regular, extra_amount_locked: lock.extra_amount_locked + extra }
  const usable = contracting.ledger.usable(execution, twin.account_id)
  const total = owed.amount_locked + owed.extra_amount_locked
  const billed = afterGrace(execution, contract, usable, total, contracting.rules)
  const accrued = billed.state.type === 'Deleted' ? lock : { ...owed, lock_updated: now, cycles: lock.cycles + 1 }
  if (billed.state.type === 'GracePeriod') {
    ContractLock.set(access, contractId, accrued)
    return
  }
  const settled = settle(execution, billed, accrued, regular + extra, contracting)
  deposit(
    event.ContractBilled({
      contract_id: contractId,
      timestamp: now,
      discount_level: level,
      amount_billed: regular + extra,
    }),
  )
  if (billed.state.type === 'Deleted') {
    removeContract(execution, contractId)
    return
  }
  ContractLock.set(access, contractId, settled)
  if (billed.contract_type.type !== 'NodeContract') return
  const information = ContractBillingInformationByID.get(access, contractId)
  ContractBillingInformationByID.set(access, contractId, { ...information, amount_unbilled: 0n })
}

/** Nobody pays for a node that is off. */
const isAsleep = ({ storage: access }: Execution, { contract_type }: Contract): boolean =>
  contract_type.type === 'RentContract' &&
  tfgridStorage.NodePower.get(access, contract_type.value.node_id).state.type === 'Down'

function dueFor(
  execution: Execution,
  contract: Contract,
  seconds: bigint,
  { id, account_id }: Twin,
  { ledger }: Contracting,
): { regular: bigint; extra: bigint; level: DiscountLevel } {
  const { storage: access } = execution
  const stash = tfgridStorage.TwinBoundedAccountID.get(access, id)
  const balance = ledger.usable(execution, account_id) + (stash ? ledger.usable(execution, stash) : 0n)
  const cost = inTokens(access, contractCost(access, contract, seconds))
  const { due: regular, level } = discounted(cost, seconds, balance)
  const { contract_type } = contract
  const extra =
    contract_type.type === 'RentContract'
      ? inTokens(access, extraFeeCost(access, contract_type.value.node_id, seconds))
      : 0n
  return { regular, extra, level }
}
