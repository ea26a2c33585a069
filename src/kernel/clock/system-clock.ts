import type { Clock } from './clock.ts'
import { createTimerQueue } from './timer-queue.ts'

// setTimeout fires at once for longer delays.
const LONGEST_NATIVE_DELAY = 2 ** 31 - 1

/** The machine's own time. It follows the monotonic clock, so a corrected wall clock neither fires nor delays a timer. */
export function createSystemClock(): Clock {
  const timers = createTimerQueue()
  let native: { readonly due: number; readonly handle: NodeJS.Timeout } | undefined

  const origin = performance.timeOrigin
  const now = () => origin + performance.now()

  function arm(): void {
    const due = timers.next()
    if (due === native?.due) return
    if (native !== undefined) clearTimeout(native.handle)
    native = undefined
    if (due === undefined) return
    const delay = Math.min(Math.max(0, Math.ceil(due - now())), LONGEST_NATIVE_DELAY)
    native = { due, handle: setTimeout(fire, delay) }
  }

  function fire(): void {
    native = undefined
    runDue()
    arm()
  }

  function runDue(): void {
    for (let callback = timers.take(now()); callback !== undefined; callback = timers.take(now())) callback()
  }

  return {
    now,
    setTimeout(callback, delay) {
      const timer = timers.add(now() + Math.max(0, delay), callback)
      arm()
      return timer
    },
    clearTimeout(timer) {
      timers.cancel(timer)
      arm()
    },
    // What it takes leaves the native timer behind: that finds nothing to do, and is set anew.
    runDue,
    defer: (callback) => void setImmediate(callback),
  }
}
