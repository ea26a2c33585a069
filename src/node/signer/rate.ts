import { Refusal } from './refusal.ts'

const MINUTE = 60_000

/** Counts signatures. */
export interface RateLimit {
  /** @throws Refusal `rate-limit` when there were as many within the last minute */
  take(): void
}

/** @param now milliseconds */
export function createRateLimit(perMinute: number, now: () => number): RateLimit {
  let times: number[] = []
  return {
    take() {
      const at = now()
      times = times.filter((time) => time > at - MINUTE)
      if (times.length >= perMinute) throw new Refusal('rate-limit', `${perMinute} signatures within a minute`)
      times.push(at)
    },
  }
}
