import { describe, expect, it } from 'vitest'
import { useFolder } from '../../folder.ts'
import { tell } from './story.ts'

const folder = useFolder()

describe('a farm of processes', () => {
  it('books nothing twice and bills to the unit, though its bot is killed, a node dies and another farmer lies', async () => {
    const told = await tell({
      folder: folder.path,
      seed: 2,
      layout: { nodes: 3, users: 3, liars: 1 },
      minutes: 1,
      blockTime: 500,
      kills: 1,
      dead: 1,
      deaf: 1,
      relayRestarts: 0,
      bills: 'agreements',
      period: 60,
      every: 4,
      stay: 20,
      claimFor: 1.5,
    })
    expect(told.lines.filter(({ isGood }) => !isGood)).toEqual([])
    expect(told.counts['deployed']).toBeGreaterThan(0)
  }, 400_000)
})
