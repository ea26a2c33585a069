import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawAmounts } from '../../src/grid/audit/draw.ts'
import { agreedCost } from '../../src/grid/evidence/agreed-cost.ts'
import { statementBytes } from '../../src/grid/evidence/statement.ts'
import { billTree } from '../../src/grid/evidence/trees.ts'
import { plainCost, plainDraws, plainLeaves, plainRoot, statementBytes as plainStatement } from './plain-bill.ts'

const amount = (most: bigint) => fc.bigInt({ min: 0n, max: most })
const use = fc.record({
  cru: amount(1_000_000n),
  mru: amount(1n << 60n),
  sru: amount(1n << 62n),
  hru: amount(1n << 62n),
  ipv4: amount(100_000n),
  nru: amount(1n << 50n),
})
const rates = fc.record({
  cu: amount(10n ** 10n),
  su: amount(10n ** 10n),
  ipu: amount(10n ** 9n),
  nu: amount(10n ** 9n),
})
const leaf = fc.record({
  agreement: amount(9n),
  deployment: amount(99n),
  node: fc.nat(9),
  used: use,
  amount: amount(1n << 60n),
})
const HASH = `0x${'5a'.repeat(32)}`

describe('a bill worked out from its description alone', () => {
  it('costs what the farm says it costs', () => {
    fc.assert(fc.property(rates, use, (of, used) => plainCost(of, used) === agreedCost(of, used)))
  })

  it('has the root and the total that the farm works out', () => {
    fc.assert(
      fc.property(fc.array(leaf, { minLength: 1, maxLength: 9 }), (leaves) => {
        const { hash, sum } = billTree(leaves).root
        expect(plainRoot(leaves)).toEqual({ root: hash, total: sum })
      }),
    )
  })

  it('is drawn from, and rests on statements, byte for byte as the farm and its auditors do', () => {
    fc.assert(
      fc.property(leaf, fc.bigInt({ min: 1n, max: 1n << 80n }), ({ amount: _, ...stated }, total) => {
        expect(plainDraws(HASH, { root: HASH, total }, 20)).toEqual(drawAmounts(HASH, HASH, total, 20))
        expect(plainStatement(HASH, 7, stated)).toEqual(statementBytes({ ...stated, genesis: HASH, period: 7 }))
      }),
    )
  })

  it('stops at the maximum of an agreement, and is without what is free or not paid for', () => {
    const of = { cu: 3_600n, su: 0n, ipu: 0n, nu: 0n }
    const used = { cru: 16n, mru: 0n, sru: 0n, hru: 0n, ipv4: 0n, nru: 0n }
    const agreement = { farm: 1, rates: of, maxPerPeriod: 6n, deposit: 60n, since: 1, ends: null }
    const agreements = [
      { ...agreement, id: 1n },
      { ...agreement, id: 2n, deposit: 6n },
    ]
    const stated = [1n, 2n].flatMap((id) =>
      [3, 2, 1].map((node) => ({ agreement: id, deployment: BigInt(node), node, used })),
    )
    expect(plainCost(of, used)).toBe(4n)
    expect(plainLeaves(stated, agreements, 2).map(({ agreement, node, amount }) => [agreement, node, amount])).toEqual([
      [1n, 1, 4n],
      [1n, 2, 2n],
    ])
  })
})
