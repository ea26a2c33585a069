import type { LaneContext, Recovered } from '../../../../machines/coordinators/transactions.ts'
import { messageOf, type TaskArgs } from '../../../kernel/index.ts'
import type { Connection } from '../../connection/link.ts'
import type { BlockRef } from '../../decoder/chain-fact.ts'
import { isPruned } from '../../errors.ts'
import { hashesOf } from '../../follower/fetch.ts'
import type { Attempt, Intent } from '../journal/journal.ts'
import type { SignedTransaction } from '../sign.ts'
import { nextNonce } from '../sign.ts'
import { openDuty } from './admit.ts'
import type { TaskCtx } from './context.ts'
import { hasNoneOf, reportOpen } from './forgotten.ts'

/** Hashes asked for at a time. */
const AT_ONCE = 256

/**
 * Takes up what the journal says is under way. What was signed may have landed while nobody looked: the blocks in which it could
 * be are to be searched before anything else is concluded. What was not signed waits for its turn again.
 *
 * @throws JournalError, ChainError
 */
export async function recover(_: TaskArgs<LaneContext>, ctx: TaskCtx): Promise<Recovered> {
  const { link, signer, nonces, journal, underWay, queue, askers } = ctx.ports
  const connection = link.connection()
  journal.bind({ account: signer.account, genesis: connection.genesisHash })
  const next = await nextNonce(connection, signer.account)
  const attempts = journal.attempts()
  const head = link.head?.number ?? 0
  const signed = attempts.map(({ transaction }) => transaction)
  const unscanned = await blocksToSearch(connection, signed, head).catch(async (error: unknown) => {
    if (!isPruned(error)) throw error
    if (await hasNoneOf(signed, head, connection, ctx)) return []
    reportOpen(Math.min(...signed.map(({ birth }) => birth)), messageOf(error), ctx)
    throw error
  })
  if (ctx.signal.aborted) return { unscanned: [] }
  const held = attempts.map(({ transaction }) => transaction.nonce)
  nonces.recover(next, held)
  for (const each of [queue, underWay, askers]) each.clear()
  const intents = new Map(journal.open().map((intent) => [intent.key, intent]))
  for (const flight of flightsOf(attempts, intents)) {
    const { items, transactions } = flight
    for (const { hash } of transactions) underWay.set(hash, items[0]!.key)
    for (const { key } of items) intents.delete(key)
    if (items[0]!.batch !== undefined) queue.occupy(items[0]!.batch.stream)
    openDuty(ctx, { items, signed: transactions.at(-1)!, death: Math.max(...transactions.map(({ death }) => death)) })
  }
  for (const intent of intents.values()) queue.add(intent, head)
  if (held.length + intents.size > 0)
    ctx.log.info(
      { signed: held.length, waiting: intents.size, blocks: unscanned.length },
      'going on with what was under way',
    )
  return { unscanned }
}

interface Flight {
  readonly items: readonly Intent[]
  /** Oldest first: all under one nonce, of which one can land. */
  readonly transactions: readonly SignedTransaction[]
}

/** What was signed, by nonce, lowest first: the others wait for that. */
function flightsOf(attempts: readonly Attempt[], intents: ReadonlyMap<string, Intent>): Flight[] {
  const flights = Map.groupBy(attempts, ({ transaction }) => transaction.nonce)
  return [...flights]
    .sort(([a], [b]) => a - b)
    .map(([, flight]) => ({
      items: flight[0]!.keys.flatMap((key) => intents.get(key) ?? []),
      transactions: flight.map(({ transaction }) => transaction),
    }))
}

async function blocksToSearch(
  { session }: Connection,
  signed: readonly SignedTransaction[],
  head: number,
): Promise<Recovered['unscanned']> {
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
