import { describe, expect, it } from 'vitest'
import { TokenBucket } from '../../src/kernel/bus/rate-budget.ts'

/** How many of the next 20 may go at this time. */
const takes = (bucket: TokenBucket, now: number) =>
  Array.from({ length: 20 }, () => bucket.take(now)).filter(Boolean).length

describe('the rate of an emitter', () => {
  it('lets its burst through at once, then what its rate allows, and never more than its burst', () => {
    const bucket = new TokenBucket({ rate: 100, burst: 5 })
    expect(takes(bucket, 1_000)).toBe(5)
    expect(takes(bucket, 1_009)).toBe(0)
    expect(takes(bucket, 1_010)).toBe(1)
    expect(takes(bucket, 1_040)).toBe(3)
    expect(takes(bucket, 60_000)).toBe(5)
  })

  it('takes nothing back when time does', () => {
    const bucket = new TokenBucket({ rate: 100, burst: 5 })
    bucket.take(1_000)
    expect(takes(bucket, 900)).toBe(4)
    expect(takes(bucket, 1_000)).toBe(0)
    expect(takes(bucket, 1_010)).toBe(1)
  })

  it('says how long it is until the next, in whole milliseconds', () => {
    const bucket = new TokenBucket({ rate: 100, burst: 1 })
    bucket.take(0)
    expect(bucket.wait).toBe(10)
    bucket.take(4)
    expect(bucket.wait).toBe(6)
    const quick = new TokenBucket({ rate: 1_000_000, burst: 1 })
    quick.take(0)
    expect(quick.wait).toBe(1)
  })

  it('is 10,000 a second, 500 at once, and 10,000 may be parked, unless it is said', () => {
    const bucket = new TokenBucket({})
    expect([bucket.over, bucket.parked]).toEqual(['park', 10_000])
    expect(Array.from({ length: 600 }, () => bucket.take(0)).filter(Boolean)).toHaveLength(500)
    expect(takes(bucket, 1)).toBe(10)
    expect(new TokenBucket({ over: 'refuse', parked: 7 })).toMatchObject({ over: 'refuse', parked: 7 })
  })
})
