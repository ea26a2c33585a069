import { Observable } from 'rxjs'
import type { Clock } from '../../kernel/index.ts'
import type { Connection } from '../connection/link.ts'
import { ChainError, isPruned } from '../errors.ts'
import { blockHeader, numberOfHeader, readHead } from '../runtime/header.ts'
import type { Cursor, FollowedBlock } from './followed-block.ts'
import { beforeHead, checkHistory } from './history.ts'
import { createProgressMeter, type Progress } from './progress.ts'
import { fetchWindow } from './window.ts'

export type FollowEvent =
  | { readonly type: 'follower.Block'; readonly block: FollowedBlock }
  | { readonly type: 'follower.Head'; readonly head: Cursor & { readonly parentHash: string } }
  | { readonly type: 'follower.CaughtUp'; readonly number: number }
  | { readonly type: 'follower.Behind' }
  | { readonly type: 'follower.Progress'; readonly progress: Progress }
  | { readonly type: 'follower.Skipped'; readonly from: number; readonly to: number; readonly reason: string }

export interface FollowOptions {
  /** Blocks fetched at a time, at most. */
  readonly window: number
  /** Without a finalized head for so long the session is given up, milliseconds. */
  readonly stallAfter: number
  /** While it catches up it waits when so many blocks are unsettled, */
  readonly maxUnsettled: number
  /** but no longer than this, milliseconds: one consumer that is stuck does not hold up the others. */
  readonly patience: number
}

export interface FollowTools {
  readonly clock: Clock
  /** Resolves when fewer blocks than this are unsettled. */
  room(limit: number): Promise<void>
  /** Resolves when whoever is asked to has confirmed the block. @throws ChainError */
  confirm(block: Cursor): Promise<void>
}

/** Blocks fetched at a time when a session begins. */
const FIRST_WINDOW = 4

/**
 * Every finalized block after the cursor, in order; without a cursor, from the finalized head on. A notification only says how
 * far there is to go: the blocks themselves are asked for by number and linked by their hashes, so none that a node skips,
 * repeats or delivers late is lost. Blocks whose state nobody has any more are passed over, and said to be.
 *
 * @throws ChainError on the stream when the session is lost, stalls, or shows another history than the cursor's or a witness's.
 */
export function follow(
  connection: Connection,
  start: Cursor | null,
  options: FollowOptions,
  { clock, room, confirm }: FollowTools,
): Observable<FollowEvent> {
  return new Observable((subscriber) => {
    const { session } = connection
    const measure = createProgressMeter(() => clock.now())
    let cursor = start
    let target = -1
    let fetching = false
    let live = false
    // It doubles with each that arrives whole: on sessions that are always cut short, one of full size never would.
    let window = Math.min(FIRST_WINDOW, options.window)
    let watchdog = clock.setTimeout(stalled, options.stallAfter)

    function stalled(): void {
      const milliseconds = options.stallAfter
      subscriber.error(
        new ChainError({ code: 'stalled', milliseconds }, `no new finalized block for ${milliseconds} ms`),
      )
    }

    function aim(number: number): void {
      // A node that lags behind the one before it goes back; what is final stays final. One that does nothing else is as good as silent.
      if (number > Math.max(target, cursor?.number ?? -1)) {
        clock.clearTimeout(watchdog)
        watchdog = clock.setTimeout(stalled, options.stallAfter)
      }
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
      const last = Math.min(target, from.number + window)
      if (live && last - from.number > 1) {
        live = false
        subscriber.next({ type: 'follower.Behind' })
      }
      if (!live) await pace()
      const blocks = await fetchWindow(connection, from, last).catch((error: unknown) => {
        if (isPruned(error) && from.number + 1 < target) return error as ChainError
        throw error
      })
      if (blocks instanceof ChainError) return skip(from, blocks)
      await confirm(blocks.at(-1)!)
      let delivered = from
      for (const block of blocks) {
        // Between two blocks consumers have their turn: what waited for them in great numbers would cost more than its handling.
        if (delivered !== from) await turn()
        if (subscriber.closed) return delivered
        subscriber.next({ type: 'follower.Block', block })
        delivered = block
      }
      window = Math.min(window * 2, options.window)
      const progress = live ? undefined : measure(delivered.number, target)
      if (progress !== undefined) subscriber.next({ type: 'follower.Progress', progress })
      return delivered
    }

    async function skip(from: Cursor, { message }: ChainError): Promise<Cursor> {
      const next = await beforeHead(connection, target)
      subscriber.next({ type: 'follower.Skipped', from: from.number + 1, to: next.number, reason: message })
      return next
    }

    const turn = () => new Promise<void>((resolve) => clock.defer(resolve))

    async function pace(): Promise<void> {
      const patience = Promise.withResolvers<void>()
      const timer = clock.setTimeout(patience.resolve, options.patience)
      await Promise.race([room(options.maxUnsettled), patience.promise])
      clock.clearTimeout(timer)
    }

    const finalized = session
      .subscribe('chain_subscribeFinalizedHeads', 'chain_unsubscribeFinalizedHeads', [])
      .subscribe({
        next: (raw) => guarded(() => aim(numberOfHeader(blockHeader.parse(raw)))),
        error: (error) => subscriber.error(error),
      })
    const best = session.subscribe('chain_subscribeNewHeads', 'chain_unsubscribeNewHeads', []).subscribe({
      next: (raw) => guarded(() => subscriber.next({ type: 'follower.Head', head: readHead(raw) })),
      error: (error) => subscriber.error(error),
    })

    function guarded(work: () => void): void {
      try {
        work()
      } catch (cause) {
        const reason = 'a head that is no header'
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
