import { Refusal } from './refusal.ts'

/** Windows remembered; the oldest are forgotten first. */
const KEPT = 10_000

/** Sees that one window of a bucket has one content: two signed ones would be two words of one provider. */
export interface WindowGuard {
  /** @throws Refusal `other-content` */
  take(bucketId: bigint, window: bigint, content: string): void
}

/** It forgets with the process. */
export function createWindowGuard(kept = KEPT): WindowGuard {
  const signed = new Map<string, string>()
  return {
    take(bucketId, window, content) {
      const name = `${bucketId}/${window}`
      const before = signed.get(name)
      if (before !== undefined && before !== content)
        throw new Refusal('other-content', `window ${window} of bucket ${bucketId} was signed with another content`)
      signed.set(name, content)
      const [oldest] = signed.keys()
      if (signed.size > kept && oldest !== undefined) signed.delete(oldest)
    },
  }
}
