import { describe, expect, it } from 'vitest'
import { type CheckpointMemory, createMemory } from '../../../src/storage/checkpoint/memory.ts'
import type { Ctx } from '../../../src/storage/checkpoint/ports.ts'
import type { BucketTerms } from '../../../src/storage/checkpoint/read.ts'
import { replan } from '../../../src/storage/checkpoint/watch/plan.ts'
import { tick } from '../../../src/storage/checkpoint/watch/tick.ts'
import { hashOf, THEM, US } from '../stage.ts'

const MANY = 10_000
const INTERVAL = 100

/** Everything that a block touches, counted. */
function countingStage() {
  const memory: CheckpointMemory = createMemory()
  let opened = 0
  let told = 0
  let looked = 0
  const buckets = memory.buckets
  const get = buckets.get.bind(buckets)
  buckets.get = (bucketId) => {
    looked += 1
    return get(bucketId)
  }
  const family = {
    open: () => {
      opened += 1
      return true
    },
    tell: () => {
      told += 1
      return true
    },
  }
  const words = { forget() {} }
  const ctx = { ports: { memory, words }, config: { provider: US }, duties: () => family } as unknown as Ctx
  return {
    ctx,
    memory,
    counted() {
      const counts = { opened, told, looked }
      opened = told = looked = 0
      return counts
    },
  }
}

const termsOf = (bucketId: bigint, interval: number): BucketTerms => ({
  bucketId,
  frozenStartSeq: null,
  minProviders: 1,
  primaryProviders: [US, THEM],
  snapshot: null,
  config: { interval, gracePeriod: 20, enabled: true },
  lastWindow: null,
})

describe('ten thousand buckets', () => {
  it('cost a block nothing but what begins in it', () => {
    const { ctx, memory, counted } = countingStage()
    tick(ctx, { number: 1, hash: hashOf(1) })
    // Half of them begin their windows all in one block, the others each in one of its own.
    for (let id = 1; id <= MANY; id += 1)
      replan(ctx, BigInt(id), termsOf(BigInt(id), id % 2 === 0 ? INTERVAL : 2 * MANY + id))
    expect(counted().opened).toBe(MANY)
    for (let number = 2; number < INTERVAL; number += 1) {
      tick(ctx, { number, hash: hashOf(number) })
      expect(counted()).toEqual({ opened: 0, told: 0, looked: 0 })
    }
    tick(ctx, { number: INTERVAL, hash: hashOf(INTERVAL) })
    expect(counted()).toEqual({ opened: MANY / 2, told: MANY / 2, looked: MANY / 2 })
    expect(memory.windows.size).toBe(MANY)
    tick(ctx, { number: INTERVAL + 1, hash: hashOf(INTERVAL + 1) })
    expect(counted()).toEqual({ opened: 0, told: 0, looked: 0 })
  })
})
