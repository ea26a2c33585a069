/** Opaque handle of a timer. */
export type TimerId = { readonly due: number }

/**
 * All the time the kernel knows. Also fits XState's `clock` option, so that `after` transitions obey the same time.
 * Times are milliseconds since 1970 (UTC).
 */
export interface Clock {
  now(): number
  setTimeout(callback: () => void, delay: number): TimerId
  clearTimeout(timer: TimerId): void
  /** Runs the timers that are due; the pump calls it between any two handlers so that no queue starves a timer. */
  runDue(): void
  /** Calls back once the event loop has served everybody else. */
  defer(callback: () => void): void
}
