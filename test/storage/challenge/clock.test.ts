import { describe, expect, it } from 'vitest'
import { hashOf } from '../stage.ts'
import { type Options, startChallenges } from './stage.ts'

const AHEAD = 7_000_000
const LEFT = 40

/** A challenge of what this node has not, and its end by the chain that deadlines are counted by. */
async function startCounted(options: Options, ahead: number) {
  const s = await startChallenges({ layout: 'map', ...options })
  await s.block({ marked: true })
  const deadline = s.head + ahead + LEFT
  const put = s.put({ mmrRoot: hashOf(9) }, deadline)
  s.created(put)
  await s.blocks(2)
  return { ...s, put, deadline }
}

describe('deadlines of challenges that are counted by the relay chain', () => {
  it.each(['auto', 'relay'])(
    'are told in blocks that are left, and by this chain’s own numbers (%s)',
    async (clock) => {
      const s = await startCounted({ relay: AHEAD, config: { clock } }, AHEAD)
      const [alarm] = s.undefended()
      expect(alarm).toMatchObject({ deadline: s.deadline, reason: 'commitment-unknown' })
      expect(LEFT - Number(alarm!['blocksLeft'])).toBeLessThanOrEqual(2)
      for (const { deadline } of s.told('duty.Changed')) expect(deadline).toBe(s.deadline - AHEAD)
    },
  )

  it('are over when the relay chain says so, however few blocks of this chain there were', async () => {
    const s = await startCounted({ relay: AHEAD, config: { scanEvery: 2 } }, AHEAD)
    s.state.delete(`Challenges/${s.deadline}/${s.put.index}`)
    // The relay chain was much faster.
    s.goAhead(AHEAD + LEFT)
    await s.blocks(6)
    expect(s.ended()).toEqual([['slashed', null]])
  })

  it.each([
    ['the runtime does not count so', {}],
    ['the config says that they are its own', { relay: AHEAD, config: { clock: 'own' } }],
    ['it knows no relay chain, whatever the config says', { config: { clock: 'relay' } }],
  ])('are this chain’s own where %s', async (_, options) => {
    const s = await startCounted(options, 0)
    const [alarm] = s.undefended()
    expect(LEFT - Number(alarm!['blocksLeft'])).toBeLessThanOrEqual(2)
    for (const { deadline } of s.told('duty.Changed')) expect(deadline).toBe(s.deadline)
  })
})
