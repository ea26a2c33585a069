import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { agreedCost as costOnChain } from '../../../src/devnet/runtime/pallets/grid-agreements/cost.ts'
import { amountOf, clampedPrice, discounted } from '../../../src/grid/billing/amount.ts'
import { CU_PARTS, computeUnits, costOf, trafficCost } from '../../../src/grid/billing/cost.ts'
import { agreedCost } from '../../../src/grid/evidence/agreed-cost.ts'
import { gib } from '../nodes.ts'

const whole = z.coerce.number()
const { bills } = z
  .object({
    bills: z.array(
      z.object({
        price: z.object({ su: z.coerce.bigint(), cu: z.coerce.bigint(), ipu: z.coerce.bigint() }),
        resources: z.object({ cru: whole, mru: whole, sru: whole, hru: whole }),
        publicIps: z.number(),
        seconds: z.number(),
        tftPriceMilliUsd: z.number(),
        units: z.coerce.bigint(),
        amount: z.coerce.bigint(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/storage-and-billing.json', import.meta.url), 'utf8')))

const PRODUCTION = { su: 194_400n, cu: 305_600n, ipu: 69_400n, nu: 50_000n }

describe('the cost of a use', () => {
  it.each(bills)('is $units units, $amount of tokens at $tftPriceMilliUsd mUSD', (bill) => {
    const cost = costOf(bill, bill.price)
    expect(cost).toBe(bill.units)
    expect(amountOf(cost, bill.tftPriceMilliUsd)).toBe(bill.amount)
  })

  it.each([
    [4, 1_024, 128],
    [32, 128, 32],
    [4, 2, 1],
    [4, 1, 1],
    [16, 16, 8],
    [8, 16, 4],
  ])('of %i cores and %i GiB is that of %i compute units', (cru, mru, units) => {
    expect(computeUnits(gib(0, 0, mru, cru))).toBe(BigInt(units) * CU_PARTS)
  })

  it('is as worked out by hand for a small machine, with and without an address, for an hour and a minute', () => {
    const machine = { resources: gib(0, 60, 2, 2), publicIps: 0, seconds: 3_600 }
    expect(costOf(machine, PRODUCTION)).toBe(363_920n)
    expect(amountOf(363_920n, 50)).toBe(7_278_400n)
    expect(costOf({ ...machine, publicIps: 1 }, PRODUCTION)).toBe(433_320n)
    expect(costOf({ ...machine, seconds: 60 }, PRODUCTION)).toBe(6_065n)
  })

  it('of traffic goes by the bytes and the seconds', () => {
    expect(trafficCost(2n * 10n ** 9n, 3_600, PRODUCTION)).toBe(100_000n)
    expect(trafficCost(10n ** 9n, 600, PRODUCTION)).toBe(8_333n)
    expect(trafficCost(10n ** 9n, 600, { su: 0n, cu: 0n, ipu: 0n })).toBe(0n)
  })

  it('keeps the price of a token within its bounds', () => {
    expect([5, 50, 5_000].map((average) => clampedPrice({ average, min: 10, max: 1_000 }))).toEqual([10, 50, 1_000])
  })
})

describe('a discount', () => {
  /** 1,000 an hour: 720,000 a month of 30 days. */
  const level = (months: number) => discounted(1_000n, 3_600, BigInt(Math.round(720_000 * months)))

  it.each([
    [0, 'none', 1_000n],
    [1.499, 'none', 1_000n],
    [1.5, 'default', 800n],
    [3, 'bronze', 700n],
    [5.999, 'bronze', 700n],
    [6, 'silver', 600n],
    [18, 'gold', 400n],
  ])('for %d months of balance is %s', (months, name, amount) => {
    expect(level(months)).toEqual({ level: name, amount })
  })

  it('is none of nothing', () => {
    expect(discounted(0n, 60, 10n)).toEqual({ level: 'none', amount: 0n })
  })
})

describe('what a use under an agreement comes to', () => {
  const upTo = (most: bigint) => fc.bigInt({ min: 0n, max: most })
  const rates = fc.record({ cu: upTo(10n ** 12n), su: upTo(10n ** 12n), ipu: upTo(10n ** 12n), nu: upTo(10n ** 12n) })
  const used = fc.record({
    cru: upTo(10n ** 9n),
    mru: upTo(10n ** 20n),
    sru: upTo(10n ** 20n),
    hru: upTo(10n ** 20n),
    ipv4: upTo(10n ** 7n),
    nru: upTo(10n ** 15n),
  })

  it('is what the chain takes it for, to the unit', () => {
    fc.assert(
      fc.property(rates, used, (at, of) => {
        expect(agreedCost(at, of)).toBe(costOnChain(at, of))
      }),
      { numRuns: 500 },
    )
  })

  it.each(bills)('is $units for the capacity of a contract over $seconds s', ({ price, resources, ...bill }) => {
    const time = BigInt(bill.seconds)
    const [cru, mru, sru, hru] = (['cru', 'mru', 'sru', 'hru'] as const).map((kind) => BigInt(resources[kind]) * time)
    const ipv4 = BigInt(bill.publicIps) * time
    const of = { cru: cru!, mru: mru!, sru: sru!, hru: hru!, ipv4, nru: 0n }
    expect(agreedCost({ ...price, nu: 0n }, of)).toBe(bill.units)
  })
})
