import { describe, expect, it } from 'vitest'
import { hashOf, THEM } from '../stage.ts'
import { startChallenges } from './stage.ts'

describe.each(['list', 'map'] as const)('the challenge actor, challenges kept in a %s', (layout) => {
  it('answers one that an event tells of, by a point read, with a proof that the chain takes', async () => {
    const s = await startChallenges({ layout })
    const { mmrRoot } = await s.commit(1n, 'hello world, this is it', 'another')
    await s.block({ marked: true })
    const scans = s.scans().length
    s.created(s.put({ mmrRoot, chunkIndex: 2n }))
    await s.blocks(3)
    expect(s.scans()).toHaveLength(scans)
    expect(s.submissions).toMatchObject([{ call: { name: 'respond_to_challenge' }, priority: 'urgent', deadline: 102 }])
    expect(s.ended()).toEqual([['defended', 'proof']])
    expect(s.states()).toEqual(['due', 'running', 'done'])
    expect(s.openDuties()).toBe(0)
  })

  it('reads all at a marked block, acknowledges, and answers what it finds', async () => {
    const s = await startChallenges({ layout })
    const { mmrRoot } = await s.commit(1n, 'a')
    s.put({ mmrRoot })
    s.put({ mmrRoot, provider: THEM })
    await s.block()
    expect(s.scans()).toEqual([])
    await s.block({ marked: true })
    expect(s.scans()).toEqual([hashOf(2)])
    expect(s.resyncs()).toEqual({ needed: 1, done: 1 })
    await s.blocks(2)
    expect(s.ended()).toEqual([['defended', 'proof']])
    expect(s.submissions).toHaveLength(1)
  })
})
