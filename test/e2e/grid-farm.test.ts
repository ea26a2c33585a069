import { Buffer } from 'node:buffer'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLocalSigner } from '../../src/chain/signing/local.ts'
import { challengeHash } from '../../src/grid/agent/deployments/challenge.ts'
import { deployment } from '../../src/grid/agent/deployments/deployment.ts'
import { createEndpoint, type Endpoint } from '../../src/grid/messages/endpoint/endpoint.ts'
import { relayTransport } from '../../src/grid/messages/relay/client.ts'
import { createSystemClock, type Log } from '../../src/kernel/index.ts'
import { startDevelopmentChain } from '../../src/node/dev/devnet.ts'
import { type RunningReeve, reeve } from './reeve.ts'

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} }
const NODES = [1, 2, 3]
/** Development accounts have twins 1 to 6, nodes those after. */
const twinOf = (node: number): number => 6 + node
const ALICE = 1
const BOB = 2
const GIB = 2 ** 30

const clock = createSystemClock()
let folder = ''
const started: RunningReeve[] = []
const endpoints: Endpoint[] = []
let chain: Awaited<ReturnType<typeof startDevelopmentChain>>['devnet']
let api: ApiPromise
let bot: RunningReeve
let relay = ''
const nodes = new Map<number, RunningReeve>()
const killed = new Set<RunningReeve>()

const run = (args: readonly string[]): RunningReeve => {
  const running = reeve(args)
  started.push(running)
  return running
}

/** A twin of a person, on the same relay. */
async function twin(uri: string, twinId: number): Promise<Endpoint> {
  const signer = await createLocalSigner(uri)
  const identity = { address: { twinId, session: 'person' }, signer, network: chain.chain.genesis.hash }
  const accounts = { accountOf: async (id: number) => String(await accountOf(id)) }
  const connected = Promise.withResolvers<void>()
  const endpoint = createEndpoint({
    identity,
    twins: accounts,
    clock,
    log: SILENT,
    ttl: 20_000,
    open: relayTransport({
      url: relay,
      identity,
      clock,
      random: () => 0.5,
      log: SILENT,
      onConnected: connected.resolve,
    }),
  })
  endpoints.push(endpoint)
  await connected.promise
  return endpoint
}

async function accountOf(id: number): Promise<string> {
  const found = (await api.query['tfgridModule']!['twins']!(id)) as unknown as {
    unwrap(): { accountId: { toHex(): string } }
  }
  return found.unwrap().accountId.toHex()
}

const ask = (from: Endpoint, node: number, command: string, payload: unknown = null) =>
  from.ask(twinOf(node), command, payload, { signal: AbortSignal.timeout(20_000) })

const powerOf = async (node: number) =>
  ((await api.query['tfgridModule']!['nodePower']!(node)) as unknown as { toJSON(): unknown }).toJSON()

/** Signs and waits until it is final. */
async function send(uri: string, pallet: string, call: string, ...args: unknown[]): Promise<void> {
  const pair = new Keyring({ type: 'sr25519' }).addFromUri(uri)
  const done = Promise.withResolvers<void>()
  await api.tx[pallet]![call]!(...args).signAndSend(pair, ({ status, dispatchError }) => {
    if (dispatchError) done.reject(new Error(dispatchError.toString()))
    else if (status.isFinalized) done.resolve()
  })
  await done.promise
}

/** The farmer's own node: it knows the farm, asks its nodes over the relay, and answers other twins. */
async function startBot(): Promise<RunningReeve> {
  const config = {
    chain: { endpoints: [chain.url] },
    account: { uri: '//Alice' },
    data: 'bot',
    grid: { relay, farmFile: 'farm.yaml' },
    // Nodes are switched by the test alone.
    actors: { farm: { config: { pollEvery: 0.05, answerWithin: 2, minimumOn: 0 } }, power: { enabled: false } },
  }
  await writeFile(join(folder, 'farm.yaml'), 'farm_id: 1\nnever_shutdown_nodes: [1]\n')
  await writeFile(join(folder, 'reeve.yaml'), JSON.stringify(config))
  return run(['run', '--config', join(folder, 'reeve.yaml')])
}

const askBot = (from: Endpoint, command: string, payload: unknown = null) =>
  from.ask(ALICE, `farmerbot.${command}`, payload, { signal: AbortSignal.timeout(20_000), session: 'farmerbot-1' })

const isOnGrid = (from: Endpoint): Promise<boolean> =>
  askBot(from, 'farmmanager.version').then(
    () => true,
    () => false,
  )

/** States of the nodes as the bot reports them. */
async function reported(from: Endpoint): Promise<Record<number, string>> {
  const report = (await askBot(from, 'farmmanager.report')) as { id: number; state: string }[]
  return Object.fromEntries(report.map(({ id, state }) => [id, state]))
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-farm-'))
  chain = (
    await startDevelopmentChain({ port: 0, preset: 'grid', nodes: NODES.length, blockTime: 300 }, (error) => {
      throw error
    })
  ).devnet
  api = await ApiPromise.create({ provider: new WsProvider(chain.url) as never, noInitWarn: true })
  const server = run(['grid-relay', '--chain', chain.url, '--listen', '127.0.0.1:0'])
  await server.shows('takes connections')
  relay = /url=(ws:\S+)/.exec(server.shown())![1]!
  const wakePort = String(20_000 + ((process.pid * 7) % 30_000))
  for (const node of NODES) {
    const key = join(folder, `node-${node}.key`)
    await writeFile(key, `//Node//${node}`, { mode: 0o600 })
    const data = join(folder, `node-${node}`)
    const args = ['--chain', chain.url, '--relay', relay, '--key-file', key, '--data', data, '--wake-port', wakePort]
    nodes.set(node, run(['grid-node', ...args]))
  }
  await Promise.all([...nodes.values()].map((node) => node.shows('connected to the relay')))
  bot = await startBot()
}, 120_000)

afterAll(async () => {
  for (const endpoint of endpoints) endpoint.close()
  for (const process of started) process.signal('SIGTERM')
  const ends = await Promise.all(started.map(({ finished }) => finished))
  await api.disconnect()
  await chain.stop()
  await rm(folder, { recursive: true })
  expect(ends.map(({ code }) => code)).toEqual(started.map((process) => (killed.has(process) ? null : 0)))
})

it('a farm of processes on one machine reports, deploys, sleeps and is woken', async () => {
  const farmer = await twin('//Alice', ALICE)
  const user = await twin('//Bob', BOB)

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
  await send(
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
    const { used } = (await api.query['smartContractModule']!['nodeContractResources']!(1)).toJSON() as {
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
  await nodes.get(3)!.shows('asleep')
  await askBot(farmer, 'powermanager.poweron', 3)
  await nodes.get(3)!.shows('woken')
  await askBot(farmer, 'powermanager.includenode', 3)
  await until(async () => (await reported(farmer))[3] === 'ON')

  await send('//Alice', 'tfgridModule', 'changePowerTarget', 2, 'Down')
  await nodes.get(2)!.shows('asleep')
  await until(async () => (await reported(farmer))[2] === 'OFF')
  expect(await powerOf(2)).toMatchObject({ state: { down: expect.any(Number) }, target: 'Down' })
  await expect(
    farmer.ask(twinOf(2), 'zos.system.version', null, { signal: AbortSignal.timeout(3_000) }),
  ).rejects.toMatchObject({ code: 'cancelled' })

  killed.add(bot)
  bot.signal('SIGKILL')
  await bot.finished
  bot = await startBot()
  await until(() => isOnGrid(farmer))
  await until(async () => (await reported(farmer))[2] === 'OFF')

  const small = { cru: 1, mru: 1, sru: 1, nodes_excluded: [1, 3] }
  await expect(askBot(user, 'nodemanager.findnode', small)).rejects.toMatchObject({ code: 'not-authorized' })
  expect(await askBot(farmer, 'nodemanager.findnode', small)).toBe(2)
  await nodes.get(2)!.shows('woken')
  await until(async () => JSON.stringify(await powerOf(2)) === JSON.stringify({ state: { up: null }, target: 'Up' }))
  expect(await ask(farmer, 2, 'zos.gpu.list')).toEqual([])
}, 240_000)
