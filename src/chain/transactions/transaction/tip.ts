import type { LaneConfig } from '../config.ts'

/** What is paid after this tip was not enough: the same again once the most is reached. Planck. */
export function nextTip(before: bigint, { first, most }: Pick<LaneConfig['tip'], 'first' | 'most'>): bigint {
  const wanted = before === 0n ? first : before * 2n
  return wanted < most ? wanted : most > before ? most : before
}
