import { describe, expect, it } from 'vitest'
import { PeerError } from '../../../src/storage/peers/errors.ts'
import { THEM, US } from '../stage.ts'
import { commitObjects } from '../store/stage.ts'
import { checkpointStage, GRACE, INTERVAL, ledBy, THIRD } from './stage.ts'

/** A bucket that somebody else leads in window 0, with this provider right behind it. */
const THEIRS = ledBy(THIRD, 0n)
/** And one in which this provider comes last. */
const LAST = ledBy(THEM, 0n)

describe('a primary that is not the leader', () => {
  it('leaves the window to the leader, and knows who has submitted', async () => {
    const s = await checkpointStage()
    await s.hold(THEIRS)
    await s.block({ marked: true })
    expect(s.states(`${THEIRS}/0`)).toEqual(['due'])
    await s.blocksTo(4)
    s.land(THEIRS, 0n, THIRD)
    await s.blocksTo(INTERVAL - 1)
    expect(s.checkpoints()).toEqual([])
    expect(s.ended()).toMatchObject([{ bucketId: THEIRS, window: 0n, outcome: 'done', by: THIRD, block: 4 }])
    expect(s.states(`${THEIRS}/0`)).toEqual(['due', 'done'])
  })

  it('tries itself after the grace when the leader is away', async () => {
    const s = await checkpointStage()
    s.answerBy(THIRD, () => {
      throw new PeerError('unreachable', 'somewhere', 'nobody listens')
    })
    await s.hold(THEIRS)
    await s.block({ marked: true })
    await s.blocksTo(GRACE)
    expect([s.asked, s.checkpoints()]).toEqual([[], []])
    await s.blocksTo(INTERVAL - 1)
    expect(s.checkpoints()).toMatchObject([
      { call: { args: [THEIRS, expect.anything(), 0n, 1n, 0n, expect.anything()] } },
    ])
    expect(s.ended()).toMatchObject([{ outcome: 'done', by: US }])
    expect(s.states(`${THEIRS}/0`)).toEqual(['due', 'running', 'done'])
  })

  it('goes on though the client has checkpointed itself: the chain holds the window for open', async () => {
    const s = await checkpointStage()
    const signed = await s.hold(THEIRS)
    await s.block({ marked: true })
    s.written(THEIRS, signed)
    await s.blocksTo(INTERVAL - 1)
    expect(s.checkpoints()).toHaveLength(1)
    expect(s.states(`${THEIRS}/0`)).toEqual(['due', 'running', 'done'])
  })

  it('comes later the further it is behind', async () => {
    const begins = async (bucketId: bigint): Promise<number> => {
      const s = await checkpointStage()
      await s.hold(bucketId)
      await s.block({ marked: true })
      while (s.checkpoints().length === 0) await s.block()
      return s.head
    }
    expect(await begins(LAST)).toBeGreaterThan(await begins(THEIRS))
  })

  it('gives up at the end of the window, says why, and reports the leader', async () => {
    const s = await checkpointStage()
    for (const account of [THEM, THIRD])
      s.answerBy(account, () => {
        throw new PeerError('unreachable', 'somewhere', 'nobody listens')
      })
    await s.hold(THEIRS)
    await s.block({ marked: true })
    await s.blocksTo(INTERVAL - 1)
    expect(s.ended()).toEqual([])
    await s.block()
    expect(s.ended()).toMatchObject([
      {
        bucketId: THEIRS,
        window: 0n,
        outcome: 'missed',
        reason: expect.stringMatching(/^1 of 2 signatures; .*nobody listens/),
      },
    ])
    expect(s.told('duty.Changed')).toContainEqual({
      kind: 'checkpoint',
      key: `${THEIRS}/0`,
      state: 'missed',
      deadline: INTERVAL - 1,
      detail: s.ended()[0]!['reason'],
    })
    expect(s.reports()).toMatchObject([{ key: `checkpoint-miss/${THEIRS}/0`, call: { args: [THEIRS, 0n] } }])
  })

  it('leaves the report to those before it for a block, and reports once only', async () => {
    const s = await checkpointStage()
    await s.hold(LAST, { minProviders: 4 })
    await s.block({ marked: true })
    await s.blocksTo(INTERVAL)
    expect([s.ended().length, s.reports().length]).toEqual([1, 0])
    await s.blocksTo(INTERVAL + 3)
    expect(s.reports()).toHaveLength(1)
    const other = await checkpointStage()
    await other.hold(LAST, { minProviders: 4 })
    await other.block({ marked: true })
    await other.blocksTo(INTERVAL + 1)
    other.state.set(`LastCheckpointWindow/${LAST}`, 0)
    await other.blocksTo(INTERVAL + 5)
    expect(other.reports()).toEqual([])
  })

  it('reports nobody when told not to', async () => {
    const s = await checkpointStage({ config: { reportMisses: false } })
    await s.hold(THEIRS, { minProviders: 4 })
    await s.block({ marked: true })
    await s.blocksTo(INTERVAL + 3)
    expect([s.ended().length, s.reports().length]).toEqual([1, 0])
  })

  it('proposes what it has co-signed for this window, though there is more by now', async () => {
    const s = await checkpointStage()
    const signed = await s.hold(THEIRS)
    await s.block({ marked: true })
    expect(await s.cosign(THEIRS, signed, 0n)).toMatchObject({ ok: true, value: { agreed: true } })
    await commitObjects(s.store, THEIRS, 'second')
    await s.blocksTo(INTERVAL - 1)
    expect(s.checkpoints().map(({ call }) => call.args[1])).toEqual([signed.mmrRoot])
  })
})
