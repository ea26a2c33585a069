import { describe, expect, it } from 'vitest'
import { verifySignature } from '../../../src/chain/signing/signature.ts'
import { createMemoryStore } from '../../../src/kernel/index.ts'
import { createWords } from '../../../src/storage/checkpoint/cosign/words.ts'
import { proposalPayload } from '../../../src/storage/commitment/payloads.ts'
import { createContentStore } from '../../../src/storage/store/content-store.ts'
import type { Commitment } from '../../../src/storage/store/types.ts'
import { THEM, US } from '../stage.ts'
import { commitObjects } from '../store/stage.ts'
import { type CheckpointStage, checkpointStage, GRACE, INTERVAL, ledBy, THIRD } from './stage.ts'

const THEIRS = ledBy(THIRD, 0n)
const NOWHERE = `0x${'99'.repeat(32)}`

/** A bucket with three commits, of which this provider has all, and what was committed at each. */
async function setUp(options: Parameters<typeof checkpointStage>[0] = {}) {
  const s = await checkpointStage(options)
  const first = await s.hold(THEIRS)
  const second = await commitObjects(s.store, THEIRS, 'second')
  const third = await commitObjects(s.store, THEIRS, 'third')
  await s.block({ marked: true })
  return { s, first, second, third }
}

const refused = (reason: string, retryable = false) => ({ ok: false, refusal: { reason, retryable } })

const agrees = async (s: CheckpointStage, commitment: Commitment, window = 0n): Promise<boolean | undefined> => {
  const outcome = await s.cosign(THEIRS, commitment, window)
  return outcome.ok ? outcome.value.agreed : undefined
}

describe('co-signing', () => {
  it('signs what this provider would propose itself', async () => {
    const { s, third } = await setUp()
    const outcome = await s.cosign(THEIRS, third, 0n)
    expect(outcome).toMatchObject({ ok: true, value: { agreed: true, localMmrRoot: third.mmrRoot } })
    const value = outcome.ok ? outcome.value.signature! : ''
    const { publicKey } = s.state.get(`Providers/${US}`) as { publicKey: string }
    expect(verifySignature(proposalPayload(THEIRS, third, 0n), { type: 'sr25519', value }, publicKey)).toBe(true)
  })

  it('signs an earlier commitment whose leaves it still has, for a leader that is behind', async () => {
    const { s, second, third } = await setUp()
    await s.store.prune(THEIRS, 1n, null)
    expect(await s.cosign(THEIRS, second, 0n)).toMatchObject({ value: { agreed: true } })
    expect(third.leafCount).toBe(3n)
  })

  it('does not sign what it does not have, and names its own', async () => {
    const { s, third } = await setUp()
    const unknown = [
      { ...third, mmrRoot: NOWHERE },
      { ...third, leafCount: 4n },
      { ...third, startSeq: 1n },
      { ...third, mmrRoot: 'nonsense' },
    ]
    for (const commitment of unknown)
      expect(await s.cosign(THEIRS, commitment, 0n)).toEqual({
        ok: true,
        value: { agreed: false, signature: null, localMmrRoot: third.mmrRoot },
      })
    expect(await agrees(s, third)).toBe(true)
  })

  it('does not take back what is checkpointed, nor sign before what is frozen', async () => {
    const { s, first, second, third } = await setUp()
    const snapshot = { mmrRoot: second.mmrRoot, startSeq: 0, leafCount: 2, checkpointBlock: 1, primarySigners: '0x03' }
    s.changeTerms(THEIRS, { snapshot })
    s.added(THEIRS)
    await s.block()
    expect(await agrees(s, first)).toBe(false)
    s.changeTerms(THEIRS, { frozenStartSeq: 1 })
    s.added(THEIRS)
    await s.block()
    expect(await agrees(s, third)).toBe(false)
    expect(await agrees(s, await s.store.prune(THEIRS, 1n, null))).toBe(true)
  })

  it('never signs two commitments for one window, and says which it stands by', async () => {
    const { s, second, third } = await setUp()
    expect(await agrees(s, second)).toBe(true)
    expect(await s.cosign(THEIRS, third, 0n)).toEqual({
      ok: true,
      value: { agreed: false, signature: null, localMmrRoot: second.mmrRoot },
    })
    expect(await agrees(s, { ...third, mmrRoot: NOWHERE })).toBe(false)
    expect(await agrees(s, second)).toBe(true)
    await s.blocksTo(INTERVAL)
    expect(await agrees(s, third, 1n)).toBe(true)
  })

  it('never does, though both are asked for at the same time, or the node was started anew', async () => {
    const saved = createMemoryStore()
    const store = createContentStore(':memory:', () => 0)
    const { s, second, third } = await setUp({ saved, store })
    const both = await Promise.all([s.cosign(THEIRS, third, 0n), s.cosign(THEIRS, second, 0n)])
    expect(both.map((each) => each.ok && each.value.agreed)).toEqual([true, false])
    const again = await checkpointStage({ saved, store })
    await again.hold(THEIRS, {}, 'fourth')
    await again.block({ marked: true })
    expect(await agrees(again, second)).toBe(false)
    expect(await agrees(again, third)).toBe(true)
  })

  it('is for the present window, or for the next within a block of its beginning', async () => {
    const { s, third } = await setUp()
    expect(await s.cosign(THEIRS, third, 1n)).toMatchObject(refused('wrong-window'))
    await s.blocksTo(INTERVAL - 2)
    expect(await s.cosign(THEIRS, third, 1n)).toMatchObject(refused('wrong-window'))
    await s.blocksTo(INTERVAL - 1)
    expect(await agrees(s, third, 1n)).toBe(true)
    await s.blocksTo(INTERVAL)
    expect(await s.cosign(THEIRS, third, 0n)).toMatchObject(refused('wrong-window'))
  })

  it('is not for a window that is checkpointed', async () => {
    const { s, third } = await setUp()
    s.land(THEIRS, 0n, THIRD)
    await s.block()
    expect(await s.cosign(THEIRS, third, 0n)).toMatchObject(refused('wrong-window'))
  })

  it('is for buckets of ours alone, that are checkpointed and have something in them', async () => {
    const { s, third } = await setUp()
    expect(await s.cosign(77n, third, 0n)).toMatchObject(refused('not-primary'))
    await s.store.forget(THEIRS)
    expect(await s.cosign(THEIRS, third, 0n)).toMatchObject(refused('no-data'))
    s.configure(THEIRS, INTERVAL, GRACE, false)
    await s.block()
    expect(await s.cosign(THEIRS, third, 0n)).toMatchObject(refused('disabled'))
    s.configure(THEIRS, INTERVAL, GRACE, true)
    s.changeTerms(THEIRS, { primaryProviders: [THEM, THIRD] })
    s.removed(THEIRS, US)
    await s.block()
    expect(await s.cosign(THEIRS, third, 0n)).toMatchObject(refused('not-primary'))
  })

  it('is not possible yet before the buckets are known', async () => {
    const s = await checkpointStage()
    expect(await s.cosign(1n, { mmrRoot: NOWHERE, startSeq: 0n, leafCount: 1n }, 0n)).toMatchObject(
      refused('unavailable', true),
    )
  })

  it('is done so often for a bucket and not more', async () => {
    const { s, third } = await setUp({ config: { cosign: { perMinute: 60, burst: 3 } } })
    for (let n = 0; n < 3; n += 1) expect(await agrees(s, third)).toBe(true)
    expect(await s.cosign(THEIRS, third, 0n)).toMatchObject(refused('too-often', true))
    s.clock.advance(1_000)
    expect(await agrees(s, third)).toBe(true)
    expect(await s.cosign(THEIRS, third, 0n)).toMatchObject(refused('too-often', true))
  })
})

describe('the words that were given', () => {
  it('are kept by bucket and window, until the chain is past the window', () => {
    const saved = createMemoryStore()
    const words = createWords(saved)
    const [one, other] = [1n, 2n].map((leafCount) => ({ mmrRoot: NOWHERE, startSeq: 0n, leafCount }))
    expect(words.give(1n, 5n, one!)).toEqual(one)
    expect(words.give(1n, 5n, other!)).toEqual(one)
    expect(words.give(1n, 12n, other!)).toEqual(other)
    expect(words.give(11n, 5n, other!)).toEqual(other)
    words.forget(1n, 5n)
    expect([words.of(1n, 5n), words.of(1n, 12n), words.of(11n, 5n)]).toEqual([undefined, other, other])
    expect(createWords(saved).of(1n, 12n)).toEqual(other)
  })
})
