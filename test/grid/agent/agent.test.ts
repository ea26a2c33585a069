import { describe, expect, it } from 'vitest'
import { GIB } from '../../../src/grid/capacity/resources.ts'
import { FARMER, NODE, NODE_TWIN, STRANGER, startNode } from './stage.ts'

const failed = (name: string) => ({
  result: 'failed' as const,
  error: { pallet: 'TfgridModule', name, retryable: false },
})

describe('a node that boots', () => {
  it('says that it is up before it looks at its power', async () => {
    const node = await startNode({}, { power: ['Down', 'Up'] })
    await node.boot()
    expect(node.said()).toEqual(['report_uptime_v2', 'change_power_state Up'])
  })

  it('says so to the second by its own clock, and again every 40 minutes', async () => {
    const node = await startNode()
    await node.boot()
    const first = node.submissions[0]!.call.args as [number, number]
    await node.pass(2_400, 10)
    const [, second] = node.submissions.map(({ call }) => call.args as [number, number])
    expect(node.said()).toEqual(['report_uptime_v2', 'report_uptime_v2'])
    expect(second![0] - first[0]).toBe(second![1] - first[1])
    expect(second![1] - first[1]).toBeGreaterThanOrEqual(2_400)
    expect(second![1] - first[1]).toBeLessThan(2_412)
  })

  it('tries again 10 seconds after an error, and more slowly the more often it fails', async () => {
    const node = await startNode()
    node.submitBy(() => failed('InvalidTimestampHint'))
    await node.boot()
    const times: number[] = []
    for (let second = 0; second < 80; second += 1) {
      const before = node.submissions.length
      await node.pass(1)
      if (node.submissions.length > before) times.push(second)
    }
    const [a = 0, b = 0, c = 0] = times
    expect(a).toBeLessThan(11)
    expect([b - a, c - b]).toEqual([20, 40])
    node.submitBy(node.onSubmit)
    await node.pass(400, 5)
    expect(await node.ask(FARMER, 'zos.system.version')).toEqual({ zos: '1.2.3', zinit: '' })
  })

  it('becomes a node of a farm where it may and is none', async () => {
    const resources = { cru: 4, mru: 8 * GIB, sru: 200 * GIB, hru: 0 }
    const node = await startNode({ register: { farmId: 3, resources } }, { known: false })
    node.submitBy((submission) => {
      if (submission.call.name === 'create_node') {
        node.state.set(`NodeIdByTwinID/${NODE_TWIN}`, NODE)
        node.state.set(`Nodes/${NODE}`, { farmId: 3, twinId: NODE_TWIN, resources, interfaces: [] })
      }
      return node.onSubmit(submission)
    })
    await node.boot()
    expect(node.said()).toEqual(['create_node', 'report_uptime_v2'])
    expect(await node.ask(FARMER, 'zos.statistics.get')).toMatchObject({ total: resources })
  })

  it('is nothing where it may not', async () => {
    const node = await startNode({}, { known: false })
    await node.boot()
    expect(node.said()).toEqual([])
    expect(await node.ask(FARMER, 'zos.system.version')).toBe('silence')
  })
})

describe('a node that is told to go down', () => {
  it('says so, reports its uptime once more, and answers nothing until it is woken', async () => {
    const node = await startNode()
    await node.boot()
    expect(await node.ask(FARMER, 'zos.gpu.list')).toEqual([])
    await node.told(NODE, 'Down')
    expect(node.said()).toEqual(['report_uptime_v2', 'change_power_state Down', 'report_uptime_v2'])
    expect(node.facts.filter(({ type }) => type === 'grid.NodeAsleep')).toHaveLength(1)
    expect(await node.ask(FARMER, 'zos.gpu.list')).toBe('silence')
    await node.pass(3 * 3_600, 60)
    expect(node.said()).toHaveLength(3)
    await node.told(NODE, 'Up')
    expect(node.said()).toHaveLength(3)
    node.network.wake({ nodeId: NODE, mac: node.mac }, () => {})
    await node.settle()
    expect(node.said().slice(3)).toEqual(['report_uptime_v2', 'change_power_state Up'])
    expect(node.submissions[3]!.call.args[0]).toBe(0)
    expect(await node.ask(FARMER, 'zos.gpu.list')).toEqual([])
  })

  it('goes down at its boot too, when it was told so before', async () => {
    const node = await startNode({}, { power: ['Up', 'Down'] })
    await node.boot()
    expect(node.said()).toEqual(['report_uptime_v2', 'change_power_state Down', 'report_uptime_v2'])
  })

  it('stays up when it cannot be woken, and says so where the chain has it as down', async () => {
    const node = await startNode({ canBeWoken: false })
    await node.boot()
    await node.told(NODE, 'Down')
    expect(node.said()).toEqual(['report_uptime_v2'])
    const other = await startNode({ canBeWoken: false }, { power: ['Down', 'Down'] })
    await other.boot()
    expect(other.said()).toEqual(['report_uptime_v2', 'change_power_state Up'])
  })

  it('does not lie down when it was told to come up meanwhile', async () => {
    const node = await startNode()
    await node.boot()
    node.submitBy((submission) => {
      const outcome = node.onSubmit(submission)
      if (submission.call.args[0] === 'Down') node.setPower(['Down', 'Up'])
      return outcome
    })
    await node.told(NODE, 'Down')
    await node.pass(2)
    expect(node.said().slice(-2)).toEqual(['report_uptime_v2', 'change_power_state Up'])
    expect(await node.ask(FARMER, 'zos.gpu.list')).toEqual([])
  })

  it('stays up while the chain does not take it, and goes down once it does', async () => {
    const node = await startNode()
    await node.boot()
    node.submitBy(() => failed('NodeNotExists'))
    await node.told(NODE, 'Down')
    expect(node.said().at(-1)).toBe('change_power_state Down')
    node.submitBy(node.onSubmit)
    await node.pass(25)
    expect(node.facts.filter(({ type }) => type === 'grid.NodeAsleep')).toHaveLength(1)
  })
})

describe('a node and the others of its farm', () => {
  it('wakes one that is told to come up, by ten packets half a second apart', async () => {
    const node = await startNode()
    await node.boot()
    await node.told(8, 'Up')
    expect(node.packets).toEqual([8])
    node.clock.advance(499)
    await node.settle()
    expect(node.packets).toHaveLength(1)
    node.clock.advance(1)
    await node.settle()
    expect(node.packets).toHaveLength(2)
    await node.pass(20)
    expect(node.packets).toEqual(Array(10).fill(8))
  })

  it('leaves alone those that go down, and those of other farms', async () => {
    const node = await startNode()
    await node.boot()
    await node.told(8, 'Down')
    await node.told(9, 'Up', 4)
    await node.pass(5)
    expect(node.packets).toEqual([])
  })

  it('wakes one for the farmer who asks for it, and for nobody else', async () => {
    const node = await startNode()
    await node.boot()
    expect(await node.ask(STRANGER, 'zos.power.wake', { node_id: 8 })).toMatchObject({ code: 'not-authorized' })
    expect(node.packets).toEqual([])
    expect(await node.ask(FARMER, 'zos.power.wake', { node_id: 8 })).toBe(null)
    await node.pass(6)
    expect(node.packets).toHaveLength(10)
  })
})
