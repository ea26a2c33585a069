import { z } from 'zod'
import type { Connection } from '../connection/link.ts'
import type { Session } from '../connection/session.ts'
import { ChainError } from '../errors.ts'
import { blockHeader, headerHash } from '../runtime/header.ts'
import type { FollowedBlock } from './followed-block.ts'
import { whyMissing } from './missing.ts'

const hash = z.string().regex(/^0x[0-9a-f]{64}$/)
// Not checked digit by digit here: megabytes of it are, where they are decoded.
const bytes = z.string().startsWith('0x')

/**
 * Hashes of the blocks `first..last` by number, all from one session.
 *
 * @throws ChainError when one is missing, `block-forgotten` when the endpoint does not keep it any more
 */
export async function hashesOf(session: Session, first: number, last: number): Promise<string[]> {
  const numbers = Array.from({ length: last - first + 1 }, (_, offset) => first + offset)
  const reply = await session.request('chain_getBlockHash', [numbers])
  const hashes = z.array(hash).length(numbers.length).safeParse(reply)
  if (hashes.success) return hashes.data
  throw await whyMissing(session, first, last)
}

/** What an endpoint shows of one block. */
export type FetchedBlock = Omit<FollowedBlock, 'specVersion' | 'nextSpecVersion'>

/** One block's header and events; the header must hash to the hash it was asked by. @throws ChainError */
export async function fetchBlock(
  { session, runtime: { eventsKey } }: Connection,
  number: number,
  blockHash: string,
): Promise<FetchedBlock> {
  const [rawHeader, rawEvents] = await Promise.all([
    session.request('chain_getHeader', [blockHash]),
    session.request('state_getStorage', [eventsKey, blockHash]),
  ])
  const parsed = blockHeader.safeParse(rawHeader)
  if (!parsed.success) throw malformed('chain_getHeader', `no header for block ${number}`)
  const computed = headerHash(parsed.data)
  if (computed !== blockHash)
    throw new ChainError(
      { code: 'wrong-header-hash', endpoint: session.endpoint, number, hash: blockHash, computed },
      `the header of block ${number} hashes to ${computed}, not ${blockHash}`,
    )
  const events = bytes.nullable().safeParse(rawEvents)
  if (!events.success) throw malformed('state_getStorage', `events of block ${number} are not bytes`)
  return { number, hash: blockHash, parentHash: parsed.data.parentHash, events: events.data ?? '0x00' }
}

const malformed = (method: string, reason: string) =>
  new ChainError({ code: 'malformed-reply', method, reason }, `${method}: ${reason}`)
