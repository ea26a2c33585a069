import { describe, expect, it } from 'vitest'
import { createContentStore } from '../../../src/storage/store/content-store.ts'
import { storageProvider } from '../../devnet/calls.ts'
import { startProvider } from '../challenge/on-devnet.ts'
import { commitObjects } from '../store/stage.ts'

describe('the collector on the development chain', () => {
  it('follows the agreement and the snapshot, erases what was let go, and forgets what nobody is owed', {
    timeout: 120_000,
  }, async () => {
    const p = await startProvider({ settlementTimeout: 10 })
    for (const who of [p.alice, p.bob]) p.provide(who)
    p.seal()
    p.store(0n, p.alice)
    const first = await commitObjects(p.content, 0n, 'a', 'b', 'c')
    p.checkpoint(0n, first)
    p.seal()
    const { told } = await p.startNode({ collector: { config: { scanEvery: 5, backoff: { min: 5, max: 200 } } } })
    let quota: bigint | null = null
    const look = () => {
      void p.content.bucket(0n).then((bucket) => {
        quota = bucket?.quota ?? null
      })
      return quota
    }
    await p.blocksUntil(() => look() === 1_000_000n, 'the quota of the agreement')

    const scratch = createContentStore(':memory:', () => 0)
    await commitObjects(scratch, 0n, 'a', 'b', 'c')
    const next = await scratch.prune(0n, 2n, null)
    await scratch.close()
    const signature = p.letGo(p.bob, 0n, next)
    await p.content.prune(0n, 2n, { commitment: next, admin: `0x${p.bob.hex}`, signature })
    p.checkpoint(0n, next)
    await p.blocksUntil(() => told('storage.RangeErased').length === 1, 'the range is erased')
    // What was signed for it is still defended.
    p.submit(p.bob, p.challengeOffchain(0n, first, 0n))
    await p.blocksUntil(() => told('storage.ChallengeEnded').length === 1, 'the challenge is answered')
    expect(told('storage.ChallengeEnded')).toMatchObject([{ outcome: 'defended', response: 'deleted' }])

    const end = { bucket_id: 0n, provider: p.alice.publicKey, action: { type: 'Pay' as const } }
    p.submit(p.bob, storageProvider('end_agreement', end))
    await p.blocksUntil(() => p.devnet.chain.pool.ready().length === 0, 'the agreement ends')
    const endedAt = p.devnet.chain.best.number
    await p.blocksUntil(() => told('storage.BucketForgotten').length === 1, 'the bucket is forgotten')
    expect(p.devnet.chain.best.number).toBeGreaterThanOrEqual(endedAt + 10)
    expect(await p.content.bucket(0n)).toBeNull()
    expect(await p.content.receiptFor(0n, 0n)).toMatchObject({ signature })
    expect(p.events).toEqual({ defended: 1, slashed: 0 })
  })
})
