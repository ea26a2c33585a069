import { Buffer } from 'node:buffer'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { challengeHash } from '../../src/grid/agent/deployments/challenge.ts'
import { deployment } from '../../src/grid/agent/deployments/deployment.ts'
import {
  ALICE,
  askNode as ask,
  askBot,
  BOB,
  type Grid,
  isOnGrid,
  reported,
  startGrid,
  twinOf,
  until,
} from './grid-stage.ts'
import type { RunningReeve } from './reeve.ts'

const NODES = [1, 2, 3]
const GIB = 2 ** 30

let grid: Grid
let bot: RunningReeve

const powerOf = async (node: number) =>
  ((await grid.api.query['tfgridModule']!['nodePower']!(node)) as unknown as { toJSON(): unknown }).toJSON()

beforeAll(async () => {
  grid = await startGrid(NODES.length)
  bot = await grid.startBot({})
}, 120_000)

afterAll(async () => {
  expect((await grid.end()).every((code) => code === 0)).toBe(true)
})

it('a farm of processes on one machine reports, deploys, sleeps and is woken', async () => {
  const farmer = await grid.twin('//Alice', ALICE)
  const user = await grid.twin('//Bob', BOB)

  const answers = await Promise.all(NODES.map((node) => ask(farmer, node, 'zos.statistics.get')))
  expect(answers).toMatchObject(NODES.map(() => ({ total: { cru: 8, mru: 16 * GIB } })))

  const wanted = {
    version: 0,
    twin_id: BOB,
    contract_id: 1,
    signature_requirement: { requests: [], weight_required: 0 },
    workloads: [{ version: 0, name: 'disk', type: 'zmount', data: { size: 10 * GIB } }],
  }
  const hash = challengeHash(deployment.parse(wanted))
  await grid.send(
    '//Bob',
    'smartContractModule',
    'createNodeContract',
    1,
    `0x${Buffer.from(hash).toString('hex')}`,
    '',
    0,
    null,
  )
  // Until the block of the contract is final for the node too.
  const refused = { code: 'no-contract' }
  while (refused.code === 'no-contract')
    await ask(user, 1, 'zos.deployment.deploy', { ...wanted, metadata: 'other' }).catch((error: { code: string }) => {
      refused.code = error.code
    })
  expect(refused.code).toBe('wrong-hash')
  await ask(user, 1, 'zos.deployment.deploy', wanted)
  expect(await ask(user, 1, 'zos.deployment.list')).toMatchObject([{ contract_id: 1 }])
  await until(async () => {
    const { used } = (await grid.api.query['smartContractModule']!['nodeContractResources']!(1)).toJSON() as {
      used: { sru: number }
    }
    return used.sru === 10 * GIB
  })

  await until(() => isOnGrid(farmer))
  await until(async () => JSON.stringify(await reported(user)) === '{"1":"ON","2":"ON","3":"ON"}')
  await expect(askBot(user, 'powermanager.poweroff', 3)).rejects.toMatchObject({ code: 'not-authorized' })
  await expect(askBot(farmer, 'powermanager.poweroff', 1)).rejects.toMatchObject({
    message: "cannot power off node '1', node is configured to never be shutdown",
  })
  await askBot(farmer, 'powermanager.poweroff', 3)
  await grid.nodes.get(3)!.shows('asleep')
  await askBot(farmer, 'powermanager.poweron', 3)
  await grid.nodes.get(3)!.shows('woken')
  await askBot(farmer, 'powermanager.includenode', 3)
  await until(async () => (await reported(farmer))[3] === 'ON')

  await grid.send('//Alice', 'tfgridModule', 'changePowerTarget', 2, 'Down')
  await grid.nodes.get(2)!.shows('asleep')
  await until(async () => (await reported(farmer))[2] === 'OFF')
  expect(await powerOf(2)).toMatchObject({ state: { down: expect.any(Number) }, target: 'Down' })
  await expect(
    farmer.ask(twinOf(2), 'zos.system.version', null, { signal: AbortSignal.timeout(3_000) }),
  ).rejects.toMatchObject({ code: 'cancelled' })

  await grid.kill(bot)
  bot = await grid.startBot({})
  await until(() => isOnGrid(farmer))
  await until(async () => (await reported(farmer))[2] === 'OFF')

  const small = { cru: 1, mru: 1, sru: 1, nodes_excluded: [1, 3] }
  await expect(askBot(user, 'nodemanager.findnode', small)).rejects.toMatchObject({ code: 'not-authorized' })
  expect(await askBot(farmer, 'nodemanager.findnode', small)).toBe(2)
  await grid.nodes.get(2)!.shows('woken')
  await until(async () => JSON.stringify(await powerOf(2)) === JSON.stringify({ state: { up: null }, target: 'Up' }))
  expect(await ask(farmer, 2, 'zos.gpu.list')).toEqual([])
}, 240_000)
