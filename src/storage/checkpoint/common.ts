import type { Commitment } from '../store/types.ts'

/** Number behind the last leaf. */
export const endOf = ({ startSeq, leafCount }: Pick<Commitment, 'startSeq' | 'leafCount'>): bigint =>
  startSeq + leafCount

/**
 * What to propose after peers have answered that they hold something else: the latest commitment that at least `wanted` of them
 * can sign. Each holds what it has named and whatever came before; undefined when too few have named one that we know.
 *
 * @param named of each peer the commitment it has named, of those in our own history
 */
export function latestCommon(named: readonly Commitment[], wanted: number): Commitment | undefined {
  const latestFirst = [...named].sort((one, other) => Number(endOf(other) - endOf(one)))
  return wanted === 0 ? undefined : latestFirst[wanted - 1]
}
