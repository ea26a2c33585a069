import type { Random } from './random.ts'

/** From 2^16 on it does not grow: whatever the least is, that is longer than anybody waits. */
const DOUBLINGS = 16

/**
 * How long to wait before another attempt, in the unit of its bounds: twice as long each time, and between half and all of it, so
 * that those which failed together do not come back together.
 *
 * @param doublings attempts that count, from 0 on
 */
export const backoff = (
  { min, max }: { readonly min: number; readonly max: number },
  doublings: number,
  random: Random,
): number => Math.min(max, min * 2 ** Math.min(doublings, DOUBLINGS)) * (0.5 + random() / 2)
