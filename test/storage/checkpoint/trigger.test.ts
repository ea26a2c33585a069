import { describe, expect, it } from 'vitest'
import { US } from '../stage.ts'
import { commitObjects } from '../store/stage.ts'
import { checkpointStage, GRACE, ledBy, THIRD } from './stage.ts'

/** A bucket that somebody else leads in window 0, with this provider right behind it. */
const THEIRS = ledBy(THIRD, 0n)

describe('triggering a checkpoint', () => {
  it('makes it now where the chain would take it', async () => {
    const s = await checkpointStage()
    await s.hold(THEIRS)
    await s.block({ marked: true })
    expect(await s.trigger(THEIRS)).toMatchObject({
      value: { triggered: false, message: `up to block ${GRACE} only the leader ${THIRD} may submit` },
    })
    await s.blocksTo(GRACE)
    expect(await s.trigger(THEIRS)).toMatchObject({ value: { triggered: true } })
    await s.system.settled()
    expect(s.checkpoints()).toHaveLength(1)
  })

  it('opens the duty when there is none for want of data', async () => {
    const s = await checkpointStage()
    const ours = ledBy(US, 0n)
    await s.hold(ours)
    await s.store.forget(ours)
    await s.block({ marked: true })
    expect(await s.trigger(ours)).toMatchObject({
      value: { triggered: false, message: expect.stringMatching(/stored/) },
    })
    await commitObjects(s.store, ours, 'late')
    expect(await s.trigger(ours)).toMatchObject({ value: { triggered: true } })
    await s.system.settled()
    expect(s.checkpoints()).toHaveLength(1)
    expect(await s.trigger(ours)).toMatchObject({
      value: { triggered: false, message: expect.stringMatching(/already/) },
    })
  })

  it('says no before the buckets are known, and for those of others', async () => {
    const s = await checkpointStage()
    expect(await s.trigger(1n)).toMatchObject({
      value: { triggered: false, message: expect.stringMatching(/not known/) },
    })
    await s.block({ marked: true })
    expect(await s.trigger(1n)).toMatchObject({
      value: { triggered: false, message: expect.stringMatching(/no primary/) },
    })
  })
})
