import { z } from 'zod'
import { finalizedHead } from '../connection/finalized-head.ts'
import type { Session } from '../connection/session.ts'
import { ChainError } from '../errors.ts'

const pair = z.tuple([z.string().nullable(), z.string().nullable()])

/**
 * Why an endpoint does not know every block of a range that it should: it has forgotten the first ones, or it is behind. One reply
 * about both ends tells them apart, for behind one name there may be several nodes.
 */
export async function whyMissing(session: Session, first: number, last: number): Promise<ChainError> {
  const { endpoint } = session
  const head = await finalizedHead(session)
  const reply = await session.request('chain_getBlockHash', [[first, head.number]])
  const [oldest, latest] = pair.safeParse(reply).data ?? []
  if (oldest === null && typeof latest === 'string' && first < head.number)
    return new ChainError(
      { code: 'block-forgotten', endpoint, number: first },
      `${endpoint} is at block ${head.number} and does not keep block ${first} any more`,
    )
  const reason = `blocks ${first} to ${last}: not all are known to ${endpoint}`
  return new ChainError(
    { code: 'malformed-reply', method: 'chain_getBlockHash', reason },
    `chain_getBlockHash: ${reason}`,
  )
}
