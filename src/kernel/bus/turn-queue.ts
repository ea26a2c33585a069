import { NORMAL_RANK, PASSES, PRIORITIES } from '../message/priority.ts'
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
  const classes = Array.from({ length: RANKS * RANKS }, createEntries)
  let size = 0
  let tickets = 0
  let passedOver = 0

  /** The first entry of a class whose worker has not moved on meanwhile. */
  function live(entries: Entries): Entry | undefined {
    for (let entry = entries.first(); entry !== undefined; entry = entries.first()) {
      if (entry.worker.ticket === entry.ticket && entry.worker.turn !== -1) return entry
      entries.shift()
    }
    return undefined
  }

  function select(): { readonly chosen: Entries; readonly oldest: Entries } | undefined {
    let chosen: Entries | undefined
    let oldest: Entries | undefined
    let age = Number.POSITIVE_INFINITY
    for (const entries of classes) {
      const entry = entries.length === 0 ? undefined : live(entries)
      if (entry === undefined) continue
      chosen ??= entries
      if (entry.ticket > age) continue
      age = entry.ticket
      oldest = entries
    }
    if (chosen === undefined || oldest === undefined) return undefined
    return { chosen: passedOver >= PASSES ? oldest : chosen, oldest }
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
    first: () => select()?.chosen.first()?.worker,
    take() {
      const turn = select()
      const worker = turn?.chosen.shift()?.worker
      if (turn === undefined || worker === undefined) return undefined
      passedOver = turn.chosen === turn.oldest ? 0 : passedOver + 1
      worker.turn = -1
      size -= 1
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
