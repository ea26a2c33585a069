import { describe, expect, it } from 'vitest'
import type { BillLeaf } from '../../../src/grid/evidence/leaf.ts'
import { billTree } from '../../../src/grid/evidence/trees.ts'
import { wrongBy, wrongByNode } from '../../../src/grid/receipts/check.ts'
import { COST, leafOf, RATES, USED } from '../audit/billing.ts'

const AGREEMENT = {
  farmId: 1,
  twinId: 2,
  terms: { rates: RATES },
  maxPerPeriod: 2n * COST,
  deposit: 100n * COST,
  since: 0,
  ends: null,
}

/** What is wrong with a bill of these leaves, of which the user is shown those of the agreement. */
function wrong(leaves: readonly BillLeaf[], shown = leaves, total?: bigint) {
  const { root, pathOf } = billTree(leaves)
  const proofs = shown.map((leaf) => ({ leaf, path: pathOf(Math.max(0, leaves.indexOf(leaf))) }))
  return wrongBy(1n, { root: root.hash, total: total ?? root.sum }, AGREEMENT, proofs)
}

describe('a bill', () => {
  const two = [leafOf(), leafOf({ deployment: 2n })]

  it('that is in the bill on the chain and as agreed is right', () => {
    expect(wrong(two)).toBeUndefined()
    expect(wrong([...two, leafOf({ agreement: 2n })], two)).toBeUndefined()
  })

  it.each([
    ['not-in-bill', () => wrong(two, [leafOf({ amount: 1n })])],
    ['not-in-bill', () => wrong(two, two, 2n * COST + 1n)],
    ['of-another-agreement', () => wrong([leafOf({ agreement: 2n })])],
    ['counted-twice', () => wrong([leafOf(), leafOf()])],
    ['dearer-than-agreed', () => wrong([leafOf({ amount: COST + 1n })])],
    ['above-the-maximum', () => wrong([...two, leafOf({ deployment: 3n })])],
  ])('is wrong otherwise: %s', (reason, found) => {
    expect(found()).toBe(reason)
  })

  it('is held against what its node has signed', () => {
    expect(wrongByNode(leafOf(), USED)).toBeUndefined()
    expect(wrongByNode(leafOf(), { ...USED, cru: USED.cru + 1n })).toBeUndefined()
    expect(wrongByNode(leafOf(), { ...USED, cru: USED.cru - 1n })).toBe('more-than-used')
    expect(wrongByNode(leafOf(), undefined)).toBe('not-used')
  })
})
