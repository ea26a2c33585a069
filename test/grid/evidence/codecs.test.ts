import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as chain from '../../../src/devnet/runtime/pallets/grid-agreements/types.ts'
import { closingBytes } from '../../../src/grid/evidence/closing.ts'
import { bytesOf } from '../../../src/grid/evidence/hash.ts'
import { leafBytes } from '../../../src/grid/evidence/leaf.ts'
import { receiptBytes } from '../../../src/grid/evidence/receipt.ts'
import { leafSchema, statementSchema } from '../../../src/grid/evidence/schemas.ts'
import { statementBytes } from '../../../src/grid/evidence/statement.ts'
import { UNUSED, usedBytes } from '../../../src/grid/evidence/used.ts'
import * as any from './arbitrary.ts'

const plain = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('what is signed and hashed', () => {
  it('has the bytes that the chain gives it, whatever is in it', () => {
    fc.assert(
      fc.property(any.leaf, any.statement, any.receipt, any.closing, (leaf, statement, receipt, closing) => {
        expect(plain(leafBytes(leaf))).toBe(plain(chain.leafBytes(leaf)))
        expect(plain(statementBytes(statement))).toBe(
          plain(chain.statementBytes({ ...statement, genesis: bytesOf(statement.genesis) })),
        )
        expect(plain(receiptBytes(receipt))).toBe(
          plain(chain.receiptBytes({ ...receipt, genesis: bytesOf(receipt.genesis), root: bytesOf(receipt.root) })),
        )
        expect(plain(closingBytes(closing))).toBe(
          plain(chain.closingBytes({ ...closing, genesis: bytesOf(closing.genesis) })),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('has a length for each of its kinds', () => {
    const genesis = `0x${'11'.repeat(32)}`
    const leaf = { agreement: 1n, deployment: 2n, node: 3, used: UNUSED, amount: 4n }
    const statement = { genesis, node: 1, period: 2, agreement: 3n, deployment: 4n, used: UNUSED }
    expect(usedBytes(UNUSED)).toHaveLength(72)
    expect(leafBytes(leaf)).toHaveLength(108)
    expect(statementBytes(statement)).toHaveLength(137)
    expect(receiptBytes({ genesis, farm: 1, period: 2, root: genesis, total: 3n })).toHaveLength(96)
    expect(closingBytes({ genesis, agreement: 1n, spent: 2n })).toHaveLength(65)
  })

  it('is not made of what does not fit', () => {
    expect(() => usedBytes({ ...UNUSED, cru: 1n << 64n })).toThrow(RangeError)
    expect(() => usedBytes({ ...UNUSED, mru: 1n << 128n })).toThrow(RangeError)
    expect(() => usedBytes({ ...UNUSED, sru: -1n })).toThrow(RangeError)
    expect(() => closingBytes({ genesis: '0x11', agreement: 1n, spent: 2n })).toThrow(RangeError)
    expect(() => closingBytes({ genesis: `0x${'1g'.repeat(32)}`, agreement: 1n, spent: 2n })).toThrow(RangeError)
  })

  it('is read from JSON with digits for large numbers, and in no other form', () => {
    const digits = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)))
    fc.assert(
      fc.property(any.leaf, any.statement, (leaf, statement) => {
        expect(leafSchema.parse(digits(leaf))).toEqual(leaf)
        expect(statementSchema.parse(digits(statement))).toEqual(statement)
        for (const amount of ['', ' 1', '0x1', '-1', true, null, 1.5, (1n << 128n).toString()])
          expect(leafSchema.safeParse({ ...digits(leaf), amount }).success).toBe(false)
      }),
      { numRuns: 50 },
    )
  })
})
