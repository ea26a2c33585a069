import { createTimerQueue } from '../../../src/kernel/clock/timer-queue.ts'
import type { Clock } from '../../../src/kernel/index.ts'

/** One system's part of the time: once it is dead nothing of it ever runs again, and it can say no goodbye. */
export interface Life {
  readonly clock: Clock
  readonly isAlive: boolean
  /** What others have of it and let go of at its death: connections. */
  onDeath(release: () => void): void
  kill(): void
  /** In the middle of its work: after so many more turns. */
  killAfter(turns: number): void
}

/** Time that moves only when nobody has anything left to do: the same run each time, however fast the machine is. */
export interface World {
  /** Of those who do not die: the chain, the network, the users. */
  readonly clock: Clock
  now(): number
  live(): Life
  sleep(milliseconds: number): Promise<void>
  /** Runs all that is due up to a time, each at its own. @throws what `fail` was given */
  runUntil(time: number): Promise<void>
  /** Ends the run. */
  fail(error: unknown): void
}

/** The loop has run everything that was ready, promises included. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

export function createWorld(start: number): World {
  const timers = createTimerQueue()
  let time = start
  let deferred: Array<() => void> = []
  const failures: unknown[] = []

  async function settle(): Promise<void> {
    do {
      while (deferred.length > 0) {
        const batch = deferred
        deferred = []
        for (const callback of batch) callback()
      }
      await turn()
    } while (deferred.length > 0)
  }

  const clock: Clock = {
    now: () => time,
    setTimeout: (callback, delay) => timers.add(time + Math.max(0, delay), callback),
    clearTimeout: (timer) => timers.cancel(timer),
    // Time does not pass while somebody works: no queue can starve a timer.
    runDue: () => {},
    defer: (callback) => void deferred.push(callback),
  }

  function live(): Life {
    const releases: Array<() => void> = []
    let isAlive = true
    let left = Number.POSITIVE_INFINITY
    function kill(): void {
      if (!isAlive) return
      isAlive = false
      for (const release of releases) release()
    }
    const whileAlive = (callback: () => void) => () => {
      if (!isAlive) return
      left -= 1
      if (left < 0) kill()
      else callback()
    }
    return {
      clock: {
        ...clock,
        setTimeout: (callback, delay) => clock.setTimeout(whileAlive(callback), delay),
        defer: (callback) => clock.defer(whileAlive(callback)),
      },
      get isAlive() {
        return isAlive
      },
      onDeath: (release) => void releases.push(release),
      kill,
      killAfter: (turns) => {
        left = turns
      },
    }
  }

  return {
    clock,
    now: () => time,
    live,
    sleep: (milliseconds) => new Promise((resolve) => clock.setTimeout(resolve, milliseconds)),
    async runUntil(until) {
      await settle()
      for (let due = timers.next(); due !== undefined && due <= until; due = timers.next()) {
        if (failures.length > 0) throw failures[0]
        time = Math.max(time, due)
        timers.take(time)!()
        await settle()
      }
      time = until
      if (failures.length > 0) throw failures[0]
    },
    fail: (error) => void failures.push(error),
  }
}
