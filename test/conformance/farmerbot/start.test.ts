/**
 * What fails while a bot starts. The one in Go ends with the first error: one node that does not answer, and no node of the farm is
 * seen to. Reeve's farm is many: what the chain cannot say is read again before anything is decided by it, and a node that does not
 * answer is a matter of that node alone.
 */
import { describe, expect, test } from 'vitest'
import { ONE, startBots, TWO } from './stage.ts'

/** What G reads of the chain, and where. */
const READS = [
  ['farm', 'Farms'],
  ['nodes', 'NodesByFarmID'],
  ['node', 'Nodes'],
  ['price', 'DedicatedNodesExtraFee'],
  ['rent', 'ActiveRentContractForNode'],
  ['power', 'NodePower'],
] as const

type Farm = Awaited<ReturnType<typeof startBots>>

/** The mark stays until the farm has been read. */
async function blocksUntilRead(farm: Farm): Promise<void> {
  const { done } = farm.resyncs()
  for (let blocks = 0; blocks < 10 && farm.resyncs().done === done; blocks += 1) await farm.block({ marked: true })
  farm.clock.advance(5_000)
  await farm.system.settled()
}

describe('3.10 #87 a farm of which something fails at the start', () => {
  test.each(READS)(
    '%s, which cannot be read: nothing is placed by what is not known; it is read again',
    async (_, item) => {
      const farm = await startBots(TWO, { broken: item })
      expect(farm.resyncs().done).toBe(0)
      const asked = farm.place('a', ONE)
      expect(await farm.now(asked)).toBe('open')
      await farm.block({ marked: true })
      expect(farm.resyncs().done).toBe(0)
      expect(farm.told()).toEqual([])
      farm.mendItem(item)
      await blocksUntilRead(farm)
      await farm.minutes(2)
      expect(await farm.states()).toEqual({ 1: 'on', 2: 'on' })
      expect(await farm.now(asked)).toMatchObject({ ok: true, value: { nodeId: 1 } })
    },
  )

  test('stats of one node: it is unreachable after two rounds, and the other is used meanwhile, and the node itself once it answers', async () => {
    const farm = await startBots({ 1: { total: ONE, isSilent: true }, 2: TWO[2]! })
    await farm.minutes(5)
    expect(await farm.states()).toEqual({ 1: 'unreachable', 2: 'on' })
    expect(await farm.find(ONE)).toBe(2)
    expect(await farm.find(ONE)).toBe('no-node')
    farm.machines.get(1)!.answers = true
    await farm.minutes(2)
    expect(await farm.find(ONE)).toBe(1)
  })

  test('gpus of one node, answered with something else: likewise', async () => {
    const farm = await startBots({ 1: { total: ONE, gpus: 'none' as never }, 2: TWO[2]! })
    await farm.minutes(5)
    expect(await farm.find(ONE)).toBe(2)
    expect(await farm.find(ONE)).toBe('no-node')
    farm.machines.get(1)!.gpus = []
    await farm.minutes(2)
    expect(await farm.find(ONE)).toBe(1)
  })

  test('pools: nobody asks for them, for statistics have what disks a node has and what of them is in use', async () => {
    const farm = await startBots(TWO)
    await farm.minutes(10)
    expect(farm.commands()).toEqual(['zos.gpu.list', 'zos.statistics.get'])
  })
})
