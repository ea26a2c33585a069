import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agreedCost as onChain } from '../../../src/devnet/runtime/pallets/grid-agreements/cost.ts'
import {
  leafBytes as leafOnChain,
  receiptBytes as receiptOnChain,
  statementBytes as statementOnChain,
} from '../../../src/devnet/runtime/pallets/grid-agreements/types.ts'
import { agreedCost } from '../../../src/grid/evidence/agreed-cost.ts'
import { leafBytes, receiptBytes, statementBytes } from '../../../src/grid/evidence/records.ts'
import { climb, offsetOf, placeOf, rootOf } from '../../../src/grid/evidence/sum-tree.ts'
import { billTree } from '../../devnet/grid/sum-tree.ts'

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
const bits = (count: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(count) - 1n })
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const used = fc.record({ cru: bits(64), mru: bits(128), sru: bits(128), hru: bits(128), ipv4: bits(64), nru: bits(64) })
const leaf = fc.record({ agreement: bits(64), deployment: bits(64), node: u32, used, amount: bits(100) })
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })

describe('what is signed and hashed', () => {
  it('is the same bytes as on the chain', () => {
    fc.assert(
      fc.property(leaf, bytes32, bytes32, u32, (of, genesis, root, period) => {
        expect(hex(leafBytes(of))).toBe(hex(leafOnChain(of)))
        const { agreement, deployment, node, amount: total } = of
        const statement = { node, period, agreement, deployment, used: of.used }
        expect(hex(statementBytes({ genesis: hex(genesis), ...statement }))).toBe(
          hex(statementOnChain({ genesis, ...statement })),
        )
        const receipt = { farm: node, period, total }
        expect(hex(receiptBytes({ genesis: hex(genesis), root: hex(root), ...receipt }))).toBe(
          hex(receiptOnChain({ genesis, root, ...receipt })),
        )
      }),
    )
  })

  it('costs at the most what the chain reckons', () => {
    const rate = fc.bigInt({ min: 0n, max: 10n ** 12n })
    const rates = fc.record({ cu: rate, su: rate, ipu: rate, nu: rate })
    fc.assert(
      fc.property(rates, used, (at, of) => {
        expect(agreedCost(at, of)).toBe(onChain(at, of))
      }),
    )
  })
})

describe('a tree of sums', () => {
  it('says of each leaf where it stands', () => {
    fc.assert(
      fc.property(fc.array(leaf, { minLength: 1, maxLength: 20 }), (leaves) => {
        const { root, paths } = billTree(leaves)
        let offset = 0n
        const places = new Set<string>()
        for (const [at, each] of leaves.entries()) {
          const path = paths[at]!.map(({ sibling, sum, is_left: isLeft }) => ({ sibling: hex(sibling), sum, isLeft }))
          expect(rootOf({ leaf: each, path })).toEqual({ hash: hex(root.hash), sum: root.sum })
          expect(offsetOf({ path })).toBe(offset)
          offset += each.amount
          places.add(placeOf({ path }))
        }
        expect(places.size).toBe(leaves.length)
      }),
    )
  })

  it('has no root whose sum is more than the chain can write', () => {
    const most = 2n ** 128n - 1n
    const from = { hash: `0x${'00'.repeat(32)}`, sum: 1n }
    expect(climb(from, [{ sibling: from.hash, sum: most, isLeft: true }])).toBeUndefined()
    expect(climb(from, [{ sibling: from.hash, sum: most - 1n, isLeft: true }])?.sum).toBe(most)
  })
})
