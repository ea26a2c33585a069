import { NORMAL_RANK, PASSES, PRIORITIES } from '../message/priority.ts'
import { Fifo } from './fifo.ts'
import type { Worker } from './worker.ts'

/**
 * Who is next: by the priority of the letter it would handle, then by its own, then by age. Who has waited longest is passed
 * over eight times at most, so that everybody has a turn, whatever the others do.
 */
export interface TurnQueue {
  readonly size: number
  /** Queues a worker, or moves it up when its next letter is more urgent than the one it was queued for. */
  add(worker: Worker): void
  /** Whose turn it is. */
  first(): Worker | undefined
  take(): Worker | undefined
}

interface Entry {
  readonly worker: Worker
  readonly ticket: number
}

const RANKS = PRIORITIES.length

export function createTurnQueue(): TurnQueue {
  const classes = Array.from({ length: RANKS * RANKS }, () => new Fifo<Entry>())
  let size = 0
  let tickets = 0
  let passedOver = 0

  /** The first entry of a class whose worker has not moved on meanwhile. */
  function live(entries: Fifo<Entry>): Entry | undefined {
    for (let entry = entries.first; entry !== undefined; entry = entries.first) {
      if (entry.worker.ticket === entry.ticket) return entry
      entries.shift()
    }
    return undefined
  }

  /** Whose turn it is, and whether others have waited longer. */
  function select(): { readonly entry: Entry; readonly passesOver: boolean } | undefined {
    let urgent: Entry | undefined
    let oldest: Entry | undefined
    for (const entries of classes) {
      const entry = live(entries)
      if (entry === undefined) continue
      urgent ??= entry
      if (oldest === undefined || entry.ticket < oldest.ticket) oldest = entry
    }
    const entry = passedOver >= PASSES ? oldest : urgent
    return entry && { entry, passesOver: entry !== oldest }
  }

  return {
    get size() {
      return size
    },
    add(worker) {
      const turn = (worker.next?.rank ?? NORMAL_RANK) * RANKS + worker.rank
      if (worker.turn === -1) size += 1
      else if (turn >= worker.turn) return
      worker.turn = turn
      worker.ticket = ++tickets
      classes[turn]!.push({ worker, ticket: worker.ticket })
    },
    first: () => select()?.entry.worker,
    take() {
      const selected = select()
      if (selected === undefined) return undefined
      const { worker } = selected.entry
      passedOver = selected.passesOver ? passedOver + 1 : 0
      worker.turn = -1
      // What it was queued for is over.
      worker.ticket = 0
      size -= 1
      return worker
    },
  }
}
