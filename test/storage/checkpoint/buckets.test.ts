import { describe, expect, it } from 'vitest'
import { THEM, US } from '../stage.ts'
import { checkpointStage, GRACE, INTERVAL, ledBy, PRIMARIES, THIRD } from './stage.ts'

/** A bucket that somebody else leads in window 0, with this provider right behind it. */
const THEIRS = ledBy(THIRD, 0n)

describe('what is known of the buckets', () => {
  const OURS = ledBy(US, 0n, [US, THEM])

  it('is read at a marked block and acknowledged; a scan that fails is done again', async () => {
    const s = await checkpointStage()
    await s.hold(THEIRS)
    await s.hold(99n, { primaryProviders: [THEM] })
    s.state.set(`StorageAgreements/98/${THEM}`, {})
    await s.block()
    expect(s.scans()).toEqual([])
    s.failNextReads(1)
    await s.block({ marked: true })
    expect(s.resyncs()).toEqual({ needed: 2, done: 0 })
    await s.block({ marked: true })
    expect(s.resyncs()).toEqual({ needed: 2, done: 1 })
    expect(s.openDuties()).toBe(1)
  })

  it('follows what happens to them: added, disabled, enabled, removed, deleted', async () => {
    const s = await checkpointStage({ config: { reportMisses: false } })
    await s.block({ marked: true })
    await s.hold(THEIRS)
    s.added(THEIRS)
    await s.block()
    expect(s.states(`${THEIRS}/0`)).toEqual(['due'])
    s.configure(THEIRS, INTERVAL, GRACE, false)
    await s.block()
    expect(s.ended()).toMatchObject([{ outcome: 'dropped', reason: 'checkpoints are disabled' }])
    s.configure(THEIRS, INTERVAL, GRACE, true)
    await s.block()
    expect(s.states(`${THEIRS}/0`)).toEqual(['due', 'dropped', 'due'])
    s.changeTerms(THEIRS, { primaryProviders: [THEM, THIRD] })
    s.removed(THEIRS, US)
    await s.block()
    expect(s.ended()[1]).toMatchObject({ outcome: 'dropped', reason: expect.stringContaining('no primary') })
    s.changeTerms(THEIRS, { primaryProviders: PRIMARIES })
    s.added(THEIRS)
    await s.block()
    s.deleted(THEIRS)
    await s.block()
    expect(s.ended()[2]).toMatchObject({ outcome: 'dropped', reason: 'the bucket is gone' })
    await s.blocksTo(2 * INTERVAL + 1)
    expect([s.openDuties(), s.ended().length, s.checkpoints().length]).toEqual([0, 3, 0])
  })

  it('has nothing to do where checkpoints are disabled', async () => {
    const s = await checkpointStage()
    await s.hold(THEIRS)
    s.configure(THEIRS, INTERVAL, GRACE, false)
    await s.block({ marked: true })
    await s.blocksTo(2 * INTERVAL)
    expect([s.asked, s.told('duty.Changed')]).toEqual([[], []])
  })

  it('goes by another interval from the block on in which it was set', async () => {
    const s = await checkpointStage()
    await s.hold(THEIRS)
    await s.block({ marked: true })
    await s.blocksTo(5)
    s.configure(THEIRS, 4, 1)
    await s.block()
    expect(s.ended()).toMatchObject([{ window: 0n, outcome: 'dropped', reason: 'the windows are others now' }])
    await s.blocksTo(15)
    expect(s.checkpoints().map(({ call }) => call.args[4])).toEqual([1n, 2n, 3n])
    expect(s.openDuties()).toBe(0)
  })

  it('goes by another grace in the same window', async () => {
    const s = await checkpointStage()
    await s.hold(THEIRS)
    await s.block({ marked: true })
    s.configure(THEIRS, INTERVAL, INTERVAL - 1)
    await s.blocksTo(INTERVAL)
    expect(s.checkpoints()).toEqual([])
    expect(s.ended()).toMatchObject([
      { outcome: 'missed', reason: `its leader ${THIRD} has not submitted, and our turn had not come` },
    ])
  })

  it('waits for the chain to come past the last window after the interval was made longer', async () => {
    const s = await checkpointStage({ from: 5 * INTERVAL })
    await s.hold(THEIRS)
    s.state.set(`LastCheckpointWindow/${THEIRS}`, 5)
    s.configure(THEIRS, 100, GRACE)
    await s.block({ marked: true })
    await s.blocksTo(5 * INTERVAL + 110)
    expect([s.checkpoints(), s.openDuties()]).toEqual([[], 0])
  })

  it('has another leader when the primaries are others', async () => {
    const s = await checkpointStage()
    await s.hold(OURS, { primaryProviders: [US, THEM, THIRD] })
    const leads = ledBy(US, 0n) === OURS
    await s.block({ marked: true })
    s.changeTerms(OURS, { primaryProviders: [US, THEM] })
    s.removed(OURS, THIRD)
    await s.block()
    await s.block()
    expect(s.checkpoints()).toHaveLength(1)
    expect(s.states(`${OURS}/0`).at(-1)).toBe('done')
    expect(leads || s.states(`${OURS}/0`)[0] === 'due').toBe(true)
  })

  it('is nothing on a chain whose providers do not checkpoint', async () => {
    const s = await checkpointStage()
    await s.hold(THEIRS)
    s.lacks('CheckpointConfigs')
    await s.block({ marked: true })
    expect(s.resyncs()).toEqual({ needed: 1, done: 1 })
    expect(s.openDuties()).toBe(0)
  })
})
