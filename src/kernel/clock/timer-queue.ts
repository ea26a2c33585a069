import type { TimerId } from './clock.ts'

interface Timer extends TimerId {
  readonly order: number
  callback: (() => void) | undefined
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
  let cancelled = 0

  const before = (a: Timer, b: Timer) => a.due < b.due || (a.due === b.due && a.order < b.order)

  function siftUp(index: number): void {
    const timer = heap[index]!
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!before(timer, heap[parent]!)) break
      heap[index] = heap[parent]!
      index = parent
    }
    heap[index] = timer
  }

  function siftDown(index: number): void {
    const timer = heap[index]!
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1
      if (!before(heap[child]!, timer)) break
      heap[index] = heap[child]!
      index = child
    }
    heap[index] = timer
  }

  function removeFirst(): void {
    const last = heap.pop()!
    if (heap.length > 0) {
      heap[0] = last
      siftDown(0)
    }
  }

  // A cancelled timer stays in the heap until it is earliest, or until most of the heap is cancelled.
  function dropCancelled(): void {
    while (heap.length > 0 && heap[0]!.callback === undefined) {
      removeFirst()
      cancelled -= 1
    }
  }

  function compact(): void {
    const live = heap.filter((timer) => timer.callback !== undefined)
    heap.length = 0
    cancelled = 0
    for (const timer of live) {
      heap.push(timer)
      siftUp(heap.length - 1)
    }
  }

  return {
    add(due, callback) {
      const timer: Timer = { due, order: added++, callback }
      heap.push(timer)
      siftUp(heap.length - 1)
      return timer
    },
    cancel(id) {
      const timer = id as Timer
      if (timer.callback === undefined) return
      timer.callback = undefined
      cancelled += 1
      if (cancelled > 64 && cancelled * 2 > heap.length) compact()
    },
    next() {
      dropCancelled()
      return heap[0]?.due
    },
    take(now) {
      dropCancelled()
      const timer = heap[0]
      if (timer === undefined || timer.due > now) return undefined
      removeFirst()
      const callback = timer.callback
      timer.callback = undefined
      return callback
    },
  }
}
