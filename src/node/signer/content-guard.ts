import { Refusal } from './refusal.ts'

/** Things of one kind that are remembered; the oldest are forgotten first. */
const KEPT = 10_000

/** Sees that one thing is stated with one content: two signed ones would be two words of one account. */
export interface ContentGuard {
  /** @param name of what it is about, among its kind @throws Refusal `other-content` */
  take(kind: string, name: string, content: string): void
}

/** It forgets with the process. */
export function createContentGuard(kept = KEPT): ContentGuard {
  const kinds = new Map<string, Map<string, string>>()
  return {
    take(kind, name, content) {
      const signed = kinds.get(kind) ?? new Map<string, string>()
      kinds.set(kind, signed)
      const before = signed.get(name)
      if (before !== undefined && before !== content)
        throw new Refusal('other-content', `${kind} of ${name} was signed with another content`)
      signed.set(name, content)
      const [oldest] = signed.keys()
      if (signed.size > kept && oldest !== undefined) signed.delete(oldest)
    },
  }
}
