import type { Resources } from '../capacity/resources.ts'
import { KINDS } from '../capacity/resources.ts'
import type { Used } from '../evidence/used.ts'

/** Seconds since 1970. */
interface Span {
  readonly from: number
  readonly to: number
}

/** Kept for longer than a bill can be open. */
const KEPT = 5 * 86_400
/** Reports come every 40 minutes: so long may a node have been up without having said so. */
const UNSAID = 45 * 60
/** As often a core may be lent at the most. */
const LENT = 4n

/** When nodes were up, by what they report to the chain themselves. */
export interface Uptimes {
  /** @param now time on the chain @param uptime for how long the node has been up */
  report(node: number, now: number, uptime: number): void
  /** Reports may have been missed: what was before is not known. */
  lose(): void
  /** Seconds in which the node may have been up; all of them where that is not known. */
  upIn(node: number, span: Span): number
}

export function createUptimes(): Uptimes {
  const spans = new Map<number, Span[]>()
  let since: number | undefined
  return {
    report(node, now, uptime) {
      since ??= now
      const said = { from: now - uptime, to: now }
      const kept = (spans.get(node) ?? []).filter(({ from, to }) => from !== said.from && to > now - KEPT)
      spans.set(node, [...kept, said])
    },
    lose() {
      spans.clear()
      since = undefined
    },
    upIn(node, { from, to }) {
      // Who was up before has said nothing yet.
      if (since === undefined || since > from || to < since + UNSAID) return to - from
      const said = (spans.get(node) ?? []).reduce(
        (sum, span) => sum + Math.max(0, Math.min(to, span.to + UNSAID) - Math.max(from, span.from)),
        0,
      )
      return Math.min(said, to - from)
    },
  }
}

/** Whether a node cannot have been used for so much in so many seconds. */
export function isBeyond(has: Record<keyof Resources, bigint>, seconds: number, used: Used): boolean {
  return KINDS.some((kind) => used[kind] > has[kind] * BigInt(seconds) * (kind === 'cru' ? LENT : 1n))
}
