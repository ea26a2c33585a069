import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../src/kernel/index.ts'
import { createContentStore } from '../../../src/storage/store/content-store.ts'
import { US } from '../stage.ts'
import { checkpointStage, INTERVAL, ledBy, THIRD } from './stage.ts'

/** A bucket that somebody else leads in window 0, with this provider right behind it. */
const THEIRS = ledBy(THIRD, 0n)

describe('a node that was started anew within a window', () => {
  it('goes on with the present window, and knows what it has signed', async () => {
    const saved = createMemoryStore()
    const store = createContentStore(':memory:', () => 0)
    const bucketId = ledBy(US, 1n)
    const before = await checkpointStage({ saved, store, from: INTERVAL })
    before.submitBy(() => new Promise(() => {}))
    const signed = await before.hold(bucketId)
    await before.block({ marked: true })
    expect(before.checkpoints()).toHaveLength(1)
    // It has not landed when the node is killed: nothing more is heard of it.
    const after = await checkpointStage({ saved, store, from: INTERVAL + 3 })
    const more = await after.hold(bucketId, {}, 'second')
    await after.block({ marked: true })
    expect(after.checkpoints().map(({ key, call }) => [key, call.args[1]])).toEqual([
      [`checkpoint/${bucketId}/1`, signed.mmrRoot],
    ])
    expect(await after.cosign(bucketId, more, 1n)).toMatchObject({ refusal: { reason: 'wrong-window' } })
  })

  it('leaves a window alone that is checkpointed', async () => {
    const s = await checkpointStage({ from: INTERVAL + 3 })
    const bucketId = ledBy(US, 1n)
    await s.hold(bucketId)
    s.state.set(`LastCheckpointWindow/${bucketId}`, 1)
    await s.block({ marked: true })
    await s.blocksTo(2 * INTERVAL - 1)
    expect([s.checkpoints(), s.told('duty.Changed')]).toEqual([[], []])
  })

  it('tries at once when its turn has passed', async () => {
    const s = await checkpointStage({ from: INTERVAL - 3 })
    await s.hold(THEIRS)
    await s.block({ marked: true })
    await s.block()
    expect(s.checkpoints()).toHaveLength(1)
  })
})
