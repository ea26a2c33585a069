import type { DevnetClock } from './clock.ts'

/** Calls `produce` every `interval` milliseconds, counted from the start so that late calls do not add up. */
export function produceEvery(interval: number, produce: () => void, clock: DevnetClock): () => void {
  const began = clock.now()
  let made = 0
  const next = () => {
    // After a long pause the missed ones are left out rather than made in a burst.
    made = Math.max(made + 1, Math.floor((clock.now() - began) / interval))
    produce()
    timer = clock.setTimeout(next, Math.max(0, began + (made + 1) * interval - clock.now()))
  }
  let timer = clock.setTimeout(next, interval)
  return () => clock.clearTimeout(timer)
}
