import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api'
import { createLocalSigner } from '../../src/chain/signing/local.ts'
import { createEndpoint, type Endpoint } from '../../src/grid/messages/endpoint/endpoint.ts'
import { relayTransport } from '../../src/grid/messages/relay/client.ts'
import { createSystemClock, type Log } from '../../src/kernel/index.ts'
import { startDevelopmentChain } from '../../src/node/dev/devnet.ts'
import { type RunningReeve, reeve } from './reeve.ts'

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} }
/** Twin of the farmer. */
export const ALICE = 1
export const BOB = 2
/** Development accounts have twins 1 to 6, nodes those after. */
export const twinOf = (node: number): number => 6 + node

/** A development chain, a relay, and the nodes of a farm, each a process. What was started is stopped by `end`. */
export async function startGrid(count: number) {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-farm-'))
  const clock = createSystemClock()
  const started: RunningReeve[] = []
  const killed = new Set<RunningReeve>()
  const endpoints: Endpoint[] = []
  const options = { port: 0, preset: 'grid', nodes: count, blockTime: 300 } as const
  const { devnet: chain } = await startDevelopmentChain(options, (error) => {
    throw error
  })
  const api = await ApiPromise.create({ provider: new WsProvider(chain.url) as never, noInitWarn: true })

  const run = (args: readonly string[]): RunningReeve => {
    const running = reeve(args)
    started.push(running)
    return running
  }

  const server = run(['grid-relay', '--chain', chain.url, '--listen', '127.0.0.1:0'])
  await server.shows('takes connections')
  const relay = /url=(ws:\S+)/.exec(server.shown())![1]!
  const wakePort = String(20_000 + ((process.pid * 7) % 30_000))

  async function startNode(node: number): Promise<RunningReeve> {
    const key = join(folder, `node-${node}.key`)
    await writeFile(key, `//Node//${node}`, { mode: 0o600 })
    const data = join(folder, `node-${node}`)
    const args = ['--chain', chain.url, '--relay', relay, '--key-file', key, '--data', data, '--wake-port', wakePort]
    const running = run(['grid-node', ...args])
    await running.shows('connected to the relay')
    return running
  }

  const ids = Array.from({ length: count }, (_, at) => at + 1)
  const nodes = new Map(await Promise.all(ids.map(async (id) => [id, await startNode(id)] as const)))

  async function accountOf(id: number): Promise<string> {
    const found = (await api.query['tfgridModule']!['twins']!(id)) as unknown as {
      unwrap(): { accountId: { toHex(): string } }
    }
    return found.unwrap().accountId.toHex()
  }

  return {
    folder,
    chain,
    api,
    relay,
    nodes,
    /** Signs and waits until it is final. */
    async send(uri: string, pallet: string, call: string, ...args: unknown[]): Promise<void> {
      const pair = new Keyring({ type: 'sr25519' }).addFromUri(uri)
      const done = Promise.withResolvers<void>()
      await api.tx[pallet]![call]!(...args).signAndSend(pair, ({ status, dispatchError }) => {
        if (dispatchError) done.reject(new Error(dispatchError.toString()))
        else if (status.isFinalized) done.resolve()
      })
      await done.promise
    },
    async kill(running: RunningReeve): Promise<void> {
      killed.add(running)
      running.signal('SIGKILL')
      await running.finished
    },
    /** The farmer's own node: it knows the farm, asks its nodes over the relay, and answers other twins. */
    async startBot(grid: object, actors: object = {}): Promise<RunningReeve> {
      const config = {
        chain: { endpoints: [chain.url] },
        account: { uri: '//Alice' },
        data: 'bot',
        grid: { relay, farmFile: 'farm.yaml', ...grid },
        // Nodes are switched by the test alone.
        actors: {
          farm: { config: { pollEvery: 0.05, answerWithin: 2, minimumOn: 0 } },
          power: { enabled: false },
          ...actors,
        },
      }
      await writeFile(join(folder, 'farm.yaml'), 'farm_id: 1\nnever_shutdown_nodes: [1]\n')
      await writeFile(join(folder, 'reeve.yaml'), JSON.stringify(config))
      return run(['run', '--config', join(folder, 'reeve.yaml')])
    },
    /** A twin of a person, on the same relay. */
    async twin(uri: string, twinId: number): Promise<Endpoint> {
      const signer = await createLocalSigner(uri)
      const identity = { address: { twinId, session: 'person' }, signer, network: chain.chain.genesis.hash }
      const accounts = { accountOf: async (id: number) => String(await accountOf(id)) }
      const connected = Promise.withResolvers<void>()
      const onConnected = connected.resolve
      const endpoint = createEndpoint({
        identity,
        twins: accounts,
        clock,
        log: SILENT,
        ttl: 20_000,
        open: relayTransport({ url: relay, identity, clock, random: () => 0.5, log: SILENT, onConnected }),
      })
      endpoints.push(endpoint)
      await connected.promise
      return endpoint
    },
    /** @returns the exit codes of those that were not killed */
    async end(): Promise<Array<number | null>> {
      for (const endpoint of endpoints) endpoint.close()
      for (const process of started) process.signal('SIGTERM')
      const ends = await Promise.all(started.map(({ finished }) => finished))
      await api.disconnect()
      await chain.stop()
      await rm(folder, { recursive: true })
      return started.flatMap((process, at) => (killed.has(process) ? [] : [ends[at]!.code]))
    },
  }
}

export type Grid = Awaited<ReturnType<typeof startGrid>>

export const askNode = (from: Endpoint, node: number, command: string, payload: unknown = null) =>
  from.ask(twinOf(node), command, payload, { signal: AbortSignal.timeout(20_000) })

export const askBot = (from: Endpoint, command: string, payload: unknown = null) =>
  from.ask(ALICE, `farmerbot.${command}`, payload, { signal: AbortSignal.timeout(20_000), session: 'farmerbot-1' })

export const isOnGrid = (from: Endpoint): Promise<boolean> =>
  askBot(from, 'farmmanager.version').then(
    () => true,
    () => false,
  )

/** States of the nodes as the bot reports them. */
export async function reported(from: Endpoint): Promise<Record<number, string>> {
  const report = (await askBot(from, 'farmmanager.report')) as { id: number; state: string }[]
  return Object.fromEntries(report.map(({ id, state }) => [id, state]))
}

export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100))
}
