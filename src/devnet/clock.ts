/** Time as the development chain knows it; milliseconds since 1970 (UTC). */
export interface DevnetClock {
  now(): number
  setTimeout(callback: () => void, delay: number): unknown
  clearTimeout(timer: unknown): void
}

/** The machine's own time. The only raw timers of the development chain. */
export const systemClock: DevnetClock = {
  now: () => Date.now(),
  setTimeout: (callback, delay) => setTimeout(callback, delay),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
}
