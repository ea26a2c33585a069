import { afterEach, beforeAll, expect, it } from 'vitest'
import { accountsReady, createSigner, devAccount } from '../../../src/devnet/accounts.ts'
import { billInTurn } from '../../../src/devnet/billing-author.ts'
import { fromHex } from '../../../src/devnet/bytes.ts'
import { type Devnet, startDevnet } from '../../../src/devnet/devnet.ts'
import { billingAuthor, gridOptions, grid as gridPreset, nodeAccount } from '../../../src/devnet/presets-grid.ts'
import { type Call, createRuntime, type DevnetRuntime } from '../../../src/devnet/runtime/index.ts'
import { smartContractStorage } from '../../../src/devnet/runtime/pallets/smart-contract/index.ts'
import { smartContract } from '../calls.ts'
import { GIB, hash, NOTHING, RESOURCES, text } from './stage.ts'

let devnet: Devnet
let runtime: DevnetRuntime
let upgrade: DevnetRuntime
let now = 0

beforeAll(accountsReady)
afterEach(() => devnet.stop())

async function start() {
  const [alice, bob, node] = [devAccount('Alice'), devAccount('Bob'), nodeAccount(1)]
  const farms = [{ name: 'farm-1', owner: alice.account, nodes: [{ account: node.account, resources: RESOURCES }] }]
  const options = gridPreset([node], { ...gridOptions(), twins: [alice.account, bob.account], farms })
  runtime = createRuntime(options)
  upgrade = createRuntime({ ...options, version: { ...options.version, specVersion: 2 } })
  now = 0
  const clock = { now: () => now, setTimeout: () => 0 as never, clearTimeout: () => {} }
  devnet = await startDevnet({ port: 0 }, { runtime, clock })
  billInTurn(devnet.chain, runtime, billingAuthor())
  const signer = createSigner(runtime, fromHex(devnet.chain.genesis.hash.slice(2)))
  const send = (who: typeof bob, call: Call, nonce: number) =>
    devnet.chain.pool.submit(signer.sign(who, call, { nonce }))
  send(
    bob,
    smartContract('create_node_contract', {
      node_id: 1,
      deployment_hash: hash('a'),
      deployment_data: new Uint8Array(),
      public_ips: 0,
      solution_provider_id: undefined,
    }),
    0,
  )
  send(bob, smartContract('create_name_contract', { name: text('example') }), 1)
  blocks(1)
  return { node, send }
}

function blocks(count: number) {
  for (let i = 0; i < count; i++) {
    now += 6_000
    devnet.seal()
  }
}

const cycles = (id: bigint) => smartContractStorage.ContractLock.get(devnet.chain.state(), id).cycles

it('bills each contract once a turn, but for those that nothing is to be billed of', async () => {
  const { node, send } = await start()
  blocks(40)
  expect([cycles(1n), cycles(2n)]).toEqual([0, 4])
  const used = { ...NOTHING, cru: 2n, mru: 2n * GIB, sru: 60n * GIB }
  send(node, smartContract('report_contract_resources', { contract_resources: [{ contract_id: 1n, used }] }), 0)
  blocks(21)
  expect([cycles(1n), cycles(2n)]).toEqual([2, 6])
})

it('goes on after the chain was upgraded', async () => {
  await start()
  devnet.chain.seal({ upgrade })
  blocks(20)
  expect(cycles(2n)).toBe(2)
})
