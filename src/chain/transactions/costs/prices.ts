import type { Price } from './chain.ts'

/** When a price is asked for: as of a block, by the runtime in force. */
export interface Moment {
  readonly block: number
  readonly specVersion: number
}

/** What extrinsics of one likeness have cost, so that the chain need not be asked about each. */
export interface Prices {
  /** The dearest of this likeness; undefined when the chain is to be asked, at first and now and then. */
  seen(likeness: string, moment: Moment): Price | undefined
  /** Notes what the chain has said. */
  note(likeness: string, price: Price, moment: Moment): void
  /** Notes what was paid in the end, where that is more. Planck, without the tip. */
  paid(likeness: string, fee: bigint): void
}

/** Blocks for which it is believed: what computation costs changes with how full blocks are. */
const BELIEVED = 128
/** Likenesses remembered. */
const REMEMBERED = 256

interface Seen extends Price {
  readonly since: Moment
}

export function createPrices(): Prices {
  const known = new Map<string, Seen>()

  function seen(likeness: string, { block, specVersion }: Moment): Seen | undefined {
    const found = known.get(likeness)
    const isFresh = found?.since.specVersion === specVersion && block - found.since.block < BELIEVED
    return isFresh ? found : undefined
  }

  return {
    seen,
    note(likeness, { fee, weight }, moment) {
      // One that was asked about because there was little room may be among the cheap ones.
      const before = seen(likeness, moment) ?? { fee, weight, since: moment }
      known.delete(likeness)
      known.set(likeness, { fee: most(fee, before.fee), weight: most(weight, before.weight), since: before.since })
      if (known.size > REMEMBERED) known.delete(known.keys().next().value!)
    },
    paid(likeness, fee) {
      const before = known.get(likeness)
      if (before !== undefined) known.set(likeness, { ...before, fee: most(fee, before.fee) })
    },
  }
}

const most = (a: bigint, b: bigint): bigint => (a > b ? a : b)
