import { describe, expect, it } from 'vitest'
import { verifySignature } from '../../../src/chain/signing/signature.ts'
import { accountFromUri } from '../../../src/devnet/accounts.ts'
import { proposalPayload } from '../../../src/storage/commitment/payloads.ts'
import { PeerError } from '../../../src/storage/peers/errors.ts'
import { THEM, US } from '../stage.ts'
import { commitObjects } from '../store/stage.ts'
import { type Asked, checkpointStage, GRACE, INTERVAL, ledBy, signerOf, THIRD } from './stage.ts'

/** Every test begins in window 0, in which this bucket is ours to lead, and looks at window 1 only where it says so. */
const OURS = ledBy(US, 0n)

const signersOf = (call: { args: readonly unknown[] }) =>
  (call.args[5] as Array<[string, string]>).map(([account]) => account)

describe('the leader of a window', () => {
  it('asks all others at once, and submits what they and it have signed, urgently and in time', async () => {
    const s = await checkpointStage()
    const { mmrRoot, startSeq, leafCount } = await s.hold(OURS)
    await s.block({ marked: true })
    expect(s.asked.map(({ peer, ...asked }) => asked)).toEqual(
      Array.from({ length: 2 }, () => ({
        bucket_id: Number(OURS),
        mmr_root: mmrRoot,
        start_seq: 0,
        leaf_count: 1,
        window: 0,
      })),
    )
    const [submission, ...more] = s.checkpoints()
    expect(more).toEqual([])
    expect(submission).toMatchObject({ key: `checkpoint/${OURS}/0`, priority: 'high', deadline: INTERVAL })
    expect(submission!.call.args.slice(0, 5)).toEqual([OURS, mmrRoot, startSeq, leafCount, 0n])
    expect(signersOf(submission!.call).sort()).toEqual([US, THEM, THIRD].sort())
    const statement = proposalPayload(OURS, { mmrRoot, startSeq, leafCount }, 0n)
    const given = new Map(submission!.call.args[5] as Array<[string, string]>)
    const value = `0x${given.get(THEM)!.slice(4)}`
    expect(given.get(THEM)!.slice(0, 4)).toBe('0x01')
    expect(verifySignature(statement, { type: 'sr25519', value }, s.bob.key)).toBe(true)
    expect(s.ended()).toMatchObject([{ bucketId: OURS, window: 0n, outcome: 'done' }])
    expect(s.states(`${OURS}/0`)).toEqual(['running', 'done'])
    expect(s.openDuties()).toBe(0)
  })

  it('checkpoints each window again, also when nothing is new', async () => {
    const s = await checkpointStage()
    await s.hold(OURS, { primaryProviders: [US], minProviders: 1 })
    await s.block({ marked: true })
    await s.blocksTo(3 * INTERVAL + 1)
    expect(s.checkpoints().map(({ call }) => call.args[4])).toEqual([0n, 1n, 2n, 3n])
  })

  it('needs as many as the bucket asks for, itself among them, and asks the others again', async () => {
    const s = await checkpointStage()
    const agree = s.bob.agree
    s.answerBy(THEM, () => ({ agreed: false, signature: '', local_mmr_root: `0x${'00'.repeat(32)}` }))
    s.answerBy(THIRD, () => {
      throw new PeerError('unreachable', 'somewhere', 'nobody listens')
    })
    await s.hold(OURS)
    await s.block({ marked: true })
    await s.block()
    expect(s.checkpoints()).toEqual([])
    expect(s.asked.length).toBeGreaterThan(2)
    s.answerBy(THEM, agree)
    await s.block()
    await s.block()
    expect(s.checkpoints().map(({ call }) => signersOf(call).sort())).toEqual([[US, THEM].sort()])
  })

  it('does not count a signature that is not by the registered key, or one that was passed on', async () => {
    const s = await checkpointStage()
    const stranger = await signerOf('//Eve')
    s.answerBy(THEM, stranger.agree)
    s.answerBy(THIRD, async (asked: Asked) => ({ agreed: true, signature: await s.bob.sign(asked) }))
    await s.hold(OURS)
    await s.block({ marked: true })
    await s.blocksTo(INTERVAL - 1)
    expect(s.checkpoints()).toEqual([])
    await s.blocksTo(INTERVAL)
    expect(s.ended()).toMatchObject([
      { outcome: 'missed', reason: expect.stringContaining('not the key that it has registered') },
    ])
    expect(s.ended()[0]!['reason']).toContain('1 of 2 signatures')
  })

  it('counts a primary that is listed twice once', async () => {
    const s = await checkpointStage()
    const bucketId = ledBy(US, 0n, [US, THEM, THEM])
    await s.hold(bucketId, { primaryProviders: [US, THEM, THEM], minProviders: 3 })
    await s.block({ marked: true })
    expect(s.asked).toHaveLength(1)
    await s.blocksTo(INTERVAL)
    expect(s.checkpoints()).toEqual([])
    expect(s.ended()).toMatchObject([{ outcome: 'missed', reason: '2 of 3 signatures' }])
  })

  it.each(['ed25519', 'ecdsa'] as const)('takes signatures of a key of %s', async (type) => {
    const s = await checkpointStage()
    const other = await signerOf('//Dave', type)
    s.register(THEM, `0x${Buffer.from(accountFromUri('//Dave', type).publicKey).toString('hex')}`)
    s.answerBy(THEM, other.agree)
    s.answerBy(THIRD, () => {
      throw new PeerError('unreachable', 'somewhere', 'nobody listens')
    })
    await s.hold(OURS)
    await s.block({ marked: true })
    const given = new Map(s.checkpoints()[0]!.call.args[5] as Array<[string, string]>)
    expect(given.get(THEM)!.slice(0, 4)).toBe(type === 'ed25519' ? '0x00' : '0x02')
  })

  it('does not wait for a peer longer than it has to answer', async () => {
    const s = await checkpointStage({ config: { waitForAll: 0 } })
    s.answerBy(THIRD, (_, signal) => {
      const { promise, reject } = Promise.withResolvers()
      signal.addEventListener('abort', () => reject(new PeerError('late', 'somewhere', 'no answer in time')))
      return promise
    })
    await s.hold(OURS)
    await s.block({ marked: true })
    expect(s.checkpoints()).toEqual([])
    s.clock.advance(1_000)
    await s.system.settled()
    expect(s.checkpoints().map(({ call }) => signersOf(call).sort())).toEqual([[US, THEM].sort()])
  })

  it('waits a little for signatures beyond those it needs', async () => {
    const s = await checkpointStage({ config: { waitForAll: 4 } })
    const { agree } = s.charlie
    s.answerBy(THIRD, () => {
      throw new PeerError('unreachable', 'somewhere', 'nobody listens')
    })
    await s.hold(OURS)
    await s.block({ marked: true })
    await s.block()
    expect(s.checkpoints()).toEqual([])
    s.answerBy(THIRD, agree)
    await s.block()
    await s.block()
    expect(s.checkpoints().map(({ call }) => signersOf(call).length)).toEqual([3])
    const other = await checkpointStage({ config: { waitForAll: 4 } })
    other.answerBy(THIRD, () => {
      throw new PeerError('unreachable', 'somewhere', 'nobody listens')
    })
    await other.hold(OURS)
    await other.block({ marked: true })
    await other.blocksTo(6)
    expect(other.checkpoints().map(({ call }) => signersOf(call).length)).toEqual([2])
  })

  it('proposes what the others hold when they are behind, as long as nobody has signed', async () => {
    const s = await checkpointStage()
    const before = await s.hold(OURS, { minProviders: 3 })
    await commitObjects(s.store, OURS, 'second')
    const behind =
      (sign: (asked: Asked) => Promise<string>) =>
      async (asked: Asked): Promise<unknown> =>
        asked.mmr_root === before.mmrRoot
          ? { agreed: true, signature: await sign(asked) }
          : { agreed: false, signature: '', local_mmr_root: before.mmrRoot }
    s.answerBy(THEM, behind(s.bob.sign))
    s.answerBy(THIRD, behind(s.charlie.sign))
    await s.block({ marked: true })
    await s.block()
    expect(s.checkpoints().map(({ call }) => call.args[1])).toEqual([before.mmrRoot])
  })

  it('keeps to what has been signed while the client goes on writing', async () => {
    const s = await checkpointStage()
    const { agree } = s.charlie
    s.answerBy(THIRD, () => {
      throw new PeerError('unreachable', 'somewhere', 'nobody listens')
    })
    const { mmrRoot } = await s.hold(OURS, { minProviders: 3 })
    await s.block({ marked: true })
    await commitObjects(s.store, OURS, 'second')
    s.answerBy(THIRD, agree)
    await s.block()
    await s.block()
    expect(s.checkpoints().map(({ call }) => [call.args[1], signersOf(call).length])).toEqual([[mmrRoot, 3]])
    expect(s.asked.filter(({ peer }) => peer.endsWith(String(0xbb)))).toHaveLength(1)
  })

  it('does not propose less than the last checkpoint, nor what an admin has frozen out', async () => {
    const s = await checkpointStage()
    const snapshot = { mmrRoot: US, startSeq: 0, leafCount: 5, checkpointBlock: 1, primarySigners: '0x07' }
    await s.hold(OURS, { snapshot })
    await s.block({ marked: true })
    expect(s.asked).toEqual([])
    s.changeTerms(OURS, { snapshot: null, frozenStartSeq: 1 })
    await s.block()
    expect(s.asked).toEqual([])
    s.changeTerms(OURS, { frozenStartSeq: null })
    await s.block()
    await s.block()
    expect(s.checkpoints()).toHaveLength(1)
  })

  it('does not submit when its own key is not the registered one', async () => {
    const s = await checkpointStage()
    s.register(US, s.bob.key)
    await s.hold(OURS)
    await s.block({ marked: true })
    await s.blocksTo(INTERVAL)
    expect(s.checkpoints()).toEqual([])
    expect(s.ended()).toMatchObject([{ outcome: 'missed', reason: expect.stringContaining('registered') }])
  })

  it('begins anew when the chain does not take it, and takes it for done when somebody was faster', async () => {
    const s = await checkpointStage()
    await s.hold(OURS)
    const failures = ['InvalidSignature', 'CheckpointAlreadySubmitted']
    s.submitBy(() => ({
      result: 'failed',
      error: { pallet: 'StorageProvider', name: failures.shift()!, retryable: false },
    }))
    await s.block({ marked: true })
    await s.block()
    await s.block()
    expect(s.checkpoints()).toHaveLength(2)
    expect(s.ended()).toMatchObject([{ outcome: 'done' }])
    expect(failures).toEqual([])
  })

  it('goes on when reads fail for a while', async () => {
    const s = await checkpointStage()
    await s.block({ marked: true })
    await s.hold(OURS)
    s.failNextReads(4)
    s.added(OURS)
    for (let n = 0; n < 8; n += 1) await s.block()
    expect(s.checkpoints()).toHaveLength(1)
  })

  it('says why when its window is over, and reports nobody for it', async () => {
    const s = await checkpointStage()
    await s.hold(OURS, { minProviders: 4 })
    await s.block({ marked: true })
    await s.blocksTo(INTERVAL + 3)
    expect(s.ended()).toMatchObject([{ window: 0n, outcome: 'missed', reason: '3 of 4 signatures' }])
    expect(s.reports()).toEqual([])
    expect(s.states(`${OURS}/0`)).toEqual(['running', 'missed'])
  })

  it('has a checkpoint that landed in the last block for done', async () => {
    const s = await checkpointStage()
    await s.hold(OURS)
    const never = Promise.withResolvers<never>()
    s.submitBy(() => never.promise)
    await s.block({ marked: true })
    await s.blocksTo(INTERVAL - 1)
    s.state.set(`LastCheckpointWindow/${OURS}`, 0)
    await s.block()
    expect(s.ended()).toMatchObject([{ window: 0n, outcome: 'done' }])
  })

  it('has nothing to do in a bucket in which there is nothing, looks once more after the grace, and then at the next window', async () => {
    const s = await checkpointStage()
    await s.hold(OURS)
    await s.store.forget(OURS)
    await s.block({ marked: true })
    await s.blocksTo(GRACE)
    expect([s.asked, s.told('duty.Changed')]).toEqual([[], []])
    await commitObjects(s.store, OURS, 'late')
    await s.blocksTo(INTERVAL - 1)
    expect(s.checkpoints()).toHaveLength(1)
    await s.store.forget(OURS)
    await s.blocksTo(2 * INTERVAL + 1)
    expect(s.ended()).toHaveLength(1)
  })
})
