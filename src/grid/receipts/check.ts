import type { Agreement } from '../chain-state.ts'
import { agreedCost } from '../evidence/agreed-cost.ts'
import type { LeafProof } from '../evidence/evidence.ts'
import { type BillLeaf, leafNode } from '../evidence/leaf.ts'
import { leadsTo } from '../evidence/merkle-sum.ts'
import { exceeds, type Used } from '../evidence/used.ts'
import type { RefusalReason } from './events.ts'

/** A bill as the chain has it. */
export interface ChainBill {
  readonly root: string
  readonly total: bigint
}

/** Why what is billed under an agreement is not as the bill and the agreement say; none where it is. */
export function wrongBy(
  id: bigint,
  { root: hash, total: sum }: ChainBill,
  { terms, maxPerPeriod }: Agreement,
  leaves: readonly LeafProof[],
): RefusalReason | undefined {
  const places = new Set(leaves.map(({ leaf: { deployment, node } }) => `${deployment}/${node}`))
  if (leaves.some(({ leaf, path }) => !leadsTo({ hash, sum }, leafNode(leaf), path))) return 'not-in-bill'
  if (leaves.some(({ leaf }) => leaf.agreement !== id)) return 'of-another-agreement'
  if (places.size < leaves.length) return 'counted-twice'
  if (leaves.some(({ leaf: { used, amount } }) => amount > agreedCost(terms.rates, used))) return 'dearer-than-agreed'
  return sumOf(leaves) > maxPerPeriod ? 'above-the-maximum' : undefined
}

export const sumOf = (leaves: readonly LeafProof[]): bigint => leaves.reduce((sum, { leaf }) => sum + leaf.amount, 0n)

/** @param said what the leaf's node has signed of its deployment */
export function wrongByNode({ used }: BillLeaf, said: Used | undefined): RefusalReason | undefined {
  if (said === undefined) return 'not-used'
  return exceeds(used, said) ? 'more-than-used' : undefined
}
