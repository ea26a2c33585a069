import type { Clock } from '../../../src/kernel/index.ts'
import { createVirtualClock } from '../../../src/kernel/index.ts'

/** Virtual time for many systems at once. What is due at one moment is handled with all that follows before the next. */
export interface SharedTime {
  now(): number
  /** The time as one of those sees it who live by it: nothing of it happens any more once it is dead. */
  clockFor(life: { readonly isDead: boolean }): Clock
  at(delay: number, callback: () => void): void
  /** Until it holds, or for so long. @returns whether it holds */
  until(holds: () => boolean, atMost: number): Promise<boolean>
}

const nextLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export function createSharedTime(start = 0): SharedTime {
  const clock = createVirtualClock(start)
  /** Due times of what is to come, each once, the earliest last. */
  const due: number[] = []
  let deferred = 0

  function note(time: number): void {
    let at = due.length
    while (at > 0 && due[at - 1]! < time) at -= 1
    if (due[at - 1] !== time && due[at] !== time) due.splice(at, 0, time)
  }

  async function settle(): Promise<void> {
    do {
      deferred = 0
      clock.flush()
      await nextLoop()
    } while (deferred > 0)
  }

  const at = (delay: number, callback: () => void) => {
    note(clock.now() + Math.max(0, delay))
    return clock.setTimeout(callback, delay)
  }

  return {
    now: () => clock.now(),
    at: (delay, callback) => void at(delay, callback),
    clockFor: (life) => ({
      ...clock,
      setTimeout: (callback, delay) => at(delay, () => (life.isDead ? undefined : callback())),
      defer(callback) {
        deferred += 1
        clock.defer(() => (life.isDead ? undefined : callback()))
      },
    }),
    async until(holds, atMost) {
      const end = clock.now() + atMost
      await settle()
      while (!holds()) {
        const next = due.pop()
        if (next === undefined || next > end) {
          if (next !== undefined) due.push(next)
          clock.advance(end - clock.now())
          await settle()
          return holds()
        }
        clock.advance(Math.max(0, next - clock.now()))
        await settle()
      }
      return true
    },
  }
}
