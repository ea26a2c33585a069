import { fromHex } from '../bytes.ts'
import { invalidParams } from '../chain/errors.ts'
import type { Finality } from '../chain/options.ts'
import type { Methods } from './method.ts'
import { bytesAt, hashAt, keyAt, numberOf } from './params.ts'

/** The most blocks made by one call. */
const MOST_BLOCKS = 10_000
const FAULTS: ReadonlySet<string> = new Set(['refuse', 'cutFirst', 'stall', 'delay', 'garbage'])

/** What only a development chain offers, named as chopsticks names it where that has the like. */
export const devMethods: Methods = {
  /**
   * Makes `count` blocks (default 1) now, on `parent` (default the best block), the first of these `transactions` in place of what
   * waits in the pool. Returns the hash of the last. Blocks on another parent than the best one are a fork.
   */
  dev_newBlock([given], { chain }) {
    const { count: wanted, parent: on, transactions } = optionsOf(given)
    const count = numberOf(wanted ?? 1)
    if (count < 1 || count > MOST_BLOCKS) throw invalidParams(`count must be between 1 and ${MOST_BLOCKS}`)
    let parent = hashAt([on], 0)
    const extrinsics = transactions === undefined ? undefined : bytesOf(transactions)
    for (let made = 0; made < count; made += 1)
      parent = chain.seal({ parent, extrinsics: made === 0 ? extrinsics : undefined }).hash
    return parent
  },
  /** Makes a block on storage changed by hand: a list of [key, value or null]. */
  dev_setStorage([pairs], { chain }) {
    if (!Array.isArray(pairs)) throw invalidParams('give a list of [key, value]')
    const changes = new Map(
      pairs.map((pair: unknown) => {
        if (!Array.isArray(pair)) throw invalidParams('give a list of [key, value]')
        const value: unknown = pair[1]
        return [keyAt(pair, 0), value === null ? null : fromHex(keyAt([value], 0))] as const
      }),
    )
    return chain.seal({ changes }).hash
  },
  /** Makes a block that brings another runtime, by its version: from the next block on it is in force. */
  dev_upgradeRuntime([specVersion], { chain, upgrades }) {
    const upgrade = upgrades.find(({ version }) => version.specVersion === specVersion)
    const known = upgrades.map(({ version }) => version.specVersion).join(', ')
    if (upgrade === undefined)
      throw invalidParams(`there is no runtime ${String(specVersion)}; there are ${known || 'none'}`)
    return chain.seal({ upgrade }).hash
  },
  /** Makes the chain that ends in a block the best one, by its hash or its number on the best chain. */
  dev_setHead: ([block], { chain }) => chain.setHead(hashOf(block, chain)).hash,
  /** Makes a block final, with all before it; it may be on a fork. */
  dev_finalize: ([block], { chain }) => chain.finalize(hashOf(block, chain)).hash,
  /** `{mode: 'lag', lag}` blocks behind the best one, or `{mode: 'manual'}`: only by `dev_finalize`. */
  dev_setFinality([given], { chain }) {
    chain.finality = finalityOf(optionsOf(given))
    return chain.finality
  },
  /** Forgets the states of all finalized blocks but the last so many, from now on too. */
  dev_prune([keep], { chain }) {
    chain.retention.keepStates = numberOf(keep)
    return chain.retention.keepStates
  },
  /** Forgets finalized blocks altogether, all but the last so many, from now on too. */
  dev_pruneBlocks([keep], { chain }) {
    chain.retention.keepBlocks = numberOf(keep)
    return chain.retention.keepBlocks
  },
  /** Sets the clock of the chain on: milliseconds since 1970, or a date as text. Returns the time of the next block. */
  dev_timeTravel([date], { chain }) {
    const time = typeof date === 'string' ? Date.parse(date) : date
    if (typeof time !== 'number' || !Number.isSafeInteger(time)) throw invalidParams('give a date or milliseconds')
    chain.timeTravel(time)
    return time
  },
  /**
   * Makes connections fail: `{refuse, cutFirst}` that many new ones at once or at their first message; `{stall}` all for so many
   * milliseconds without closing them; `{delay}` milliseconds for each message; `{garbage}` that many messages are nonsense.
   */
  dev_setFaults([given], { faults, client }) {
    const wrong = Object.entries(optionsOf(given)).find(([name]) => !FAULTS.has(name))
    if (wrong !== undefined) throw invalidParams(`there is no fault ${wrong[0]}; there are ${[...FAULTS].join(', ')}`)
    const counts = Object.entries(optionsOf(given)).map(([name, count]) => [name, numberOf(count)] as const)
    // The answer to this is the last thing that comes through unharmed.
    client.afterReply(() => faults.set(Object.fromEntries(counts)))
    return true
  },
  /** Ends all that `dev_setFaults` began. */
  dev_heal(_, { faults }) {
    faults.heal()
    return true
  },
  /** Cuts every connection, this one too. */
  dev_dropConnections(_, { dropConnections, client }) {
    client.afterReply(dropConnections)
    return true
  },
  /** Takes an extrinsic out of the pool and bans it for a while: whoever watches it is told, and submitting it again is refused. */
  dev_evict: ([hash], { chain }) => chain.pool.remove(String(hash)),
  /** Forgets what waits in the pool, all or the hashes given, without a word to who watches. */
  dev_dropPending([hashes], { chain }) {
    if (hashes !== undefined && !Array.isArray(hashes)) throw invalidParams('give a list of hashes, or nothing for all')
    chain.pool.lose(hashes?.map(String))
    return chain.pool.size
  },
}

const optionsOf = (given: unknown): Record<string, unknown> => (given ?? {}) as Record<string, unknown>

function bytesOf(transactions: unknown): Uint8Array[] {
  if (!Array.isArray(transactions)) throw invalidParams('transactions must be a list')
  return transactions.map((_, index) => bytesAt(transactions, index))
}

function hashOf(block: unknown, { at }: { at(number: number): { hash: string } | undefined }): string {
  const hash = typeof block === 'string' && block.length === 66 ? hashAt([block], 0) : at(numberOf(block))?.hash
  if (hash === undefined) throw invalidParams('no such block on the best chain')
  return hash
}

function finalityOf({ mode, lag }: Record<string, unknown>): Finality {
  if (mode === 'manual') return { mode }
  if (mode !== 'lag') throw invalidParams('mode must be "lag" or "manual"')
  const blocks = numberOf(lag)
  if (blocks < 1) throw invalidParams('lag must be at least 1')
  return { mode, lag: blocks }
}
