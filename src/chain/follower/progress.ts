/** How a catch-up gets on. */
export interface Progress {
  /** The last block delivered, and the one to catch up with. */
  readonly number: number
  readonly target: number
  /** Blocks delivered a second, of late. */
  readonly perSecond: number
  /** Seconds until it is there, if it goes on like this. */
  readonly remaining: number
}

/** Milliseconds between two reports. */
const EVERY = 2_000

/** Tells now and then how a catch-up gets on: undefined when it is not time for it. */
export function createProgressMeter(now: () => number): (number: number, target: number) => Progress | undefined {
  let last: { readonly at: number; readonly number: number } | undefined
  return (number, target) => {
    const at = now()
    if (last === undefined || number < last.number) {
      last = { at, number }
      return undefined
    }
    if (at - last.at < EVERY) return undefined
    const perSecond = ((number - last.number) * 1_000) / (at - last.at)
    last = { at, number }
    return {
      number,
      target,
      perSecond,
      remaining: perSecond === 0 ? Number.POSITIVE_INFINITY : (target - number) / perSecond,
    }
  }
}
