import { isInForce } from '../chain-state.ts'
import { agreedCost } from '../evidence/agreed-cost.ts'
import type { Evidence, LeafProof } from '../evidence/evidence.ts'
import type { BillLeaf } from '../evidence/leaf.ts'
import { placeOf } from '../evidence/merkle-sum.ts'
import type { Finding } from './finding.ts'
import type { ChainView } from './read.ts'

/** The most leaves that the chain looks at together. */
export const MOST_SHOWN = 16

/** What is shown to the chain, and why, for people. */
export interface Falsehood {
  readonly reason: string
  readonly evidence: Evidence
}

/** Why no honest bill of this farm and period has such a leaf, by what the chain itself knows; none where it may. */
export async function impossible(
  view: ChainView,
  farmId: number,
  period: number,
  leaf: BillLeaf,
): Promise<string | undefined> {
  const agreement = await view.agreement(leaf.agreement)
  if (agreement === null) return 'no-such-agreement'
  if (agreement.farmId !== farmId) return 'of-another-farm'
  if (!isInForce(agreement, period)) return 'outside-the-agreement'
  if (agreement.maxPerPeriod * BigInt(period - agreement.since + 1) > agreement.deposit) return 'not-paid-in'
  if (leaf.node < 1 || leaf.node > (await view.lastNode())) return 'no-such-node'
  if (leaf.amount > agreement.maxPerPeriod) return 'above-the-maximum'
  if (leaf.amount > agreedCost(agreement.terms.rates, leaf.used)) return 'dearer-than-agreed'
  return undefined
}

/** Leaves of one agreement that are each possible, and not together; a doubt where that takes more of them than the chain looks at. */
export async function impossibleTogether(view: ChainView, proofs: readonly LeafProof[]): Promise<Finding[]> {
  const distinct = [...new Map(proofs.map((proof) => [placeOf(proof.path), proof])).values()]
  const first = new Map<string, LeafProof>()
  for (const proof of distinct) {
    const { deployment, node } = proof.leaf
    const other = first.get(`${deployment}/${node}`)
    if (other) return [{ kind: 'falsehood', falsehood: falsehoodOf('counted-twice', [other, proof]) }]
    first.set(`${deployment}/${node}`, proof)
  }
  if (distinct.length === 0) return []
  const { agreement } = distinct[0]!.leaf
  const { maxPerPeriod = 0n } = (await view.agreement(agreement)) ?? {}
  if (sumOf(distinct) <= maxPerPeriod) return []
  const dearest = distinct.sort((a, b) => (a.leaf.amount < b.leaf.amount ? 1 : -1)).slice(0, MOST_SHOWN)
  return sumOf(dearest) > maxPerPeriod
    ? [{ kind: 'falsehood', falsehood: falsehoodOf('together-above-the-maximum', dearest) }]
    : [{ kind: 'doubt', doubt: `agreement ${agreement} comes to more than its maximum` }]
}

const sumOf = (proofs: readonly LeafProof[]): bigint => proofs.reduce((total, { leaf }) => total + leaf.amount, 0n)

export const falsehoodOf = (reason: string, proofs: readonly LeafProof[]): Falsehood => ({
  reason,
  evidence: { kind: 'leaves', proofs: proofs.map(({ leaf, path }) => ({ leaf, path })) },
})

/** Leaves are in the order of agreement, deployment and node: so what is counted twice is next to each other. */
export function isBefore(a: BillLeaf, b: BillLeaf): boolean {
  if (a.agreement !== b.agreement) return a.agreement < b.agreement
  if (a.deployment !== b.deployment) return a.deployment < b.deployment
  return a.node < b.node
}
