import type { Connection } from '../connection/link.ts'
import { ChainError, isPruned } from '../errors.ts'
import { hashesOf } from './fetch.ts'
import type { Cursor } from './followed-block.ts'

/** The parent of the finalized head: who begins after it delivers the head itself. */
export async function beforeHead({ session }: Connection, head: number): Promise<Cursor> {
  const number = Math.max(head - 1, 0)
  const [hash] = await hashesOf(session, number, number)
  return { number, hash: hash! }
}

/**
 * An endpoint that does not keep the cursor's block any more cannot be compared with: what it lacks is passed over, and said to be.
 *
 * @throws ChainError `different-history` when the endpoint has another block where the cursor is
 */
export async function checkHistory({ session }: Connection, { number, hash }: Cursor, target: number): Promise<void> {
  // A node that is still behind us is waited for: it has nothing yet to compare.
  if (number > target) return
  const [found] = await hashesOf(session, number, number).catch((error: unknown) => {
    if (isPruned(error)) return [hash]
    throw error
  })
  if (found === hash) return
  throw new ChainError(
    { code: 'different-history', number, expected: hash, found: found! },
    `${session.endpoint} has another block ${number} than the one followed so far (${found} instead of ${hash})`,
  )
}
