import { randomInt } from 'node:crypto'

/** Numbers in [0, 1). */
export type Random = () => number

/** A seeded generator (mulberry32): the same seed gives the same numbers. Not for secrets. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A seed nobody chose. */
export const freshSeed = (): number => randomInt(2 ** 32)
