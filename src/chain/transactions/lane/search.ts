import type { Unscanned } from '../../../../machines/coordinators/transactions.ts'
import { messageOf } from '../../../kernel/index.ts'
import type { Connection } from '../../connection/link.ts'
import type { BlockRef } from '../../decoder/chain-fact.ts'
import { isPruned } from '../../errors.ts'
import { hashesOf } from '../../follower/fetch.ts'
import { type ScannedBlock, scanBlock, type Wanted } from '../outcome/scan.ts'
import type { SignedTransaction } from '../sign.ts'
import type { TaskCtx } from './context.ts'
import { hasNoneOf, reportOpen } from './forgotten.ts'

export interface Searched extends ScannedBlock {
  readonly number: number
}

/**
 * Reads those of the blocks in which something wanted may be: none after the last era, and none that is forgotten where no nonce
 * was used in it.
 *
 * @param signed what is wanted @throws ChainError, `block-forgotten` where a block would have to be read that nobody keeps
 */
export async function searchBlocks(
  blocks: readonly Unscanned[],
  signed: readonly SignedTransaction[],
  wanted: Wanted,
  ctx: TaskCtx,
): Promise<readonly Searched[]> {
  const connection = ctx.ports.link.connection()
  const lastDeath = Math.max(0, ...signed.map(({ death }) => death))
  try {
    const refs = await withHashes(
      blocks.filter(({ number, hash }) => hash !== null || number < lastDeath),
      connection,
    )
    return await Promise.all(
      refs.map(async (block) => ({ number: block.number, ...(await scanBlock(connection, block, wanted)) })),
    )
  } catch (error) {
    const last = blocks.at(-1)!.number
    if (!isPruned(error)) throw error
    if (await hasNoneOf(signed, last, connection, ctx)) return []
    reportOpen(last, messageOf(error), ctx)
    throw error
  }
}

async function withHashes(blocks: readonly Unscanned[], { session }: Connection): Promise<readonly BlockRef[]> {
  const numbers = blocks.flatMap(({ number, hash }) => (hash === null ? [number] : []))
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)]
  const hashes = numbers.length === 0 ? [] : await hashesOf(session, first, last)
  return blocks.map(({ number, hash }) => ({ number, hash: hash ?? hashes[number - first]! }))
}
