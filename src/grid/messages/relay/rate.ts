/** How much one connection may send: tokens that come back with time. */
export interface Allowance {
  /** @returns false when it was too much */
  take(amount: number): boolean
}

export interface AllowanceOptions {
  readonly perSecond: number
  readonly burst: number
}

export function createAllowance({ perSecond, burst }: AllowanceOptions, now: () => number): Allowance {
  let tokens = burst
  let at = now()

  return {
    take(amount) {
      const time = now()
      tokens = Math.min(burst, tokens + ((time - at) / 1_000) * perSecond)
      at = time
      if (tokens < amount) return false
      tokens -= amount
      return true
    },
  }
}
