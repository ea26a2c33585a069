import { describe, expect, it } from 'vitest'
import { type Bill, NO_ROOT, openBillRecords, SpanError } from '../../../src/grid/billing/records/records.ts'
import { UNUSED } from '../../../src/grid/evidence/used.ts'
import { useFolder } from '../../folder.ts'

const bill = (first: number, last: number, more: Partial<Bill> = {}): Bill => ({
  payer: 'farm/1',
  first,
  last,
  state: 'drawn',
  root: NO_ROOT,
  total: 2n ** 100n,
  carried: 0n,
  asked: 2n ** 100n,
  mark: 0,
  block: null,
  ...more,
})
const leaf = (deployment: bigint) => ({ agreement: 2n ** 63n, deployment, node: 1, used: UNUSED, amount: 2n ** 99n })

const folder = useFolder()

describe('bills that were written down', () => {
  it('follow each other without a gap, each payer for itself', () => {
    const records = openBillRecords(':memory:')
    records.draw(bill(5, 5), [])
    records.draw(bill(6, 8), [])
    for (const [first, last] of [
      [8, 9],
      [10, 10],
      [6, 8],
      [9, 8],
    ] as const)
      expect(() => records.draw(bill(first, last), [])).toThrow(SpanError)
    records.draw(bill(9, 9), [])
    records.draw(bill(20, 21, { payer: 'service/1' }), [])
    expect(records.lastOf('farm/1')).toEqual(bill(9, 9))
    expect(records.covering('farm/1', 7)).toEqual(bill(6, 8))
    expect(records.covering('farm/1', 10)).toBeUndefined()
    expect(records.covering('service/1', 7)).toBeUndefined()
  })

  it('are summed up for each agreement once they are on the chain, and only once', () => {
    const records = openBillRecords(':memory:')
    records.draw(bill(1, 1), [leaf(1n), leaf(2n), { ...leaf(3n), agreement: 7n }])
    expect(records.spent('farm/1', 2n ** 63n)).toBe(0n)
    for (let time = 0; time < 2; time += 1) records.settle(bill(1, 1), 'billed', 3)
    records.draw(bill(2, 2), [leaf(1n)])
    records.settle(bill(2, 2), 'missed', null)
    records.forget(9)
    expect(records.spent('farm/1', 2n ** 63n)).toBe(2n ** 100n)
    expect(records.spent('farm/1', 7n)).toBe(2n ** 99n)
    expect(records.spent('service/1', 7n)).toBe(0n)
  })

  it('outlive the process as they were, with their leaves in order', () => {
    const path = `${folder.path}/bills.db`
    const before = openBillRecords(path)
    before.draw(bill(1, 1), [leaf(3n), leaf(1n), leaf(2n)])
    before.close()
    const after = openBillRecords(path)
    expect(after.open()).toEqual([bill(1, 1)])
    expect(after.leaves({ payer: 'farm/1', first: 1 })).toEqual([leaf(3n), leaf(1n), leaf(2n)])
    after.settle({ payer: 'farm/1', first: 1 }, 'billed', 17)
    expect(after.open()).toEqual([])
    expect(after.lastOf('farm/1')).toEqual(bill(1, 1, { state: 'billed', block: 17 }))
    after.forget(9)
    // It may become void yet.
    expect(after.leaves({ payer: 'farm/1', first: 1 })).toHaveLength(3)
    after.pay({ payer: 'farm/1', first: 1 })
    after.forget(1)
    expect(after.leaves({ payer: 'farm/1', first: 1 })).toHaveLength(3)
    after.forget(2)
    expect(after.leaves({ payer: 'farm/1', first: 1 })).toEqual([])
    expect(after.covering('farm/1', 1)).toMatchObject({ state: 'paid' })
    after.close()
  })
})

describe('a bill on the chain', () => {
  const ALL = 2n ** 99n
  /** Bills of these periods, each taken in the block of ten times its number. */
  const taken = (...periods: readonly number[]) => {
    const records = openBillRecords(':memory:')
    for (const period of periods) {
      records.draw(bill(period, period), [leaf(1n)])
      records.settle(bill(period, period), 'billed', 10 * period)
    }
    return records
  }
  const spent = (records: ReturnType<typeof taken>) => records.spent('farm/1', 2n ** 63n)
  const stateOf = (records: ReturnType<typeof taken>, period: number) => records.covering('farm/1', period)?.state

  it('that is void is not spent; one that was paid before stays so', () => {
    const records = taken(1, 2, 3)
    records.pay(bill(1, 1))
    expect(records.unpaid('farm/1').map(({ first }) => first)).toEqual([2, 3])
    expect(records.slash('farm/1', 25)).toEqual([2])
    expect([1, 2, 3].map((period) => stateOf(records, period))).toEqual(['paid', 'void', 'billed'])
    expect(spent(records)).toBe(2n * ALL)
    // Told once more, as after a restart.
    expect(records.slash('farm/1', 25)).toEqual([])
    records.pay(bill(2, 2))
    expect(stateOf(records, 2)).toBe('void')
    expect(records.slash('farm/2', 99)).toEqual([])
    expect(records.void(bill(3, 3))).toBe(true)
    expect(spent(records)).toBe(ALL)
  })

  it('is void or paid at once where that was told before it was known to be there', () => {
    const records = taken()
    for (const period of [1, 2]) records.draw(bill(period, period), [leaf(1n)])
    records.pay(bill(1, 1))
    records.slash('farm/1', 25)
    records.settle(bill(1, 1), 'billed', 10)
    records.settle(bill(2, 2), 'billed', 20)
    expect([stateOf(records, 1), stateOf(records, 2)]).toEqual(['paid', 'void'])
    expect(spent(records)).toBe(ALL)
    records.draw(bill(3, 3), [leaf(1n)])
    records.settle(bill(3, 3), 'billed', 30)
    expect(stateOf(records, 3)).toBe('billed')
  })
})
