import { blake2, to0x } from '../bytes.ts'
import type { ExecutedBlock, Validity } from '../types.ts'
import type { Block } from './block.ts'
import {
  alreadyImported,
  immediatelyDropped,
  invalid,
  priorityTooLow,
  banned as temporarilyBanned,
  undecodable,
} from './pool-errors.ts'

/** As `author_extrinsicUpdate` reports it. */
export type PoolStatus =
  | 'future'
  | 'ready'
  | 'dropped'
  | 'invalid'
  | { readonly broadcast: readonly string[] }
  | { readonly inBlock: string }
  | { readonly retracted: string }
  | { readonly finalityTimeout: string }
  | { readonly finalized: string }
  | { readonly usurped: string }

type Valid = Extract<Validity, { valid: true }>

interface Entry extends Valid {
  readonly hash: string
  readonly bytes: Uint8Array
  status: 'future' | 'ready'
  readonly watchers: Set<(status: PoolStatus) => void>
}

/** Extrinsics that wait for a block, and those in a block that is not final yet. */
export interface Pool {
  readonly size: number
  /** @returns its hash. @throws RpcError with the codes of Substrate's pool */
  submit(bytes: Uint8Array): string
  /** Watches an extrinsic known to the pool; told its present status at once. */
  watch(hash: string, watcher: (status: PoolStatus) => void): () => void
  /** What the next block may take: each account's in the order of its nonces, accounts by priority. */
  ready(): Uint8Array[]
  pending(): Uint8Array[]
  /** The nonce that follows all of the account's that are ready. */
  nextNonce(account: string, accountNonce: number): number
  /** Drops it and bans it: whoever submits it again is told so for a while. */
  remove(hash: string): boolean
  clear(): void
  /** Forgets what waits, or some of it, without a word to those who watch, as a node does that is started anew. */
  lose(hashes?: readonly string[]): void
  included(block: Block): void
  /** What a new block could not take. */
  skipped(skipped: ExecutedBlock['skipped']): void
  /** A block is no longer on the best chain: what it held waits again. */
  retracted(block: Block): void
  /** A block can no longer be final. */
  abandoned(block: Block): void
  finalized(block: Block): void
}

export interface PoolOptions {
  validate(extrinsic: Uint8Array): Validity
  onError(error: unknown): void
  /** Extrinsics kept at a time. */
  readonly limit?: number
  /** Blocks for which one that was removed is not taken again. */
  readonly banned?: number
  /** Blocks after which nobody is told any more of one that is in a block but not final. */
  readonly patience?: number
}

const DEFAULTS = { limit: 8_192, banned: 300, patience: 512 }

export function createPool(options: PoolOptions): Pool {
  const { validate, onError, limit, banned, patience } = { ...DEFAULTS, ...options }
  const entries = new Map<string, Entry>()
  /** In a block but not final, by hash of the block. */
  const inBlocks = new Map<string, { readonly number: number; readonly entries: readonly Entry[] }>()
  /** Number of the first block after which it is taken again, by hash. */
  const bans = new Map<string, number>()
  let best = 0

  function tell(entry: Entry, status: PoolStatus): void {
    for (const watcher of entry.watchers) {
      try {
        watcher(status)
      } catch (error) {
        onError(error)
      }
    }
  }

  const ofAccount = (account: string) => [...entries.values()].filter((entry) => entry.account === account)

  function end(entry: Entry, status: PoolStatus): void {
    entries.delete(entry.hash)
    tell(entry, status)
    entry.watchers.clear()
  }

  /** What is ready and what waits for an earlier nonce, after anything about the account has changed. */
  function arrange(account: string, accountNonce: number): void {
    let expected = accountNonce
    for (const entry of ofAccount(account).sort((a, b) => a.nonce - b.nonce)) {
      const status = entry.nonce === expected ? 'ready' : 'future'
      if (status === 'ready') expected += 1
      if (status !== entry.status) {
        entry.status = status
        tell(entry, status)
        if (status === 'ready') tell(entry, { broadcast: [] })
      }
    }
  }

  /** Those of accounts that a block has touched, and those whose time is over; nothing has changed for the others. */
  function revalidate(touched: ReadonlySet<string>): void {
    const nonces = new Map<string, number>()
    for (const entry of [...entries.values()]) {
      if (!touched.has(entry.account) && (entry.validUntil ?? Number.POSITIVE_INFINITY) > best) continue
      const validity = validate(entry.bytes)
      if (validity.valid) nonces.set(entry.account, validity.accountNonce)
      else end(entry, 'invalid')
    }
    for (const [account, nonce] of nonces) arrange(account, nonce)
  }

  /** The least urgent gives way to one that is more so. @throws RpcError `immediatelyDropped` */
  function makeRoomFor(priority: bigint): void {
    const least = [...entries.values()].reduce((low, entry) => (entry.priority < low.priority ? entry : low))
    if (least.priority >= priority) throw immediatelyDropped()
    end(least, 'dropped')
  }

  function giveUp(): void {
    for (const [hash, { number, entries: landed }] of inBlocks)
      if (number + patience <= best) {
        inBlocks.delete(hash)
        for (const entry of landed) end(entry, { finalityTimeout: hash })
      }
  }

  /** Whoever signed something in a block: those of the pool by what is known of them, the others by their bytes. */
  function signersOf(block: Block, landed: readonly Entry[]): ReadonlySet<string> {
    if (landed.length + 1 >= block.extrinsics.length) return new Set(landed.map(({ account }) => account))
    return new Set([...entries.values()].map(({ account }) => account))
  }

  return {
    get size() {
      return entries.size
    },
    submit(bytes) {
      const hash = to0x(blake2(bytes))
      if (entries.has(hash)) throw alreadyImported(hash)
      if ((bans.get(hash) ?? 0) > best) throw temporarilyBanned()
      const validity = validate(bytes)
      if (!validity.valid) throw 'reason' in validity ? invalid(validity.reason) : undecodable(validity.undecodable)
      const standing = ofAccount(validity.account).find((entry) => entry.nonce === validity.nonce)
      if (standing !== undefined && validity.priority <= standing.priority)
        throw priorityTooLow(validity.priority, standing.priority)
      if (standing === undefined && entries.size >= limit) makeRoomFor(validity.priority)
      if (standing !== undefined) end(standing, { usurped: hash })
      entries.set(hash, { ...validity, hash, bytes, status: 'future', watchers: new Set() })
      arrange(validity.account, validity.accountNonce)
      return hash
    },
    watch(hash, watcher) {
      const entry = entries.get(hash)
      if (entry === undefined) return () => {}
      entry.watchers.add(watcher)
      watcher(entry.status)
      if (entry.status === 'ready') watcher({ broadcast: [] })
      return () => void entry.watchers.delete(watcher)
    },
    ready() {
      const waiting = [...entries.values()]
        .filter((entry) => entry.status === 'ready')
        .sort((a, b) => a.nonce - b.nonce)
      const queues = new Map<string, Entry[]>()
      for (const entry of waiting) queues.set(entry.account, [...(queues.get(entry.account) ?? []), entry])
      const ordered: Uint8Array[] = []
      while (queues.size > 0) {
        const heads = [...queues.values()].map((queue) => queue[0]!)
        const first = heads.reduce((best, entry) => (entry.priority > best.priority ? entry : best))
        const queue = queues.get(first.account)!
        ordered.push(queue.shift()!.bytes)
        if (queue.length === 0) queues.delete(first.account)
      }
      return ordered
    },
    pending: () => [...entries.values()].filter((entry) => entry.status === 'ready').map((entry) => entry.bytes),
    nextNonce: (account, accountNonce) =>
      accountNonce + ofAccount(account).filter((entry) => entry.status === 'ready').length,
    remove(hash) {
      const entry = entries.get(hash)
      if (entry === undefined) return false
      bans.set(hash, best + banned)
      end(entry, 'invalid')
      return true
    },
    clear() {
      for (const entry of [...entries.values()]) end(entry, 'dropped')
    },
    lose(hashes) {
      for (const hash of hashes ?? [...entries.keys()]) entries.delete(hash)
    },
    included(block) {
      best = block.number
      const landed: Entry[] = []
      for (const bytes of block.extrinsics) {
        const entry = entries.get(to0x(blake2(bytes)))
        if (entry === undefined) continue
        entries.delete(entry.hash)
        landed.push(entry)
        tell(entry, { inBlock: block.hash })
      }
      inBlocks.set(block.hash, { number: block.number, entries: landed })
      for (const [hash, until] of bans) if (until <= best) bans.delete(hash)
      giveUp()
      revalidate(signersOf(block, landed))
    },
    skipped(skipped) {
      for (const { extrinsic, reason } of skipped) {
        const entry = entries.get(to0x(blake2(extrinsic)))
        // One that did not fit into this block fits into the next.
        if (entry !== undefined && reason !== 'ExhaustsResources' && reason !== 'Future') end(entry, 'invalid')
      }
    },
    retracted(block) {
      const landed = inBlocks.get(block.hash)?.entries ?? []
      inBlocks.delete(block.hash)
      for (const entry of landed) {
        entry.status = 'future'
        entries.set(entry.hash, entry)
        tell(entry, { retracted: block.hash })
      }
      revalidate(new Set(landed.map(({ account }) => account)))
    },
    abandoned: (block) => void inBlocks.delete(block.hash),
    finalized(block) {
      for (const entry of inBlocks.get(block.hash)?.entries ?? []) end(entry, { finalized: block.hash })
      inBlocks.delete(block.hash)
    },
  }
}
