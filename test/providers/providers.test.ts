import { describe, expect, it } from 'vitest'
import { useFolder } from '../folder.ts'
import { tell } from './story.ts'

const folder = useFolder()

describe('three providers and a client on one chain, each a process', () => {
  it('checkpoint every window together, keep a replica whole, and are not slashed, though one is killed and one is lied about', async () => {
    const options = { seed: 3, blockTime: 300, windows: 2, syncs: 2, challenges: 12, kills: 1 }
    const told = await tell({ folder: folder.path, ...options })
    expect(told.calm).toEqual({ windows: 2, signedByThree: 2 })
    expect(told.windows.checkpointed + told.windows.explained).toBe(told.windows.due)
    expect(told.syncs).toMatchObject({ paid: 2, rootsEqual: true })
    expect(told.syncs.corruptedAnswers).toBeGreaterThan(0)
    expect(told.challenges).toEqual({ asked: 12, defended: 12, slashed: 0 })
    expect(told.exitCodes).toEqual([0, 0, 0])
  }, 240_000)
})
