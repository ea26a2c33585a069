import { Observable } from 'rxjs'
import { z } from 'zod'
import type { Clock } from '../../kernel/index.ts'
import type { Connection } from '../connection/link.ts'
import { ChainError } from '../errors.ts'
import { fetchBlock, hashesOf } from './fetch.ts'
import type { Cursor, FollowedBlock } from './followed-block.ts'

export type FollowEvent =
  | { readonly type: 'follower.Block'; readonly block: FollowedBlock }
  | { readonly type: 'follower.Head'; readonly number: number }
  | { readonly type: 'follower.CaughtUp'; readonly number: number }
  | { readonly type: 'follower.Behind' }

export interface FollowOptions {
  /** Blocks fetched at a time. */
  readonly window: number
  /** Without a finalized head for so long the session is given up, milliseconds. */
  readonly stallAfter: number
}

const header = z.object({ number: z.string().regex(/^0x[0-9a-f]+$/i) })
const numberOf = (raw: unknown): number => Number.parseInt(header.parse(raw).number, 16)

/**
 * Every finalized block after the cursor, in order; without a cursor, from the finalized head on. A notification only says how
 * far there is to go: the blocks themselves are asked for by number and linked by their hashes, so none that a node skips,
 * repeats or delivers late is lost.
 *
 * @throws ChainError on the stream when the session is lost, stalls, or shows another history than the cursor's.
 */
export function follow(
  connection: Connection,
  start: Cursor | null,
  options: FollowOptions,
  clock: Clock,
): Observable<FollowEvent> {
  return new Observable((subscriber) => {
    const { session } = connection
    let cursor = start
    let target = -1
    let fetching = false
    let live = false
    let watchdog = clock.setTimeout(stalled, options.stallAfter)

    function stalled(): void {
      const milliseconds = options.stallAfter
      subscriber.error(new ChainError({ code: 'stalled', milliseconds }, `no finalized block for ${milliseconds} ms`))
    }

    function aim(number: number): void {
      clock.clearTimeout(watchdog)
      watchdog = clock.setTimeout(stalled, options.stallAfter)
      // A node that lags behind the one before it goes back; what is final stays final.
      if (number > target) target = number
      advance().catch((error: unknown) => subscriber.error(error))
    }

    async function advance(): Promise<void> {
      if (fetching) return
      fetching = true
      try {
        if (cursor === null) cursor = await beforeHead(connection, target)
        else if (start !== null && cursor === start && !live) await checkHistory(connection, start, target)
        while (!subscriber.closed && cursor.number < target) cursor = await deliverWindow(cursor)
        if (!live && cursor.number >= target) {
          live = true
          subscriber.next({ type: 'follower.CaughtUp', number: cursor.number })
        }
      } finally {
        fetching = false
      }
    }

    async function deliverWindow(from: Cursor): Promise<Cursor> {
      const last = Math.min(target, from.number + options.window)
      if (live && last - from.number > 1) {
        live = false
        subscriber.next({ type: 'follower.Behind' })
      }
      const hashes = await hashesOf(session, from.number + 1, last)
      const blocks = hashes.map((hash, offset) => fetchBlock(connection, from.number + 1 + offset, hash))
      // All are awaited even when one fails, so that no rejection goes unheard.
      for (const settled of await Promise.allSettled(blocks)) if (settled.status === 'rejected') throw settled.reason
      let previous = from
      for (const block of await Promise.all(blocks)) {
        if (subscriber.closed) return previous
        if (block.parentHash !== previous.hash) throw brokenLink(block, previous)
        subscriber.next({ type: 'follower.Block', block })
        previous = block
      }
      return previous
    }

    const finalized = session
      .subscribe('chain_subscribeFinalizedHeads', 'chain_unsubscribeFinalizedHeads', [])
      .subscribe({ next: (raw) => guarded(() => aim(numberOf(raw))), error: (error) => subscriber.error(error) })
    const best = session.subscribe('chain_subscribeNewHeads', 'chain_unsubscribeNewHeads', []).subscribe({
      next: (raw) => guarded(() => subscriber.next({ type: 'follower.Head', number: numberOf(raw) })),
      error: (error) => subscriber.error(error),
    })

    function guarded(work: () => void): void {
      try {
        work()
      } catch (cause) {
        const reason = 'a head without a block number'
        subscriber.error(
          new ChainError({ code: 'malformed-reply', method: 'chain_subscribeFinalizedHeads', reason }, reason, {
            cause,
          }),
        )
      }
    }

    return () => {
      clock.clearTimeout(watchdog)
      finalized.unsubscribe()
      best.unsubscribe()
    }
  })
}

/** A first start delivers the finalized head itself: consumers read their state there. */
async function beforeHead({ session }: Connection, head: number): Promise<Cursor> {
  const number = Math.max(head - 1, 0)
  const [hash] = await hashesOf(session, number, number)
  return { number, hash: hash! }
}

async function checkHistory({ session }: Connection, { number, hash }: Cursor, target: number): Promise<void> {
  // A node that is still behind us is waited for: it has nothing yet to compare.
  if (number > target) return
  const [found] = await hashesOf(session, number, number)
  if (found === hash) return
  throw new ChainError(
    { code: 'different-history', number, expected: hash, found: found! },
    `${session.endpoint} has another block ${number} than the one followed so far (${found} instead of ${hash})`,
  )
}

function brokenLink({ number, parentHash }: FollowedBlock, previous: Cursor): ChainError {
  return new ChainError(
    { code: 'broken-link', number, parent: parentHash, expected: previous.hash },
    `block ${number} has parent ${parentHash}, not ${previous.hash}`,
  )
}
