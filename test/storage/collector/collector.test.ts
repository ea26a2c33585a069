import { describe, expect, it, onTestFinished } from 'vitest'
import { defineUnit, type PayloadOf } from '../../../src/kernel/index.ts'
import {
  AgreementAccepted,
  AgreementEnded,
  AgreementToppedUp,
  BucketCheckpointed,
  BucketDeleted,
  ProviderCheckpointSubmitted,
} from '../../../src/storage/chain-facts.ts'
import { CountChallenges } from '../../../src/storage/challenge/events.ts'
import { collectorMemory } from '../../../src/storage/collector/ports.ts'
import { collectorUnit } from '../../../src/storage/collector/spec.ts'
import { createContentStore } from '../../../src/storage/store/content-store.ts'
import type { Commitment, DeletionReceipt } from '../../../src/storage/store/types.ts'
import { hashOf, startStage, THEM, US } from '../stage.ts'
import { commitObjects, putObject } from '../store/stage.ts'

const ADMIN = `0x${'ad'.repeat(32)}`

/** The collector on a simulated chain, with bucket 1 of five objects stored for an agreement. */
async function startCollector(config: Record<string, unknown> = {}) {
  let time = 0
  const store = createContentStore(':memory:', () => time)
  onTestFinished(() => store.close())
  const chain = await startStage(collectorUnit, {
    ports: { store, ...collectorMemory() },
    config: { provider: US, backoff: { min: 1, max: 5 }, ...config },
  })
  chain.constants.set('SettlementTimeout', 20)
  const stored = await commitObjects(store, 1n, 'a', 'b', 'c', 'd', 'e')
  const here = () => ({ number: chain.head, hash: hashOf(chain.head) })
  const snapshot = ({ mmrRoot, startSeq, leafCount }: Commitment) =>
    void chain.state.set('Buckets/1', {
      members: [],
      frozenStartSeq: null,
      minProviders: 1,
      primaryProviders: [US],
      snapshot: { mmrRoot, startSeq, leafCount, checkpointBlock: 1, primarySigners: '0x01' },
      historicalRoots: [],
    })
  const agree = (maxBytes = 1_000, role: object = { primary: null }, bucketId = 1n) =>
    void chain.state.set(`StorageAgreements/${bucketId}/${US}`, {
      owner: THEM,
      maxBytes,
      paymentLocked: 1,
      pricePerByte: 1,
      expiresAt: 1_000,
      extensionsBlocked: false,
      role,
      startedAt: 1,
    })
  snapshot(stored)
  agree()
  return {
    ...chain,
    get head() {
      return chain.head
    },
    store,
    stored,
    snapshot,
    agree,
    part: () => void chain.state.delete(`StorageAgreements/1/${US}`),
    drop: () => void chain.state.delete('Buckets/1'),
    challenge: (provider = US, bucketId = 1n) =>
      void chain.state.set('Challenges/500', [
        { bucketId, provider, challenger: THEM, mmrRoot: hashOf(1), startSeq: 0, leafIndex: 0, chunkIndex: 0 },
      ]),
    settleChallenges: () => void chain.state.delete('Challenges/500'),
    /** The admin lets go of leaves before this one. */
    async letGo(startSeq: bigint): Promise<Commitment> {
      const scratch = createContentStore(':memory:', () => 0)
      await commitObjects(scratch, 1n, 'a', 'b', 'c', 'd', 'e')
      const commitment = await scratch.prune(1n, startSeq, null)
      await scratch.close()
      const receipt: DeletionReceipt = { commitment, admin: ADMIN, signature: '0x01' }
      return store.prune(1n, startSeq, receipt)
    },
    checkpointed: (bucketId = 1n) =>
      chain.system.emit(BucketCheckpointed, {
        bucketId,
        mmrRoot: hashOf(1),
        startSeq: 0n,
        leafCount: 0n,
        providers: [US],
        block: here(),
      }),
    here,
    erased: () => chain.told('storage.RangeErased').map(({ fromSeq, toSeq }) => [fromSeq, toSeq]),
    forgotten: () => chain.told('storage.BucketForgotten').map(({ bucketId }) => bucketId),
    ranges: async () => (await store.prunedRanges(1n)).length,
    pass: (milliseconds: number) => {
      time += milliseconds
    },
    async blocks(count: number) {
      for (let n = 0; n < count; n += 1) await chain.block()
    },
  }
}

describe('the collector, of a range that an admin has let go', () => {
  it('erases it once the bucket begins behind it; the receipt stays', async () => {
    const s = await startCollector()
    await s.block({ marked: true })
    const next = await s.letGo(2n)
    s.checkpointed()
    await s.block()
    expect(s.erased()).toEqual([])
    s.snapshot(next)
    s.checkpointed()
    await s.block()
    expect(s.erased()).toEqual([[0n, 2n]])
    expect(await s.ranges()).toBe(0)
    expect(await s.store.receiptFor(1n, 1n)).toMatchObject({ admin: ADMIN })
    expect(await s.store.commitmentsTo(1n, s.stored.mmrRoot)).toEqual([])
  })

  it('keeps it while a challenge of ours on the bucket is open, by the chain or by who answers them', async () => {
    const s = await startCollector({ scanEvery: 1 })
    await s.block({ marked: true })
    s.snapshot(await s.letGo(2n))
    s.challenge()
    await s.blocks(3)
    expect(s.erased()).toEqual([])
    let open = 1
    const answerer = defineUnit({
      name: 'answerer',
      owns: [CountChallenges],
      handlers: { 'storage.CountChallenges': async (_: PayloadOf<typeof CountChallenges>) => ({ open }) },
    })
    s.system.register(answerer)
    s.settleChallenges()
    await s.blocks(3)
    expect(s.erased()).toEqual([])
    open = 0
    await s.blocks(2)
    expect(s.erased()).toEqual([[0n, 2n]])
  })

  it("minds neither others' challenges nor those on other buckets", async () => {
    const s = await startCollector()
    s.snapshot(await s.letGo(2n))
    s.challenge(THEM)
    await s.block({ marked: true })
    expect(s.erased()).toEqual([[0n, 2n]])
    const other = await startCollector()
    other.snapshot(await other.letGo(2n))
    other.challenge(US, 9n)
    await other.block({ marked: true })
    expect(other.erased()).toEqual([[0n, 2n]])
  })

  it('erases no more than the bucket begins behind', async () => {
    const s = await startCollector()
    const first = await s.letGo(2n)
    await s.letGo(4n)
    s.snapshot(first)
    await s.block({ marked: true })
    expect(s.erased()).toEqual([[0n, 2n]])
    expect(await s.ranges()).toBe(1)
  })
})

describe('the collector, of a bucket', () => {
  it('follows its snapshot to a later beginning, and keeps what no admin has let go', async () => {
    const s = await startCollector()
    await s.block({ marked: true })
    s.snapshot({ ...s.stored, startSeq: 3n, leafCount: 2n })
    s.system.emit(ProviderCheckpointSubmitted, {
      bucketId: 1n,
      mmrRoot: hashOf(1),
      window: 1n,
      leader: THEM,
      signers: [THEM],
      reward: 0n,
      block: s.here(),
    })
    await s.block()
    expect(await s.store.bucket(1n)).toMatchObject({ startSeq: 3n, leafCount: 2n })
    expect(s.erased()).toEqual([])
    expect(await s.store.prunedRanges(1n)).toMatchObject([{ fromSeq: 0n, toSeq: 3n, receipt: null }])
    expect((await s.store.mmrProof(1n, s.stored, 0n)).leaf.dataRoot).toBe(s.stored.roots[0])
  })

  it('leaves it as it is when the snapshot begins behind all that is here, or none exists', async () => {
    const s = await startCollector()
    s.snapshot({ ...s.stored, startSeq: 9n, leafCount: 2n })
    await s.block({ marked: true })
    expect(await s.store.bucket(1n)).toMatchObject({ startSeq: 0n, leafCount: 5n })
    s.state.set('Buckets/1', { ...(s.state.get('Buckets/1') as object), snapshot: null })
    s.checkpointed()
    await s.block()
    expect(await s.store.bucket(1n)).toMatchObject({ startSeq: 0n, leafCount: 5n })
  })

  it('that is a replica is left to begin where it is synced to; what is let go of it is erased', async () => {
    const s = await startCollector()
    const replica = { syncBalance: 1, syncPrice: 1, minSyncInterval: 1, lastSync: null }
    s.agree(1_000, { replica })
    s.snapshot({ ...s.stored, startSeq: 3n, leafCount: 2n })
    await s.block({ marked: true })
    expect(await s.store.bucket(1n)).toMatchObject({ startSeq: 0n, leafCount: 5n })
    s.snapshot(await s.letGo(2n))
    s.checkpointed()
    await s.block()
    expect(s.erased()).toEqual([[0n, 2n]])
  })

  it('gives it the quota of the agreement, also when that is new or raised', async () => {
    const s = await startCollector()
    await s.block({ marked: true })
    expect((await s.store.bucket(1n))!.quota).toBe(1_000n)
    s.agree(5_000)
    s.system.emit(AgreementToppedUp, { bucketId: 1n, provider: US, amount: 1n, newMaxBytes: 5_000n, block: s.here() })
    await s.block()
    expect((await s.store.bucket(1n))!.quota).toBe(5_000n)
    s.agree(70, { primary: null }, 2n)
    s.state.set('Buckets/2', s.state.get('Buckets/1'))
    for (const provider of [THEM, US])
      s.system.emit(AgreementAccepted, { bucketId: 2n, provider, expiresAt: 9, block: s.here() })
    await s.block()
    expect((await s.store.bucket(2n))!.quota).toBe(70n)
    s.checkpointed(3n)
    await s.block()
    expect(await s.store.bucket(3n)).toBeNull()
  })

  it('forgets it when it is deleted, but not while a challenge is open', async () => {
    const s = await startCollector({ scanEvery: 2 })
    await s.block({ marked: true })
    s.drop()
    s.part()
    s.challenge()
    s.system.emit(BucketDeleted, { bucketId: 1n, block: s.here() })
    await s.blocks(3)
    expect(s.forgotten()).toEqual([])
    s.settleChallenges()
    await s.blocks(3)
    expect(s.forgotten()).toEqual([1n])
    expect(await s.store.bucket(1n)).toBeNull()
  })

  it('forgets it when its agreement is gone and there was time to settle, unless there is another by then', async () => {
    const s = await startCollector({ scanEvery: 5 })
    await s.block({ marked: true })
    const ended = () =>
      s.system.emit(AgreementEnded, { bucketId: 1n, provider: US, paymentToProvider: 1n, burned: 0n, block: s.here() })
    s.part()
    ended()
    await s.blocks(12)
    expect(s.forgotten()).toEqual([])
    s.agree()
    await s.blocks(12)
    s.part()
    ended()
    await s.blocks(18)
    expect(s.forgotten()).toEqual([])
    await s.blocks(8)
    expect(s.forgotten()).toEqual([1n])
  })

  it('finds by a later round what no event has told of', async () => {
    const s = await startCollector({ scanEvery: 10, forgetAfter: 0 })
    await s.block({ marked: true })
    s.drop()
    await s.blocks(9)
    expect(s.forgotten()).toEqual([])
    await s.blocks(2)
    expect(s.forgotten()).toEqual([1n])
  })
})

describe('the collector', () => {
  it.each([1, 2, 3, 4])('erases nothing of which it cannot read the truth: %i reads fail', async (reads) => {
    const s = await startCollector({ backoff: { min: 1_000, max: 1_000 } })
    s.snapshot(await s.letGo(2n))
    s.failNextReads(reads)
    await s.block({ marked: true })
    const isRead = s.erased().length > 0
    expect(s.resyncs().done).toBe(isRead ? 1 : 0)
    expect(isRead).toBe(false)
    s.failNextReads(0)
    s.clock.advance(1_000)
    await s.system.settled()
    await s.block()
    expect(s.erased()).toEqual([[0n, 2n]])
    expect(s.resyncs().done).toBe(1)
  })

  it('erases nothing while it is not known what is challenged', async () => {
    const s = await startCollector({ scanEvery: 1 })
    s.snapshot(await s.letGo(2n))
    const answerer = defineUnit({
      name: 'answerer',
      owns: [CountChallenges],
      machine: undefined,
      handlers: {
        'storage.CountChallenges': async () => {
          throw new Error('it has not looked yet')
        },
      },
    })
    s.system.register(answerer)
    await s.block({ marked: true })
    await s.blocks(5)
    expect(s.erased()).toEqual([])
  })

  it('does the rest of a round when one bucket cannot be read', async () => {
    const s = await startCollector()
    await commitObjects(s.store, 2n, 'x')
    s.state.set('Buckets/2', { members: 'nonsense' })
    s.state.set(`StorageAgreements/2/${US}`, s.state.get(`StorageAgreements/1/${US}`))
    s.snapshot(await s.letGo(2n))
    await s.block({ marked: true })
    expect(s.erased()).toEqual([[0n, 2n]])
    expect(await s.store.bucket(2n)).toMatchObject({ quota: null, leafCount: 1n })
    expect(s.resyncs().done).toBe(0)
  })

  it('sweeps what was put and never committed, once it is old', async () => {
    const s = await startCollector({ scanEvery: 5, uncommitted: 1_000 })
    await putObject(s.store, 1n, Buffer.from('never committed'))
    await s.block({ marked: true })
    expect(s.told('storage.UncommittedSwept')).toEqual([])
    s.pass(2_000)
    await s.blocks(6)
    expect(s.told('storage.UncommittedSwept')).toMatchObject([{ bytes: expect.toSatisfy((bytes) => bytes > 14n) }])
    expect(await s.store.bucket(1n)).toMatchObject({ leafCount: 5n })
  })
})
