import type { RateBudget } from '../unit/unit.ts'

export const DEFAULT_RATE = { rate: 10_000, burst: 500, over: 'park', parked: 10_000 } as const

/** How much one emitter may send: a bucket of `burst` tokens that fills by `rate` a second. */
export class TokenBucket {
  readonly over: 'refuse' | 'park'
  /** Letters that may be parked. */
  readonly parked: number
  private readonly perMillisecond: number
  private readonly burst: number
  private tokens: number
  private filled = Number.NEGATIVE_INFINITY

  constructor(budget: RateBudget) {
    const { rate, burst, over, parked } = { ...DEFAULT_RATE, ...budget }
    this.perMillisecond = rate / 1_000
    this.burst = burst
    this.tokens = burst
    this.over = over
    this.parked = parked
  }

  /** Takes one token, if there is one at `now`. */
  take(now: number): boolean {
    if (now > this.filled) {
      this.tokens = Math.min(this.burst, this.tokens + (now - this.filled) * this.perMillisecond)
      this.filled = now
    }
    if (this.tokens < 1) return false
    this.tokens -= 1
    return true
  }

  /** Milliseconds until there is one: whole ones, as the remainder of a division may be too small to move any clock. */
  get wait(): number {
    return Math.max(1, Math.ceil((1 - this.tokens) / this.perMillisecond))
  }
}
