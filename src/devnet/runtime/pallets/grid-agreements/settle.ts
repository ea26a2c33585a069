import type { Execution } from '../../pallet/index.ts'
import { nowInSeconds } from '../timestamp/seconds.ts'
import type { Agreeing } from './context.ts'
import { event } from './events.ts'
import { farmerOf, poolOf } from './rules.ts'
import type { Biller } from './types.ts'

/** Pays the farmer the bills whose window is over. @returns what is left, not yet written */
export function settleDue(execution: Execution, farm_id: number, biller: Biller, { ledger }: Agreeing): Biller {
  const { storage: access, deposit } = execution
  const now = nowInSeconds(access)
  const due = biller.bills.filter(({ payable_at }) => payable_at <= now)
  for (const { period, total } of due) {
    if (total > 0n) ledger.transfer(execution, poolOf(farm_id), farmerOf(access, farm_id), total, 'expendable')
    deposit(event.Settled({ farm_id, period, amount: total }))
  }
  const paid = due.reduce((sum, { total }) => sum + total, 0n)
  return { ...biller, pool: biller.pool - paid, bills: biller.bills.filter((bill) => !due.includes(bill)) }
}
