import type { LaneContext, ScanResult } from '../../../../machines/coordinators/transactions.ts'
import type { TaskArgs } from '../../../kernel/index.ts'
import type { Connection } from '../../connection/link.ts'
import type { Session } from '../../connection/session.ts'
import { ChainError, isPruned } from '../../errors.ts'
import { BlockForged, ForeignUse } from '../events.ts'
import { requestBody, requestUncheckedBody } from '../outcome/body.ts'
import { FAMILY } from '../ports.ts'
import type { TaskCtx } from './context.ts'
import { searchBlocks } from './search.ts'

/** Finalized blocks searched at a time. */
const SCAN_AT_ONCE = 32

/** Searches finalized blocks in order and tells each transaction that it is in one, or that they have passed without it. */
export async function scan({ context: { unscanned } }: TaskArgs<LaneContext>, ctx: TaskCtx): Promise<ScanResult> {
  const { link, underWay, signer, nonces, journal, searched } = ctx.ports
  const blocks = unscanned.slice(0, SCAN_AT_ONCE)
  const family = ctx.duties(FAMILY)
  // What is signed while the blocks are read is not looked for in them, and they cannot have it.
  const wanted = new Map(underWay)
  const search = {
    hashes: new Set(wanted.keys()),
    account: signer.account,
    passing: new Set(ctx.config.retryableErrors),
    requestBody: ctx.config.checkBodies ? requestBody : requestUncheckedBody,
  }
  const attempts = wanted.size === 0 ? [] : journal.attempts().map(({ transaction }) => transaction)
  const signed = attempts.filter(({ hash }) => wanted.has(hash))
  const { session } = link.connection()
  const scanned = await searchBlocks(blocks, signed, search, ctx).catch((error: unknown) => {
    refuseForger(error, session, ctx)
    throw error
  })
  const landed = new Map(scanned.flatMap(({ found }) => found).map((each) => [wanted.get(each.hash)!, each]))
  const last = blocks.at(-1)!
  if (wanted.size > 0)
    Object.assign(searched, { number: last.number, specVersion: await versionAfter(link.connection(), last.hash) })
  for (const key of new Set(wanted.values())) {
    const found = landed.get(key)
    if (found === undefined) family.tell(key, { type: 'chain.BlockFinalized', payload: last })
    else family.tell(key, { type: 'transaction.Found', payload: found })
  }
  const foreign = scanned.filter(({ isForeign }) => isForeign)
  if (foreign.length > 0) {
    nonces.doubt()
    const numbers = foreign.map(({ number }) => number).join(', ')
    ctx.log.warn({ blocks: numbers }, 'somebody else signs with this key')
    ctx.emit(ForeignUse, { reason: `signed by another program in block ${numbers}` })
  }
  return { scanned: blocks.length }
}

/** The follower goes on with the next endpoint once the session is closed, and the blocks are searched there. */
function refuseForger(error: unknown, session: Session, ctx: TaskCtx): void {
  if (!(error instanceof ChainError)) return
  const { payload, message: reason } = error
  if (payload.code !== 'wrong-header-hash' && payload.code !== 'wrong-extrinsics') return
  const { endpoint, number, hash } = payload
  ctx.log.error({ endpoint, block: number, hash, reason }, 'an endpoint makes up blocks; it is left')
  ctx.emit(BlockForged, { endpoint, number, hash, reason })
  session.close(reason)
}

/** Of the runtime; null where nobody knows it any more: what was signed that long ago is ended by its era. */
async function versionAfter({ runtimes }: Connection, hash: string | null): Promise<number | null> {
  try {
    return hash === null ? null : await runtimes.versionAt(hash)
  } catch (error) {
    if (isPruned(error)) return null
    throw error
  }
}
