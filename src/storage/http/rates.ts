/** Whether somebody may do one thing more now, and if not, in how many seconds. */
export type Turn = { readonly ok: true } | { readonly ok: false; readonly after: number }

export interface TokenBuckets {
  take(who: string): Turn
}

interface Bucket {
  tokens: number
  at: number
}

/** A token bucket for each of the last `most` who came. */
export function createTokenBuckets(
  { perSecond, burst }: { readonly perSecond: number; readonly burst: number },
  most: number,
  now: () => number,
): TokenBuckets {
  const buckets = new Map<string, Bucket>()

  return {
    take(who) {
      const time = now()
      const bucket = buckets.get(who) ?? { tokens: burst, at: time }
      bucket.tokens = Math.min(burst, bucket.tokens + ((time - bucket.at) / 1_000) * perSecond)
      bucket.at = time
      buckets.delete(who)
      buckets.set(who, bucket)
      if (buckets.size > most) buckets.delete(buckets.keys().next().value!)
      if (bucket.tokens < 1) return { ok: false, after: Math.ceil((1 - bucket.tokens) / perSecond) }
      bucket.tokens -= 1
      return { ok: true }
    },
  }
}
