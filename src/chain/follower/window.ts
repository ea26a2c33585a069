import type { Connection } from '../connection/link.ts'
import { ChainError } from '../errors.ts'
import { type FetchedBlock, fetchBlock, hashesOf } from './fetch.ts'
import type { Cursor, FollowedBlock } from './followed-block.ts'

/**
 * The blocks after `from` up to number `last`, fetched side by side and linked by their hashes, each with the versions of the
 * runtimes that its events and its state are encoded by.
 *
 * @throws ChainError when one is missing, does not link, or its state is gone
 */
export async function fetchWindow(connection: Connection, from: Cursor, last: number): Promise<FollowedBlock[]> {
  const hashes = await hashesOf(connection.session, from.number + 1, last)
  const fetched = hashes.map((hash, offset) => fetchBlock(connection, from.number + 1 + offset, hash))
  // All are awaited even when one fails, so that no rejection goes unheard.
  for (const settled of await Promise.allSettled(fetched)) if (settled.status === 'rejected') throw settled.reason
  const blocks = await Promise.all(fetched)
  checkLinks(from, blocks)
  return withVersions(connection, from, blocks)
}

function checkLinks(from: Cursor, blocks: readonly FetchedBlock[]): void {
  let previous = from
  for (const { number, hash, parentHash } of blocks) {
    if (parentHash !== previous.hash)
      throw new ChainError(
        { code: 'broken-link', number, parent: parentHash, expected: previous.hash },
        `block ${number} has parent ${parentHash}, not ${previous.hash}`,
      )
    previous = { number, hash }
  }
}

/** Versions only grow: when both ends of a window have the same, so has all between. */
async function withVersions(
  { runtimes }: Connection,
  from: Cursor,
  blocks: readonly FetchedBlock[],
): Promise<FollowedBlock[]> {
  const hashes = [from.hash, ...blocks.map(({ hash }) => hash)]
  const [first, last] = await Promise.all([runtimes.versionAt(hashes[0]!), runtimes.versionAt(hashes.at(-1)!)])
  const versions = first === last ? hashes.map(() => first) : []
  if (first !== last) for (const hash of hashes) versions.push(await runtimes.versionAt(hash))
  // Learned before they are needed: whoever takes a block decodes it at once.
  for (const [position, hash] of hashes.entries())
    if (position === 0 || versions[position] !== versions[position - 1]) await runtimes.at(hash)
  return blocks.map((block, position) => ({
    ...block,
    specVersion: versions[position]!,
    nextSpecVersion: versions[position + 1]!,
  }))
}
