import type { Execution } from '../../pallet/index.ts'
import { lesser } from '../smart-contract/arithmetic.ts'
import type { Agreeing } from './context.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { accountOfTwin, billerOf, farmerOf, periodNow, poolOf } from './rules.ts'
import { storage } from './storage.ts'
import type { Agreement } from './types.ts'

/** What can have been billed in all: the maximum of each period from the first to the last. */
export function mostSpent({ max_per_period, deposit, since, ends }: Agreement): bigint {
  if (ends === undefined) throw failure.AgreementNotOver()
  return lesser(deposit, max_per_period * BigInt(ends - since + 1))
}

/**
 * Gives what was not spent back: out of the pool, or out of the bond where the pool has been billed away. Not before the last bill
 * that may have the agreement in it has been paid: an honest bill is never found false for what is gone since.
 */
export function closeAgreement(
  execution: Execution,
  id: bigint,
  agreement: Agreement,
  spent: bigint,
  agreeing: Agreeing,
): void {
  const { storage: access, deposit } = execution
  const { rules, ledger } = agreeing
  const { farm_id, ends } = agreement
  const biller = billerOf(access, farm_id)
  if (ends === undefined || periodNow(access, agreeing) <= ends + rules.delay) throw failure.AgreementNotOver()
  if (biller.bills.some(({ period }) => period <= ends)) throw failure.BillsOpen()
  if (spent > mostSpent(agreement)) throw failure.SpentTooHigh()
  const refunded = agreement.deposit - spent
  const user = accountOfTwin(access, agreement.twin_id)
  const owed = biller.bills.reduce((sum, { total }) => sum + total, 0n)
  const fromPool = lesser(refunded, biller.pool - owed)
  if (fromPool > 0n) ledger.transfer(execution, poolOf(farm_id), user, fromPool, 'expendable')
  const fromBond = ledger.repatriate(
    execution,
    farmerOf(access, farm_id),
    user,
    lesser(refunded - fromPool, biller.bond),
  )
  storage.Agreements.remove(access, id)
  storage.Billers.set(access, farm_id, {
    ...biller,
    bond: biller.bond - fromBond,
    pool: biller.pool - fromPool,
    ceiling: biller.ceiling - agreement.max_per_period,
    agreements: biller.agreements - 1,
  })
  deposit(event.Closed({ agreement: id, refunded: fromPool + fromBond }))
}
