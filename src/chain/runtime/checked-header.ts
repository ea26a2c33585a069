import type { Session } from '../connection/session.ts'
import { ChainError } from '../errors.ts'
import { type BlockHeader, blockHeader, headerHash } from './header.ts'

/** A block by what it is to be. */
export interface Expected {
  readonly number: number
  readonly hash: string
}

/**
 * The header of a block, as an endpoint gives it: a hash is proof of what hashes to it, so that none can be made up.
 *
 * @throws ChainError `wrong-header-hash` when it is that of another block, `malformed-reply` when it is none
 */
export async function requestHeader(session: Session, block: Expected): Promise<BlockHeader> {
  return checkedHeader(await session.request('chain_getHeader', [block.hash]), block, session.endpoint)
}

/** The same of a header that came by itself. @throws ChainError as above */
export function checkedHeader(raw: unknown, { number, hash }: Expected, endpoint: string): BlockHeader {
  const parsed = blockHeader.safeParse(raw)
  if (!parsed.success) {
    const reason = `no header for block ${number}`
    throw new ChainError({ code: 'malformed-reply', method: 'chain_getHeader', reason }, `chain_getHeader: ${reason}`)
  }
  const computed = headerHash(parsed.data)
  if (computed === hash) return parsed.data
  throw new ChainError(
    { code: 'wrong-header-hash', endpoint, number, hash, computed },
    `the header of block ${number} that ${endpoint} gives hashes to ${computed}, not ${hash}`,
  )
}
