import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Endpoint } from '../../src/grid/messages/endpoint/endpoint.ts'
import { ALICE, askBot, askNode, BOB, type Grid, isOnGrid, reported, startGrid, until } from './grid-stage.ts'
import type { RunningReeve } from './reeve.ts'

const NODES = [1, 2, 3]
/** In a hurry: who leads and is silent is given up soon. */
const HURRY = {
  negotiator: { config: { answerWithin: 3, confirmWithin: 2, lookEvery: 0.2, pause: 0.2 } },
  placement: { config: { retry: 0.2 } },
}

let grid: Grid
let bot: RunningReeve
let farmer: Endpoint
const living = new Set(NODES)

const restart = async (strategy: string): Promise<void> => {
  if (bot !== undefined) {
    bot.signal('SIGTERM')
    await bot.finished
  }
  bot = await grid.startBot({ strategy }, HURRY)
  await until(() => isOnGrid(farmer))
  // The bot has heard of every node that there is.
  await until(async () => {
    const states = await reported(farmer)
    return [...living].every((node) => states[node] === 'ON')
  })
}

const find = (wanted: object): Promise<unknown> =>
  askBot(farmer, 'nodemanager.findnode', { cru: 2, mru: 2, sru: 10, ...wanted })

beforeAll(async () => {
  grid = await startGrid(NODES.length)
  farmer = await grid.twin('//Alice', ALICE)
}, 120_000)

afterAll(async () => {
  expect((await grid.end()).every((code) => code === 0)).toBe(true)
})

it('the nodes of a farm find room among themselves, also when some of them are gone, by one line of config', async () => {
  await restart('nodes')
  expect(NODES).toContain(await find({}))
  expect(await find({ nodes_excluded: [1, 3] })).toBe(2)
  await expect(find({ cru: 500 })).rejects.toMatchObject({ message: /could not find a suitable node/ })

  // Nobody else has a say in it.
  const stranger = await grid.twin('//Bob', BOB)
  const call = { jobs: [] }
  await expect(askNode(stranger, 1, 'grid.negotiation.call', call)).rejects.toMatchObject({ code: 'not-authorized' })

  // A node that sleeps is chosen, woken, and up by the time of the answer.
  await grid.send('//Alice', 'tfgridModule', 'changePowerTarget', 3, 'Down')
  await grid.nodes.get(3)!.shows('asleep')
  expect(await find({ nodes_excluded: [1, 2] })).toBe(3)
  await grid.nodes.get(3)!.shows('woken')

  // Whichever of the two leads: it is not asked again and again.
  await grid.kill(grid.nodes.get(2)!)
  living.delete(2)
  const found = [await find({ nodes_excluded: [2] }), await find({ nodes_excluded: [2, 3] })]
  expect([1, 3]).toContain(found[0])
  expect(found[1]).toBe(1)

  await restart('best-fit')
  expect([1, 3]).toContain(await find({ nodes_excluded: [2] }))
}, 240_000)
