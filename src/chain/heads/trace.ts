import type { Ancestry, BestBlock } from '../../../machines/derivers/heads.ts'
import type { Session } from '../connection/session.ts'
import { ChainError } from '../errors.ts'
import { requestHeader } from '../runtime/checked-header.ts'
import { numberOfHeader } from '../runtime/header.ts'

/** Ancestors read at most: no chain takes back more, and a node that was away has the follower for it. */
const FAR = 256

/**
 * Reads back from a best block to the first ancestor that is among the known ones. Each header must hash to what its child says.
 *
 * @throws ChainError `unrelated` when there is none near enough, `wrong-header-hash` when the endpoint makes one up
 */
export async function traceBack(session: Session, best: BestBlock, known: readonly BestBlock[]): Promise<Ancestry> {
  const places = new Map(known.map(({ hash }, place) => [hash, place]))
  const lowest = known[0]?.number ?? best.number
  const added = [best]
  while (!places.has(added[0]!.parentHash)) {
    const { number, parentHash } = added[0]!
    if (added.length > FAR || number <= lowest) throw unrelated(best)
    const header = await requestHeader(session, { number: number - 1, hash: parentHash })
    added.unshift({ number: numberOfHeader(header), hash: parentHash, parentHash: header.parentHash })
  }
  return { added, retracted: known.slice(places.get(added[0]!.parentHash)! + 1) }
}

const unrelated = ({ number, hash }: BestBlock) =>
  new ChainError({ code: 'unrelated', number, hash }, `block ${number} (${hash}) does not follow from any known one`)
