import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/kernel/index.ts'
import { latestCommon } from '../../../src/storage/checkpoint/common.ts'
import { fallbackBlock } from '../../../src/storage/checkpoint/fallback.ts'
import {
  isSameTerm,
  leaderIndex,
  mayReport,
  termOf,
  windowAt,
  windowOf,
  windowStart,
} from '../../../src/storage/checkpoint/windows.ts'
import { vectors } from '../../storage-vectors.ts'

const block = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const pace = fc.record({
  interval: fc.integer({ min: 1, max: 100_000 }),
  gracePeriod: fc.integer({ min: 0, max: 200_000 }),
})
const primaries = fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 5 }).map((numbers) => numbers.map(String))

describe('the leader of a window', () => {
  it('is the one that was worked out elsewhere', () => {
    expect(vectors.leaders.length).toBeGreaterThan(0)
    for (const { bucketId, window, primaries, leaderIndex: expected } of vectors.leaders)
      expect(leaderIndex(bucketId, window, primaries), `${bucketId}/${window} of ${primaries}`).toBe(expected)
  })

  it('is nobody where there are no primaries', () => expect(leaderIndex(1n, 1n, 0)).toBe(-1))

  it('is each of the primaries about as often', () => {
    const counts = [0, 0, 0]
    for (let window = 0n; window < 3_000n; window += 1n) counts[leaderIndex(7n, window, 3)]! += 1
    for (const count of counts) expect(count).toBeGreaterThan(900)
  })
})

describe('windows', () => {
  it('are by block and interval; an interval of 0 is one window without an end', () => {
    expect(windowOf(0, { interval: 100, gracePeriod: 20 })).toEqual({ window: 0n, start: 0, graceEnd: 20, end: 99 })
    expect(windowOf(250, { interval: 100, gracePeriod: 20 })).toEqual({
      window: 2n,
      start: 200,
      graceEnd: 220,
      end: 299,
    })
    expect(windowOf(250, { interval: 0, gracePeriod: 5 })).toEqual({
      window: 0n,
      start: 0,
      graceEnd: 5,
      end: 2 ** 32 - 1,
    })
    expect(windowStart(3n, { interval: 7 })).toBe(21n)
  })

  it('hold each block in exactly one, and follow each other without a gap', () => {
    fc.assert(
      fc.property(block, pace, (number, each) => {
        const { window, start, end } = windowOf(number, each)
        expect(start).toBeLessThanOrEqual(number)
        expect(end).toBeGreaterThanOrEqual(number)
        expect(windowOf(end + 1, each)).toMatchObject({ window: window + 1n, start: end + 1 })
        if (start > 0) expect(windowAt(start - 1, each)).toBe(window - 1n)
      }),
    )
  })

  it('have every primary at a place of its own behind the leader, which is at 0', () => {
    fc.assert(
      fc.property(
        primaries,
        block,
        pace,
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        (all, number, each, bucketId) => {
          const terms = all.map((provider) => termOf({ bucketId, primaries: all, provider }, number, each)!)
          expect(new Set(terms.map(({ behind }) => behind)).size).toBe(all.length)
          expect(new Set(terms.map(({ leader }) => leader)).size).toBe(1)
          expect(all[terms.findIndex(({ behind }) => behind === 0)]).toBe(terms[0]!.leader)
          expect(isSameTerm(terms[0]!, { ...terms[0]! })).toBe(true)
          expect(isSameTerm(terms[0]!, { ...terms[0]!, end: terms[0]!.end + 1 })).toBe(false)
        },
      ),
    )
  })

  it('are nothing to who is no primary', () => {
    const of = { bucketId: 1n, primaries: ['a'], provider: 'b' }
    expect(termOf(of, 5, { interval: 10, gracePeriod: 2 })).toBeUndefined()
  })

  it('can be reported from the block after the first of the next one, unless done with', () => {
    const each = { interval: 10, gracePeriod: 2 }
    expect(mayReport(3n, null, 40, each)).toBe(false)
    expect(mayReport(3n, null, 41, each)).toBe(true)
    expect(mayReport(3n, 2n, 41, each)).toBe(true)
    expect(mayReport(3n, 3n, 41, each)).toBe(false)
    expect(mayReport(4n, null, 41, each)).toBe(false)
  })
})

describe('the block of a fallback', () => {
  const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })

  it('is after the grace and within the window, with room for what it begins where there is any', () => {
    fc.assert(
      fc.property(block, pace, fc.integer({ min: 1, max: 5 }), fc.nat(4), seed, (number, each, count, place, drawn) => {
        const { graceEnd, end } = windowOf(number, each)
        const term = { graceEnd, end, primaries: count, behind: place % count }
        const at = fallbackBlock(term, 0, createRandom(drawn))
        if (end <= graceEnd) {
          expect(at).toBeNull()
          return
        }
        expect(at).toBeGreaterThan(graceEnd)
        expect(at).toBeLessThanOrEqual(end)
        if (end - graceEnd >= 4) expect(end - at!).toBeGreaterThanOrEqual(Math.floor((end - graceEnd) / 4))
      }),
    )
  })

  it('is never earlier for who is further behind the leader', () => {
    fc.assert(
      fc.property(block, pace, fc.integer({ min: 3, max: 5 }), seed, seed, (number, each, count, one, other) => {
        const { graceEnd, end } = windowOf(number, each)
        if (end <= graceEnd) return
        for (let behind = 2; behind < count; behind += 1) {
          const nearer = fallbackBlock({ graceEnd, end, primaries: count, behind: behind - 1 }, 0, createRandom(one))
          const further = fallbackBlock({ graceEnd, end, primaries: count, behind }, 0, createRandom(other))
          expect(further).toBeGreaterThanOrEqual(nearer!)
        }
      }),
    )
  })

  it('is still to come for who comes late', () => {
    fc.assert(
      fc.property(block, pace, fc.nat(1_000), fc.nat(4), seed, (number, each, later, behind, drawn) => {
        const { graceEnd, end } = windowOf(number, each)
        const now = graceEnd + later
        const at = fallbackBlock({ graceEnd, end, primaries: 5, behind }, now, createRandom(drawn))
        if (now >= end) expect(at).toBeNull()
        else expect(at).toBeGreaterThan(now)
        if (at !== null) expect(at).toBeLessThanOrEqual(end)
      }),
    )
  })

  it('is drawn', () => {
    const term = { graceEnd: 20, end: 99, primaries: 2, behind: 1 }
    const random = createRandom(1)
    expect(new Set(Array.from({ length: 50 }, () => fallbackBlock(term, 0, random))).size).toBeGreaterThan(20)
  })
})

describe('what is proposed when peers hold something else', () => {
  const upTo = (leafCount: bigint) => ({ mmrRoot: `0x${leafCount}`, startSeq: 0n, leafCount })

  it('is the latest that enough of them can sign', () => {
    const named = [upTo(3n), upTo(9n), upTo(5n)]
    expect(latestCommon(named, 1)).toEqual(upTo(9n))
    expect(latestCommon(named, 2)).toEqual(upTo(5n))
    expect(latestCommon(named, 3)).toEqual(upTo(3n))
    expect(latestCommon(named, 4)).toBeUndefined()
    expect(latestCommon([], 0)).toBeUndefined()
  })
})
