/** How often something may still be done for a bucket. */
export interface Allowance {
  /** Takes one, if there is one left. `now`: milliseconds. */
  take(bucketId: bigint, now: number, pace: { readonly perMinute: number; readonly burst: number }): boolean
}

const MINUTE = 60_000

/** Each bucket begins with `burst`, and is given `perMinute` back over a minute. */
export function createAllowance(): Allowance {
  const buckets = new Map<bigint, { readonly count: number; readonly at: number }>()
  return {
    take(bucketId, now, { perMinute, burst }) {
      const before = buckets.get(bucketId) ?? { count: burst, at: now }
      const count = Math.min(burst, before.count + ((now - before.at) * perMinute) / MINUTE)
      const allowed = count >= 1
      buckets.set(bucketId, { count: allowed ? count - 1 : count, at: now })
      return allowed
    },
  }
}
