import type { TimerId } from './clock.ts'

interface Timer extends TimerId {
  readonly order: number
  readonly callback: () => void
  /** Its place in the heap; -1 once it is taken or cancelled. */
  place: number
}

/** Pending timers ordered by due time, equal ones by the order in which they were set. A binary heap. */
export interface TimerQueue {
  add(due: number, callback: () => void): TimerId
  cancel(timer: TimerId): void
  /** Due time of the earliest pending timer. */
  next(): number | undefined
  /** Removes and returns the earliest callback due at `now`. */
  take(now: number): (() => void) | undefined
}

export function createTimerQueue(): TimerQueue {
  const heap: Timer[] = []
  let added = 0

  const before = (a: Timer, b: Timer) => a.due < b.due || (a.due === b.due && a.order < b.order)

  function put(timer: Timer, place: number): void {
    heap[place] = timer
    timer.place = place
  }

  /** Puts a timer at this place, or as far above it as it belongs. */
  function siftUp(timer: Timer, from: number): void {
    let place = from
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!before(timer, heap[parent]!)) break
      put(heap[parent]!, place)
      place = parent
    }
    put(timer, place)
  }

  /** Puts a timer at this place, or as far below it as it belongs. */
  function siftDown(timer: Timer, from: number): void {
    let place = from
    for (;;) {
      const [left, right] = [heap[2 * place + 1], heap[2 * place + 2]]
      const child = left !== undefined && right !== undefined && before(right, left) ? right : left
      if (child === undefined || !before(child, timer)) break
      const below = child.place
      put(child, place)
      place = below
    }
    put(timer, place)
  }

  function remove(timer: Timer): void {
    const { place } = timer
    timer.place = -1
    const last = heap.pop()!
    if (last === timer) return
    siftDown(last, place)
    siftUp(last, last.place)
  }

  return {
    add(due, callback) {
      const timer: Timer = { due, order: added++, callback, place: -1 }
      siftUp(timer, heap.length)
      return timer
    },
    cancel(id) {
      const timer = id as Timer
      if (timer.place !== -1) remove(timer)
    },
    next: () => heap[0]?.due,
    take(now) {
      const first = heap[0]
      if (first === undefined || first.due > now) return undefined
      remove(first)
      return first.callback
    },
  }
}
