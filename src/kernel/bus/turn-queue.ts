import { NORMAL_RANK, PRIORITIES, TURNS_PER_ELDER } from '../message/priority.ts'
import type { Worker } from './worker.ts'

/**
 * Who is next: by the priority of the letter it would handle, then by its own, then by age. Every eighth turn goes by age
 * alone, so that whoever waits has its turn, whatever the others do.
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
  const classes = Array.from({ length: RANKS * RANKS }, createEntries)
  let size = 0
  let tickets = 0
  let taken = 0

  /** The first entry of a class whose worker has not moved on meanwhile. */
  function live(entries: Entries): Entry | undefined {
    for (let entry = entries.first(); entry !== undefined; entry = entries.first()) {
      if (entry.worker.ticket === entry.ticket && entry.worker.turn !== -1) return entry
      entries.shift()
    }
    return undefined
  }

  function select(): Entries | undefined {
    const elder = taken % TURNS_PER_ELDER === TURNS_PER_ELDER - 1
    let chosen: Entries | undefined
    let oldest = Number.POSITIVE_INFINITY
    for (const entries of classes) {
      const entry = entries.length === 0 ? undefined : live(entries)
      if (entry === undefined) continue
      if (!elder) return entries
      if (entry.ticket < oldest) {
        oldest = entry.ticket
        chosen = entries
      }
    }
    return chosen
  }

  return {
    get size() {
      return size
    },
    add(worker) {
      const turn = (worker.next?.rank ?? NORMAL_RANK) * RANKS + worker.rank
      if (worker.turn !== -1) {
        if (turn >= worker.turn) return
      } else size += 1
      worker.turn = turn
      worker.ticket = ++tickets
      classes[turn]!.push({ worker, ticket: worker.ticket })
    },
    first: () => select()?.first()?.worker,
    take() {
      const worker = select()?.shift()?.worker
      if (worker === undefined) return undefined
      worker.turn = -1
      size -= 1
      taken += 1
      return worker
    },
  }
}

interface Entries {
  readonly length: number
  first(): Entry | undefined
  push(entry: Entry): void
  shift(): Entry | undefined
}

function createEntries(): Entries {
  let items: Entry[] = []
  let head = 0
  return {
    get length() {
      return items.length - head
    },
    first: () => items[head],
    push: (entry) => void items.push(entry),
    shift() {
      const entry = items[head]
      head += 1
      if (head >= items.length) {
        items = []
        head = 0
      } else if (head > 1_024 && head * 2 > items.length) {
        items = items.slice(head)
        head = 0
      }
      return entry
    },
  }
}
