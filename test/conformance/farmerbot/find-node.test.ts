/**
 * How the farmerbots find a node: each behaviour by its number in the list of what they do, V the original bot and G the one in
 * Go. Where they differ, or one is a defect, the test says what Reeve does.
 */
import { describe, expect, test } from 'vitest'
import { gib } from '../../grid/nodes.ts'
import { ending, FIVE, FIVE_CONFIG, ONE, R1, startBots, TWO } from './stage.ts'

const five = (more: Record<number, object> = {}, options = {}) =>
  startBots(Object.fromEntries(Object.entries(FIVE).map(([id, bot]) => [id, { ...bot, ...more[Number(id)] }])), {
    farm: FIVE_CONFIG,
    ...options,
  })
const card = (device: string) => ({ vendor: 'NVIDIA Corporation', device })
const gpus = (count: number, more = {}) => ({ gpus: { count, vendors: [], devices: [], ...more } })

describe('V, five nodes, all on', () => {
  test('3.10 #1 the first that fits; so much of it is taken', async () => {
    const farm = await five()
    expect(await farm.find(R1)).toBe(3)
    expect((await farm.node(3)).used).toEqual(R1)
  })

  test('3.10 #2 all that a node has', async () => {
    const farm = await five()
    expect(await farm.find(FIVE[5]!.total)).toBe(5)
  })

  test('3.10 #3 with a public config', async () => {
    expect(await (await five()).find(R1, { publicConfig: true })).toBe(8)
  })

  test('3.10 #4 dedicated: all of it is taken', async () => {
    const farm = await five()
    expect(await farm.find(R1, { dedicated: true })).toBe(20)
    expect((await farm.node(20)).used).toEqual(FIVE[20]!.total)
  })

  test('3.10 #5 without some', async () => {
    expect(await (await five()).find(R1, { excluded: [3, 5] })).toBe(8)
  })

  test('3.10 #6 certified: not the dedicated one, which would not be full', async () => {
    expect(await (await five()).find(R1, { certified: true })).toBe(25)
  })

  test('3.10 #7 not the one that is off, where another is on', async () => {
    expect(await (await five({ 3: { isOff: true } })).find(R1)).toBe(5)
  })

  test('3.10 #9 with a GPU: all of the node is taken', async () => {
    const farm = await five({ 8: { gpus: [card('GeForce RTX 3050 Ti Mobile')] } })
    expect(await farm.find(R1, gpus(1))).toBe(8)
    expect((await farm.node(8)).used).toEqual(FIVE[8]!.total)
  })

  test('3.10 #10 with two GPUs: not the one that has one', async () => {
    const farm = await five({ 3: { gpus: [card('a')] }, 8: { gpus: [card('a'), card('b')] } })
    expect(await farm.find(R1, gpus(2))).toBe(8)
  })

  test('3.10 #11 with more GPUs than any has: refused, where V says "Could not find a suitable node"', async () => {
    expect(await (await five({ 3: { gpus: [card('a')] } })).find(R1, gpus(2))).toBe('no-node')
  })

  test('3.10 #13 a device by a part of its name, as in V; G wants the whole of it, which nobody types', async () => {
    const farm = await five({ 3: { gpus: [card('Arc A380')] }, 8: { gpus: [card('GeForce RTX 3050 Ti Mobile')] } })
    expect(await farm.find(R1, gpus(1, { devices: ['GeForce RTX 3050', 'Radeon'] }))).toBe(8)
  })

  test('3.10 #16 with all addresses of the farm', async () => {
    expect(await (await five()).find(R1, { publicIps: 2 })).toBe(3)
  })

  test('3.10 #17 with more addresses than the farm has: refused by a code of its own', async () => {
    expect(await (await five()).find(R1, { publicIps: 3 })).toBe('not-enough-public-ips')
  })
})

describe('G, two nodes of one of each', () => {
  test('3.10 #20 all of a node and the only address; it cannot be switched off then', async () => {
    const farm = await startBots(TWO, { publicIps: 1, farm: { minimumOn: 0 } })
    const node = (await farm.find(ONE, { publicIps: 1 })) as number
    expect([1, 2]).toContain(node)
    expect(ending(await farm.sleep(node))).toBe('claimed')
  })

  test('3.10 #21 the one that is on', async () => {
    expect(await (await startBots({ 1: { ...TWO[1]!, isOff: true }, 2: TWO[2]! })).find(ONE)).toBe(2)
  })

  test('3.10 #22 both off, and the chain takes nothing: refused, not at once as in G, but once both were tried', async () => {
    const farm = await startBots({ 1: { ...TWO[1]!, isOff: true }, 2: { ...TWO[2]!, isOff: true } })
    farm.refuseAll()
    const asked = farm.place('a', ONE)
    await farm.minutes(50)
    expect(ending(await farm.now(asked))).toBe('no-node')
    expect((await farm.nodes()).map(({ openClaims }) => openClaims)).toEqual([0, 0])
  })

  test('3.10 #23 an address, where the farm has none', async () => {
    expect(await (await startBots(TWO, { publicIps: 0 })).find(ONE, { publicIps: 1 })).toBe('not-enough-public-ips')
  })

  test('3.10 #24 certified, public config or dedicated, and none is', async () => {
    const farm = await startBots(TWO)
    for (const wish of [{ certified: true }, { publicConfig: true }, { dedicated: true }])
      expect(await farm.find(ONE, wish)).toBe('no-node')
  })

  test('3.10 #25 nothing at all, of nodes that are dedicated', async () => {
    const farm = await startBots({ 1: { total: ONE, dedicated: true }, 2: { total: ONE, dedicated: true } })
    expect(await farm.find(gib(0, 0, 0, 0))).toBe('no-node')
  })

  test('3.10 #26 both excluded', async () => {
    expect(await (await startBots(TWO)).find(ONE, { excluded: [1, 2] })).toBe('no-node')
  })

  test('3.10 #27 of nodes that have nothing', async () => {
    const nothing = gib(0, 0, 0, 0)
    expect(await (await startBots({ 1: { total: nothing }, 2: { total: nothing } })).find(ONE)).toBe('no-node')
  })

  test('3.10 #28 a vendor and a device without a number are one GPU', async () => {
    const farm = await startBots({ 1: TWO[1]!, 2: { total: ONE, gpus: [card('a')] } })
    expect(await farm.find(ONE, gpus(0, { vendors: ['NVIDIA Corporation'], devices: ['a'] }))).toBe(2)
  })

  test('3.10 #29 half an hour later, and with fresh statistics, what was claimed is free again', async () => {
    const farm = await startBots({ 1: { total: ONE } })
    expect(await farm.find(ONE)).toBe(1)
    expect(await farm.find(ONE)).toBe('no-node')
    await farm.minutes(29)
    expect(await farm.find(ONE)).toBe('no-node')
    await farm.minutes(2)
    expect(await farm.find(ONE)).toBe(1)
  })
})

describe('what is wrong in the bots, by the list of their problems', () => {
  test('8 (1) a node that is woken for a deployment stays told to come up; G writes "off" back over it', async () => {
    const farm = await startBots({ 1: { ...TWO[1]!, isOff: true } })
    const asked = farm.place('a', ONE)
    await farm.minutes(5)
    expect(await farm.states()).toEqual({ 1: 'wakingUp' })
    expect(farm.told()).toEqual(['1 Up'])
    await farm.power(1, 'Up')
    expect(ending(await farm.now(asked))).toBe('done')
  })

  test('8 (2) two who ask at once get no node twice; G claims it for both', async () => {
    const farm = await startBots({ 1: { total: ONE } })
    const both = await farm.nowAll([farm.place('a', ONE), farm.place('b', ONE)])
    expect(both.map(ending).sort()).toEqual(['done', 'no-node'])
  })

  test('8 (9) a node on which more cores are used than it has, by lending, has none left, not very many', async () => {
    const farm = await startBots({ 1: { total: gib(8, 8, 8, 8), used: gib(0, 0, 1, 9) } })
    expect(await farm.find(gib(0, 0, 1, 1))).toBe('no-node')
  })

  test('8 (10) a node that is dedicated no more is let in parts again; in G it is dedicated for ever', async () => {
    const farm = await startBots({ 1: { total: gib(8, 8, 8, 8), dedicated: true } })
    expect(await farm.find(ONE)).toBe('no-node')
    farm.state.set('DedicatedNodesExtraFee/1', 0)
    await farm.power(1, 'Up')
    expect(await farm.find(ONE)).toBe(1)
  })

  test('8 (15) the answer comes when the node is up; in G before, and its contract fails', async () => {
    const farm = await startBots({ 1: { ...TWO[1]!, isOff: true } })
    const asked = farm.place('a', ONE)
    await farm.minutes(3)
    expect(await farm.now(asked)).toBe('open')
  })
})
