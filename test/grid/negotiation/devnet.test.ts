import { afterEach, describe, expect, it } from 'vitest'
import { SleepNode } from '../../../src/grid/farm/events.ts'
import { CancelPlacement, PlaceDeployment, PlaceGroup } from '../../../src/grid/placement/events.ts'
import { startJoinedFarm } from '../joined-farm.ts'
import { gib, requestOf } from '../nodes.ts'

const SMALL = requestOf(gib(0, 1, 1, 1))
/** More than half of what a node has beside its own needs. */
const MOST = requestOf(gib(0, 100, 10, 4))
const WITHIN = { deadline: '50s' } as const
const IDS = [1, 2, 3]

const running: Array<() => Promise<unknown>> = []
afterEach(async () => {
  for (const stop of running.splice(0)) await stop()
})

/** Once all nodes have said how they are. */
async function start(nodes = IDS.length, config: Parameters<typeof startJoinedFarm>[1] = {}) {
  const farm = await startJoinedFarm(nodes, config)
  running.push(farm.stop)
  await until(
    async () => (await farm.views()).filter(({ awakeAt, power }) => awakeAt > 0 && power === 'on').length === nodes,
  )
  return farm
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('a farm whose nodes plan', () => {
  it('finds a node by them, claims it at the farm, and gives both back', async () => {
    const { client, held, views } = await start()
    const outcome = await client.ask(PlaceDeployment, { name: 'a', request: SMALL }, WITHIN)
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
    const { nodeId } = outcome.value
    expect(await held(nodeId)).toEqual(['a'])
    expect((await views()).find(({ id }) => id === nodeId)).toMatchObject({ openClaims: 1 })
    expect(await client.ask(PlaceDeployment, { name: 'a', request: SMALL }, WITHIN)).toMatchObject({
      value: { nodeId },
    })
    expect(await held(nodeId)).toEqual(['a'])
    await client.ask(CancelPlacement, { name: 'a' })
    await until(async () => (await held(nodeId)).length === 0)
    await until(async () => (await views()).every(({ openClaims }) => openClaims === 0))
  }, 60_000)

  it('places a group on all of its nodes, or on none', async () => {
    const { client, held, views } = await start()
    const refused = await client.ask(PlaceGroup, { name: 'four', requests: [MOST, MOST, MOST, MOST] }, WITHIN)
    expect(refused).toMatchObject({ ok: false, refusal: { reason: 'no-node', detail: { failed: { capacity: 3 } } } })
    const all = async () => (await Promise.all(IDS.map(held))).flat()
    await until(async () => (await all()).length === 0)
    expect((await views()).map(({ openClaims }) => openClaims)).toEqual([0, 0, 0])
    const placed = await client.ask(PlaceGroup, { name: 'three', requests: [MOST, MOST, MOST] }, WITHIN)
    if (!placed.ok) throw new Error(JSON.stringify(placed.refusal))
    expect(placed.value.places.map(({ nodeId }) => nodeId).sort()).toEqual(IDS)
    expect((await all()).sort()).toEqual(['three#0', 'three#1', 'three#2'])
  }, 60_000)

  it('lends cores as often as its nodes are told', async () => {
    const { client } = await start(1, { overprovision: 1 })
    const request = requestOf(gib(0, 1, 1, 8))
    expect(await client.ask(PlaceDeployment, { name: 'a', request }, WITHIN)).toMatchObject({ value: { nodeId: 1 } })
    expect(await client.ask(PlaceDeployment, { name: 'b', request }, WITHIN)).toMatchObject({
      refusal: { reason: 'no-node', detail: { failed: { capacity: 1 } } },
    })
  }, 60_000)

  it('wakes a node that sleeps when no other will do', async () => {
    const { client, powerOf } = await start()
    await client.ask(SleepNode, { nodeId: 2, reason: 'test' })
    await until(() => powerOf(2) === 'Down/Down')
    const request = { ...SMALL, excluded: [1, 3] }
    expect(await client.ask(PlaceDeployment, { name: 'a', request }, WITHIN)).toMatchObject({ value: { nodeId: 2 } })
    expect(powerOf(2)).toBe('Up/Up')
  }, 60_000)

  it('finds another when the leader is lost in the middle of it', async () => {
    const { client, onLead, cutOff, held } = await start()
    let lost: number | undefined
    onLead((nodeId) => {
      if (lost !== undefined) return
      lost = nodeId
      cutOff(nodeId)
    })
    const outcome = await client.ask(PlaceDeployment, { name: 'a', request: SMALL }, WITHIN)
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
    const { nodeId } = outcome.value
    expect(lost).toBeDefined()
    expect(nodeId).not.toBe(lost)
    expect(await held(nodeId)).toEqual(['a'])
  }, 60_000)
})
