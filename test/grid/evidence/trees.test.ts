import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blake2 } from '../../../src/devnet/bytes.ts'
import * as chain from '../../../src/devnet/runtime/pallets/grid-agreements/merkle-sum.ts'
import * as types from '../../../src/devnet/runtime/pallets/grid-agreements/types.ts'
import { bytesOf } from '../../../src/grid/evidence/hash.ts'
import { leafNode } from '../../../src/grid/evidence/leaf.ts'
import {
  LONGEST_PATH,
  leadsTo,
  type Path,
  parentOf,
  placeOf,
  rootFrom,
  sumTree,
} from '../../../src/grid/evidence/merkle-sum.ts'
import { statementNode } from '../../../src/grid/evidence/statement.ts'
import { billTree, usageTree } from '../../../src/grid/evidence/trees.ts'
import * as reference from '../../devnet/grid/sum-tree.ts'
import * as any from './arbitrary.ts'

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
const onChain = (path: Path): types.Path =>
  path.map(({ sibling, sum, isLeft }) => ({ sibling: bytesOf(sibling), sum, is_left: isLeft }))
const leaves = fc.array(any.leaf, { minLength: 1, maxLength: 40 })

describe('the tree of a bill', () => {
  it('is the one that the chain follows, and comes to what its leaves come to', () => {
    fc.assert(
      fc.property(leaves, (of) => {
        const tree = billTree(of)
        const known = reference.billTree(of)
        expect(tree.root).toEqual({ hash: hex(known.root.hash), sum: known.root.sum })
        expect(tree.root.sum).toBe(of.reduce((sum, { amount }) => sum + amount, 0n))
        for (const [i, leaf] of of.entries()) {
          const path = tree.pathOf(i)
          expect(onChain(path).map((step) => ({ ...step, sibling: hex(step.sibling) }))).toEqual(
            known.paths[i]!.map((step) => ({ ...step, sibling: hex(step.sibling) })),
          )
          const top = chain.rootFrom({ hash: blake2(types.leafBytes(leaf)), sum: leaf.amount }, onChain(path))!
          expect({ hash: hex(top.hash), sum: top.sum }).toEqual(tree.root)
          expect(leadsTo(tree.root, leafNode(leaf), path)).toBe(true)
        }
        expect(new Set(of.map((_, i) => placeOf(tree.pathOf(i)))).size).toBe(of.length)
      }),
      { numRuns: 60 },
    )
  })

  it('leads elsewhere from a leaf with another amount, or at another place', () => {
    fc.assert(
      fc.property(leaves, fc.nat(), fc.bigInt({ min: 1n, max: 1n << 64n }), (of, at, more) => {
        const tree = billTree(of)
        const i = at % of.length
        const leaf = of[i]!
        const path = tree.pathOf(i)
        expect(leadsTo(tree.root, leafNode({ ...leaf, amount: leaf.amount + more }), path)).toBe(false)
        fc.pre(path.length > 0)
        const turned = path.map((step, height) => (height === 0 ? { ...step, isLeft: !step.isLeft } : step))
        fc.pre(path[0]!.sibling !== leafNode(leaf).hash)
        expect(leadsTo(tree.root, leafNode(leaf), turned)).toBe(false)
      }),
      { numRuns: 100 },
    )
  })

  it('has no root without a leaf, and none where sums do not fit', () => {
    const most = { hash: `0x${'00'.repeat(32)}`, sum: (1n << 128n) - 1n }
    expect(() => billTree([])).toThrow(RangeError)
    expect(() => parentOf(most, most)).toThrow(RangeError)
    expect(() => sumTree([most]).pathOf(1)).toThrow(RangeError)
    const step = { sibling: most.hash, sum: 1n, isLeft: true }
    expect(rootFrom(most, [step])).toBeUndefined()
    expect(rootFrom({ ...most, sum: 0n }, [{ ...step, sibling: '0x00' }])).toBeUndefined()
    expect(
      rootFrom(
        { ...most, sum: 0n },
        Array.from({ length: LONGEST_PATH + 1 }, () => step),
      ),
    ).toBeUndefined()
  })
})

describe('the tree of what a node says', () => {
  it('is the one that the chain follows, and sums nothing', () => {
    fc.assert(
      fc.property(fc.array(any.statement, { minLength: 1, maxLength: 20 }), (of) => {
        const tree = usageTree(of)
        const bytes = of.map((each) => types.statementBytes({ ...each, genesis: bytesOf(each.genesis) }))
        expect(tree.root).toEqual({ hash: hex(reference.usageTree(bytes).root.hash), sum: 0n })
        for (const [i, each] of of.entries()) expect(leadsTo(tree.root, statementNode(each), tree.pathOf(i))).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})
