/** The light client itself, with the chain specs of public networks and nobody to talk to. */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createLightClient, type LightClient } from '../../src/chain/connection/light/client.ts'
import { openLightSession } from '../../src/chain/connection/light/open-session.ts'
import type { LightSpecs } from '../../src/chain/connection/light/specs.ts'
import { createSession } from '../../src/chain/connection/session.ts'
import { sessionsOver } from '../../src/chain/connection/sessions.ts'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import { createSystemClock } from '../../src/kernel/index.ts'
import { composeNode } from '../../src/node/compose.ts'
import { createView, watch } from '../../src/node/show/view.ts'

const ENDPOINT = 'light:asset-hub-rococo'
const GENESIS = '0x7c34d42fc815d392057c78b49f2755c753440ccd38bcb0405b3bcfb601d08734'

const clock = createSystemClock()
const logged: string[] = []
const note = (_: object, message: string) => void logged.push(message)
const log = { debug: note, info: note, warn: note, error: note }

let rococo: LightSpecs
const clients: LightClient[] = []

beforeAll(() => {
  const known = createRequire(import.meta.url)('@substrate/connect-known-chains') as Record<string, string>
  const lonely = (name: string) => JSON.stringify({ ...JSON.parse(known[name]!), bootNodes: [] })
  rococo = { relay: lonely('rococo_v2_2'), chain: lonely('rococo_v2_2_asset_hub') }
})

afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop()
})

function lightClient(specs = rococo): LightClient {
  const client = createLightClient(specs, clock, log)
  clients.push(client)
  return client
}

const connect = async (client: LightClient) =>
  createSession(ENDPOINT, await client.connect(ENDPOINT), clock, { requestTimeout: 300 })

describe('smoldot without peers', () => {
  it('adds a relay chain and its parachain, and answers what their specs say', async () => {
    const session = await connect(lightClient())
    expect(await session.request('system_chain', [])).toBe('Rococo Asset Hub')
    expect(await session.request('chainSpec_v1_chainName', [])).toBe('Rococo Asset Hub')
    expect(await session.request('chainSpec_v1_genesisHash', [])).toBe(GENESIS)
    expect(await session.request('chain_getBlockHash', [0])).toBe(GENESIS)
    expect(logged.join('\n')).toContain('Parachain initialization complete for asset-hub-rococo')
  })

  it('serves every method that the node uses', async () => {
    const session = await connect(lightClient())
    const { methods } = (await session.request('rpc_methods', [])) as { methods: string[] }
    expect(methods).toEqual(
      expect.arrayContaining([
        'author_submitExtrinsic',
        'chain_getBlock',
        'chain_getBlockHash',
        'chain_getFinalizedHead',
        'chain_getHeader',
        'chain_subscribeFinalizedHeads',
        'chain_subscribeNewHeads',
        'state_call',
        'state_getKeysPaged',
        'state_getMetadata',
        'state_getReadProof',
        'state_getRuntimeVersion',
        'state_getStorage',
        'system_accountNextIndex',
        'system_chainType',
        'system_properties',
      ]),
    )
  })

  it('takes no list of numbers and knows no number but the genesis, so that the node goes by headers', async () => {
    const session = await connect(lightClient())
    await expect(session.request('chain_getBlockHash', [[0, 1]])).rejects.toMatchObject({
      payload: { rpcCode: -32602 },
    })
    expect(await session.request('chain_getBlockHash', [1])).toBeNull()
  })

  it('leaves a request open for ever, which meets its deadline, and others are answered all the same', async () => {
    const session = await connect(lightClient())
    const silent = session.request('state_getRuntimeVersion', [])
    expect(await session.request('system_chain', [])).toBe('Rococo Asset Hub')
    await expect(silent).rejects.toMatchObject({ code: 'request-timeout' })
  })

  it('says nothing after it was asked for its health, which is why the node never asks', async () => {
    const session = await connect(lightClient())
    void session.request('system_health', []).catch(() => {})
    await expect(session.request('system_chain', [])).rejects.toMatchObject({ code: 'request-timeout' })
  })

  it('is syncing, and after that still there', async () => {
    const client = lightClient()
    const open = () => openLightSession(ENDPOINT, client, clock, { syncTimeout: 300 })
    await expect(open()).rejects.toMatchObject({ code: 'light-client-syncing' })
    expect(await (await connect(client)).request('system_chain', [])).toBe('Rococo Asset Hub')
  })

  it('ends its sessions when it is stopped, and works after a second start', async () => {
    const client = lightClient()
    const session = await connect(client)
    await client.stop()
    expect(await session.closed).toBe('the light client has ended')
    expect(await (await connect(client)).request('system_chain', [])).toBe('Rococo Asset Hub')
  })

  it('tells why it refuses a chain', async () => {
    const parachain = JSON.parse(rococo.chain)
    const refusal = (specs: LightSpecs) => expect(lightClient(specs).connect(ENDPOINT)).rejects
    await refusal({ ...rococo, chain: JSON.stringify({ ...parachain, relay_chain: 'elsewhere' }) }).toThrow(
      "cannot connect to light:asset-hub-rococo: Couldn't find relevant relay chain",
    )
    await refusal({ chain: '{}' }).toThrow('Failed to decode chain specification')
  })

  it('follows a chain without a relay chain', async () => {
    const { relay_chain: _, para_id: __, ...alone } = JSON.parse(rococo.chain)
    const session = await connect(lightClient({ chain: JSON.stringify(alone) }))
    expect(await session.request('chainSpec_v1_genesisHash', [])).toBe(GENESIS)
  })

  it('refuses a single chain whose genesis has no runtime', async () => {
    const genesis = { raw: { top: {}, childrenDefault: {} } }
    const chain = JSON.stringify({ ...JSON.parse(rococo.relay!), lightSyncState: undefined, genesis })
    await expect(lightClient({ chain }).connect(ENDPOINT)).rejects.toMatchObject({ code: 'connection-failed' })
  })

  it('keeps no process when it is stopped', () => {
    const path = (to: string) => JSON.stringify(fileURLToPath(new URL(to, import.meta.url)))
    const program = `
      import { createRequire } from 'node:module'
      import { createLightClient } from ${path('../../src/chain/connection/light/client.ts')}
      import { createSystemClock } from ${path('../../src/kernel/index.ts')}
      const known = createRequire(${path('light-client.test.ts')})('@substrate/connect-known-chains')
      const chain = JSON.parse(known.rococo_v2_2_asset_hub)
      delete chain.relay_chain
      delete chain.para_id
      const silent = { debug() {}, info() {}, warn() {}, error() {} }
      const client = createLightClient({ chain: JSON.stringify({ ...chain, bootNodes: [] }) }, createSystemClock(), silent)
      await client.connect('light:')
      await client.stop()
      process.stdout.write('stopped')
    `
    const options = { encoding: 'utf8', timeout: 15_000 } as const
    const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', program], options)
    expect({ stdout, stderr, status }).toEqual({ stdout: 'stopped', stderr: '', status: 0 })
  })
})

describe('a node with a light client and an endpoint', () => {
  it('goes on to the endpoint while the light client has no peers', async () => {
    await accountsReady()
    const devnet = await startDevnet({ port: 0 }, { runtime: createRuntime(development()), onError: () => {} })
    const client = lightClient()
    const follower = { config: { backoff: { min: 5, max: 20 } } }
    const system = composeNode(
      { chain: { endpoints: [ENDPOINT, devnet.url] }, actors: { 'chain-follower': follower } },
      { openSession: sessionsOver(client, { syncTimeout: 200 }) },
    )
    const view = createView()
    watch(system, view)
    const lost: string[] = []
    system.attach({
      emitted({ event }) {
        if (event.type === 'chain.ConnectionLost') lost.push((event.payload as { reason: string }).reason)
      },
    })
    await system.start()
    await expect
      .poll(
        () => {
          devnet.seal()
          return view.facts['chain.BlockFinalized'] ?? 0
        },
        { timeout: 15_000 },
      )
      .toBeGreaterThan(2)
    expect(lost[0]).toContain('has no peers, or is not synchronized yet')
    await system.stop('test over')
    await devnet.stop()
  })
})
