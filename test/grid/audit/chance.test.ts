import { beforeAll, describe, expect, it } from 'vitest'
import { accountsReady } from '../../../src/devnet/accounts.ts'
import { chanceOf, drawAmounts, drawsFor } from '../../../src/grid/audit/draw.ts'
import { blockOf, createAuditor, leavesWith } from './auditor.ts'
import { leafOf } from './billing.ts'

const TRIALS = 300

beforeAll(accountsReady)

describe('draws', () => {
  it('are as many as are needed for what is wanted of them', () => {
    expect([drawsFor(0.95, 0.05), drawsFor(0.99, 0.05), drawsFor(0.99, 0.01)]).toEqual([59, 90, 459])
    expect(chanceOf(drawsFor(0.99, 0.05), 0.05)).toBeGreaterThan(0.99)
    expect(chanceOf(drawsFor(0.99, 0.05) - 1, 0.05)).toBeLessThan(0.99)
  })

  it('are known to everybody once the block is there, and to nobody before', () => {
    const root = `0x${'ab'.repeat(32)}`
    const drawn = drawAmounts(blockOf(1), root, 10n ** 12n, 50)
    expect(drawAmounts(blockOf(1), root, 10n ** 12n, 50)).toEqual(drawn)
    expect(drawAmounts(blockOf(2), root, 10n ** 12n, 50)).not.toEqual(drawn)
    expect(drawAmounts(blockOf(1), `0x${'ac'.repeat(32)}`, 10n ** 12n, 50)).not.toEqual(drawn)
    expect(drawn.every((amount) => amount >= 0n && amount < 10n ** 12n)).toBe(true)
    expect(drawAmounts(blockOf(1), root, 0n, 50)).toEqual([])
  })

  it('fall on a leaf as often as it is dear', () => {
    const drawn = drawAmounts(blockOf(1), `0x${'ab'.repeat(32)}`, 1_000n, 20_000)
    const share = drawn.filter((amount) => amount < 50n).length / 20_000
    // Five standard deviations.
    expect(Math.abs(share - 0.05)).toBeLessThan(5 * Math.sqrt((0.05 * 0.95) / 20_000))
  })
})

describe('an audit', () => {
  it.each([
    [0.05, 20],
    [0.1, 20],
    [0.05, 59],
  ])('finds a bill false, of which %f is, by %i draws as often as is said', async (wanted, draws) => {
    const honest = leavesWith(new Set())
    const total = honest.reduce((sum, { amount }) => sum + amount, 0n)
    const falseAt = new Set<number>()
    let sum = 0n
    for (let at = 3; Number(sum) < wanted * Number(total); at += 7) {
      falseAt.add(at)
      sum += honest[at]!.amount
    }
    const expected = chanceOf(draws, Number(sum) / Number(total))
    const audit = createAuditor(leavesWith(falseAt), draws)
    let found = 0
    for (let trial = 0; trial < TRIALS; trial += 1) if ((await audit(trial)).falsehood !== null) found += 1
    const deviation = Math.sqrt((expected * (1 - expected)) / TRIALS)
    expect(found / TRIALS).toBeGreaterThan(expected - 3 * deviation)
    // Not because it finds everything: what was not drawn is not known.
    expect(found / TRIALS).toBeLessThan(expected + 3 * deviation)
  })

  it('never finds anything in an honest bill', async () => {
    const audit = createAuditor(leavesWith(new Set()), 59)
    for (let trial = 0; trial < TRIALS; trial += 1)
      expect(await audit(trial)).toEqual({ falsehood: null, silent: [], doubts: [] })
  })

  it('doubts what comes to too much together, where that takes more leaves than the chain looks at', async () => {
    const leaves = Array.from({ length: 150 }, (_, at) => leafOf({ deployment: BigInt(at) }))
    const swapped = [...leaves.slice(1), leaves[0]!]
    const { falsehood, doubts } = await createAuditor(swapped, 90)(1)
    expect(falsehood).toBeNull()
    expect(doubts).toEqual(['agreement 1 comes to more than its maximum', 'its leaves are not in order'])
  })

  it('finds what is counted twice, next to it or far away', async () => {
    const leaves = leavesWith(new Set())
    const next = [...leaves.slice(0, 51), leaves[50]!, ...leaves.slice(51)]
    const far = [...leaves, leaves[50]!]
    for (const billed of [next, far]) {
      const { falsehood } = await createAuditor(billed, 459)(1)
      expect(falsehood?.reason).toBe('counted-twice')
      expect(falsehood?.evidence).toMatchObject({
        kind: 'leaves',
        proofs: [{ leaf: leaves[50] }, { leaf: leaves[50] }],
      })
    }
  })
})
