import type { TransactionContext } from '../../../../machines/duties/transaction.ts'
import type { Connection } from '../../connection/link.ts'
import type { LaneConfig } from '../config.ts'
import { usableBalance } from '../costs/chain.ts'
import { LaneError } from '../errors.ts'
import type { LanePorts } from '../ports.ts'

export type Paying = Pick<LanePorts, 'signer' | 'journal' | 'purse'>

/**
 * What keeps an extrinsic with this fee from being paid: undefined when nothing does. An urgent one may use what is kept for such.
 *
 * @param fee with the tip, planck @throws ChainError
 */
export async function shortfall(
  connection: Connection,
  at: string,
  fee: bigint,
  items: TransactionContext['items'],
  { signer, journal, purse }: Paying,
  { keep }: Pick<LaneConfig, 'keep'>,
): Promise<LaneError | undefined> {
  if (items.some(({ priority }) => priority === 'urgent')) return undefined
  const usable = await purse.usable(at, () => usableBalance(connection, signer.account, at))
  const dearest = journal.dearestFee()
  const highest = fee > dearest ? fee : dearest
  const counted = (highest * BigInt(Math.round(keep.dearest * 1_000))) / 1_000n
  const floor = counted > keep.amount ? counted : keep.amount
  if (usable >= fee + floor) return undefined
  return new LaneError(
    { code: 'below-floor', usable, fee, floor },
    `the account can spend ${usable} planck; ${fee} for this and ${floor} kept for urgent calls are more`,
  )
}

/** What is kept for urgent calls is counted in the dearest fee. */
export function noteDearest(fee: bigint, journal: LanePorts['journal']): void {
  if (fee > journal.dearestFee()) journal.noteFee(fee)
}
