import { afterEach, describe, expect, it } from 'vitest'
import { PlaceDeployment, PlaceGroup } from '../../../src/grid/placement/events.ts'
import { createMemoryStore } from '../../../src/kernel/index.ts'
import { startFarmer, startLiveFarm, until } from '../live-farm.ts'
import { gib, requestOf } from '../nodes.ts'

const WHOLE = requestOf(gib(0, 100, 12, 8))
const running: Array<() => Promise<unknown>> = []
afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop()
})

async function start(nodes: number) {
  const farm = await startLiveFarm(nodes)
  running.push(() => farm.devnet.stop())
  const farmer = async (store = createMemoryStore()) => {
    const node = await startFarmer(farm, store)
    running.push(async () => {
      farm.devnet.produce(20)
      return node.system.stop('test over')
    })
    return node
  }
  const ids = Array.from({ length: nodes }, (_, at) => at + 1)
  const asleep = () => ids.filter((id) => farm.powerOf(id) === 'Down/Down')
  return { ...farm, farmer, asleep, up: () => ids.filter((id) => farm.powerOf(id) === 'Up/Up') }
}

describe('a farm on a chain of its own', () => {
  it('sleeps while nobody needs it, and is woken for deployments', async () => {
    const farm = await start(3)
    const { client } = await farm.farmer()
    await until(() => farm.asleep().length === 2)
    const asked = client.ask(PlaceGroup, { name: 'g', requests: [WHOLE, WHOLE] }, { deadline: '50s' })
    const outcome = await asked
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
    const nodes = outcome.value.places.map(({ nodeId }) => nodeId)
    expect(new Set(nodes).size).toBe(2)
    for (const id of nodes) expect(farm.powerOf(id)).toBe('Up/Up')
  }, 60_000)

  it('gives another node for one that is dead, and another process answers the same as the one that was killed', async () => {
    const farm = await start(3)
    const store = createMemoryStore()
    const killed = await farm.farmer(store)
    await until(() => farm.asleep().length === 2)
    const [up] = farm.up()
    const ask = { deadline: '50s' } as const
    expect(await killed.client.ask(PlaceDeployment, { name: 'a', request: WHOLE }, ask)).toMatchObject({
      value: { nodeId: up },
    })
    const sleeping = farm.asleep()
    for (const id of sleeping) farm.dead.add(id)
    void killed.client.ask(PlaceDeployment, { name: 'b', request: WHOLE }, ask)
    const told = () => sleeping.filter((id) => farm.powerOf(id) === 'Down/Up')
    await until(() => told().length > 0)
    const [first] = told()

    // What is on the disk when a process is killed is all that the next one has.
    const left = createMemoryStore()
    left.put(store.names('').map((name) => [name, store.get(name)!]))
    await killed.system.stop('killed')
    const next = await farm.farmer(left)
    const asked = next.client.ask(PlaceDeployment, { name: 'b', request: WHOLE }, ask)
    const other = sleeping.find((id) => id !== first)!
    farm.dead.delete(other)
    expect(await asked).toMatchObject({ ok: true, value: { nodeId: other, power: 'on', claim: 'b' } })
    expect(await next.client.ask(PlaceDeployment, { name: 'a', request: WHOLE }, ask)).toMatchObject({
      value: { nodeId: up },
    })
  }, 60_000)
})
