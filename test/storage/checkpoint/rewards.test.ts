import { describe, expect, it } from 'vitest'
import { THEM, US } from '../stage.ts'
import { checkpointStage } from './stage.ts'

describe('rewards', () => {
  const setUp = async (config: Record<string, unknown>) => {
    const s = await checkpointStage({ config: { rewards: config } })
    s.state.set(`CheckpointRewards/${US}/1`, '5000000000000').set(`CheckpointRewards/${US}/2`, 7)
    s.state.set(`CheckpointRewards/${THEM}/3`, '5000000000000')
    await s.block({ marked: true })
    return s
  }

  it('are claimed where they are worth it, in no hurry, once in so many blocks', async () => {
    const s = await setUp({ every: 10 })
    await s.blocksTo(9)
    expect(s.claims()).toMatchObject([{ key: 'checkpoint-rewards/1/0', priority: 'low', call: { args: [1n] } }])
    await s.blocksTo(19)
    expect(s.claims().map(({ key }) => key)).toEqual(['checkpoint-rewards/1/0', 'checkpoint-rewards/1/1'])
  })

  it('are claimed from what the operator says is worth it', async () => {
    const s = await setUp({ every: 10, minimum: '7' })
    await s.blocksTo(5)
    expect(s.claims().map(({ call }) => call.args)).toEqual([[1n], [2n]])
  })
})
