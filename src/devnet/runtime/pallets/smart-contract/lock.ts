import type { Execution } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import { systemStorage } from '../system/storage.ts'
import { nowInSeconds } from '../timestamp/seconds.ts'
import { greater, less, lesser } from './arithmetic.ts'
import { GRID_LOCK } from './constants.ts'
import type { Contracting } from './context.ts'
import { payFarmer, payShares } from './distribute.ts'
import { twinOf } from './rules.ts'
import type { Contract, ContractLock } from './types.ts'

/** What an account has locked of what it has free. */
const lockedBy = (execution: Execution, who: AccountId): bigint => {
  const { free, frozen } = balanceOf(execution, who)
  return lesser(free, frozen)
}

const balanceOf = ({ storage: access }: Execution, who: AccountId) => systemStorage.Account.get(access, who).data

/**
 * Locks what is due, and pays what has been locked when its time has come: of all contracts of an account under one lock.
 * @returns the contract's account as it is then
 */
export function settle(
  execution: Execution,
  contract: Contract,
  lock: ContractLock,
  due: bigint,
  contracting: Contracting,
): ContractLock {
  const { rules, ledger } = contracting
  const who = twinOf(execution.storage, contract.twin_id).account_id
  if (contract.state.type === 'Created') {
    // The lock is extended, never lowered.
    const { frozen } = balanceOf(execution, who)
    ledger.lock(execution, who, GRID_LOCK, greater(frozen, lockedBy(execution, who) + due))
  }
  const total = lock.amount_locked + lock.extra_amount_locked
  const isOver = contract.state.type === 'Deleted' && total > 0n
  if (lock.cycles < rules.distributionFrequency && !isOver) return lock

  const kept = less(lockedBy(execution, who), total)
  const staysLocked = kept > ledger.existentialDeposit
  ledger.lock(execution, who, GRID_LOCK, staysLocked ? kept : 0n)
  const usable = ledger.usable(execution, who)
  const first = staysLocked ? usable : less(usable, ledger.existentialDeposit)
  let payable = first
  if (lock.extra_amount_locked > 0n) {
    payFarmer(execution, contract, lesser(first, lock.extra_amount_locked), contracting)
    payable = ledger.usable(execution, who)
  }
  payShares(execution, contract, lesser(payable, lock.amount_locked), contracting)
  return { lock_updated: nowInSeconds(execution.storage), amount_locked: 0n, extra_amount_locked: 0n, cycles: 0 }
}
