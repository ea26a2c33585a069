/** How much may be done: tokens that come back with time. */
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

/** One for each twin; of those that came last. */
export interface TwinAllowances {
  take(twinId: number): boolean
}

const MOST_TWINS = 10_000

export function twinAllowances(options: AllowanceOptions, now: () => number): TwinAllowances {
  const allowances = new Map<number, Allowance>()

  return {
    take(twinId) {
      const allowance = allowances.get(twinId) ?? createAllowance(options, now)
      allowances.delete(twinId)
      allowances.set(twinId, allowance)
      if (allowances.size > MOST_TWINS) allowances.delete(allowances.keys().next().value!)
      return allowance.take(1)
    },
  }
}
