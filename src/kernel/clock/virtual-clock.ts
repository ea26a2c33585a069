import type { Clock } from './clock.ts'
import { createTimerQueue } from './timer-queue.ts'

export interface VirtualClock extends Clock {
  /** Moves time forward, running every timer on the way at its own time, and all deferred work in between. */
  advance(milliseconds: number): void
  /** Moves time forward and runs nothing, as a busy machine does: what has become due runs before the next letter. */
  stall(milliseconds: number): void
  /** Runs deferred work, and what it defers, without moving time. */
  flush(): void
}

/** Time that moves only when told: the same calls give the same run. */
export function createVirtualClock(start = 0): VirtualClock {
  const timers = createTimerQueue()
  let deferred: Array<() => void> = []
  let time = start

  function flush(): void {
    while (deferred.length > 0) {
      const batch = deferred
      deferred = []
      for (const callback of batch) callback()
    }
  }

  function runUntil(limit: number): void {
    flush()
    for (let due = timers.next(); due !== undefined && due <= limit; due = timers.next()) {
      time = Math.max(time, due)
      timers.take(time)!()
      flush()
    }
  }

  return {
    now: () => time,
    setTimeout: (callback, delay) => timers.add(time + Math.max(0, delay), callback),
    clearTimeout: (timer) => timers.cancel(timer),
    runDue() {
      for (let callback = timers.take(time); callback !== undefined; callback = timers.take(time)) callback()
    },
    defer: (callback) => void deferred.push(callback),
    flush,
    stall(milliseconds) {
      time += milliseconds
    },
    advance(milliseconds) {
      const target = time + milliseconds
      runUntil(target)
      time = target
    },
  }
}
