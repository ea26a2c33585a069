import type { LaneContext, Recovered } from '../../../machines/coordinators/transactions.ts'
import type { TaskArgs, TaskContext } from '../../kernel/index.ts'
import type { Connection } from '../connection/link.ts'
import type { BlockRef } from '../decoder/chain-fact.ts'
import { hashesOf } from '../follower/fetch.ts'
import type { LaneConfig } from './config.ts'
import { type Intent, JournalError } from './journal/journal.ts'
import { FAMILY, type LanePorts } from './ports.ts'
import { nextNonce } from './sign.ts'

/** Hashes asked for at a time. */
const AT_ONCE = 256

/**
 * Takes up what the journal says is under way. What was signed may have landed while nobody looked: the blocks in which it could
 * be are to be searched before anything else is concluded.
 *
 * @throws JournalError, ChainError
 */
export async function recover(_: TaskArgs<LaneContext>, ctx: TaskContext<LaneConfig, LanePorts>): Promise<Recovered> {
  const { link, signer, nonces, journal, underWay } = ctx.ports
  const connection = link.connection()
  try {
    journal.bind({ account: signer.account, genesis: connection.genesisHash })
  } catch (error) {
    if (error instanceof JournalError) ctx.log.error({ error: error.message }, 'nothing will be signed')
    throw error
  }
  const next = await nextNonce(connection, signer.account)
  const intents = journal.open().sort((a, b) => nonceOf(a) - nonceOf(b))
  const unscanned = await blocksToSearch(connection, intents, link.head?.number ?? 0)
  if (ctx.signal.aborted) return { unscanned: [] }
  nonces.recover(
    next,
    intents.flatMap(({ signed }) => signed.map(({ nonce }) => nonce)),
  )
  const family = ctx.duties(FAMILY)
  for (const { key, call, signed } of intents) {
    for (const { hash } of signed) underWay.set(hash, key)
    family.open(key, { key, call, signed: signed.at(-1) ?? null })
  }
  if (intents.length > 0)
    ctx.log.info({ intents: intents.length, blocks: unscanned.length }, 'going on with what was under way')
  return { unscanned }
}

/** Those without a nonce come last. */
const nonceOf = ({ signed }: Intent): number => signed.at(-1)?.nonce ?? Number.MAX_SAFE_INTEGER

async function blocksToSearch(
  { session }: Connection,
  intents: readonly Intent[],
  head: number,
): Promise<Recovered['unscanned']> {
  const signed = intents.flatMap((intent) => intent.signed)
  if (signed.length === 0) return []
  const first = Math.max(1, Math.min(...signed.map(({ birth }) => birth)))
  const last = Math.min(head, Math.max(...signed.map(({ death }) => death)))
  const blocks: BlockRef[] = []
  for (let from = first; from <= last; from += AT_ONCE) {
    const to = Math.min(last, from + AT_ONCE - 1)
    const hashes = await hashesOf(session, from, to)
    blocks.push(...hashes.map((hash, offset) => ({ number: from + offset, hash })))
  }
  return blocks
}
