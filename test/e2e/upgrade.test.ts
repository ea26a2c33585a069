import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createLocalSigner } from '../../src/chain/signing/local.ts'
import { SubmitTransaction } from '../../src/chain/transactions/events.ts'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import { chainFact, defineUnit } from '../../src/index.ts'
import type { System } from '../../src/kernel/index.ts'
import { composeNode } from '../../src/node/compose.ts'

/** From before proxies: all types and some indices of the metadata are others than after. */
const before = () => createRuntime({ ...development(), without: ['Proxy'] })
const after = () => createRuntime({ ...development(), version: { specVersion: 2 } })

const Remarked = chainFact('test.Remarked', { pallet: 'System', event: 'Remarked' }, { hash: z.string() })

let devnet: Devnet
let system: System
const remarked: number[] = []
const facts: Array<{ type: string; payload: Record<string, unknown> }> = []

beforeEach(async () => {
  await accountsReady()
  remarked.length = 0
  facts.length = 0
  devnet = await startDevnet({ port: 0 }, { runtime: before(), upgrades: [after()] })
  devnet.seal()
  devnet.seal()
  const witness = defineUnit({
    name: 'witness',
    consumes: [Remarked],
    handlers: { 'test.Remarked': ({ block }: { block: { number: number } }) => void remarked.push(block.number) },
  })
  system = composeNode({
    chain: { endpoints: [devnet.url] },
    signer: await createLocalSigner('//Bob'),
    actors: {
      agreement: { enabled: false },
      witness: { use: witness },
      transactions: { config: { retryAfter: 2 } },
    },
  })
  system.attach({ emitted: ({ event }) => void facts.push(event as never) })
  await system.start()
  const lane = () => system.actors().find(({ name }) => name === 'transactions')!.state
  await until(() => typeof lane() === 'object')
})

afterEach(async () => {
  await system.stop('test over')
  await devnet.stop()
})

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

async function until(condition: () => boolean): Promise<void> {
  for (let round = 0; round < 1_000 && !condition(); round += 1) await turns(20)
  expect(condition()).toBe(true)
}

async function remark(key: string, pallet = 'System', name = 'remark_with_event', args: unknown[] = ['0x01']) {
  const outcome = system.ask(SubmitTransaction, { key, call: { pallet, name, args } }, { deadline: '60s' })
  let over = false
  void outcome.finally(() => {
    over = true
  })
  for (let made = 0; !over && made < 60; made += 1) {
    await turns(100)
    devnet.seal()
  }
  return outcome
}

async function upgrade(): Promise<void> {
  const reply = await fetchRpc('dev_upgradeRuntime', [2])
  expect(reply).toMatchObject({ result: devnet.chain.best.hash })
}

/** As an operator of the chain would ask for it. */
function fetchRpc(method: string, params: unknown[]): Promise<unknown> {
  const socket = new WebSocket(devnet.url)
  return new Promise((resolve, reject) => {
    socket.onopen = () => socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
    socket.onerror = () => reject(new Error('no connection'))
    socket.onmessage = ({ data }) => {
      resolve(JSON.parse(String(data)))
      socket.close()
    }
  })
}

describe('a node across an upgrade of the runtime', () => {
  it('reads each block by the runtime that executed it, and signs for the one in force', async () => {
    expect(await remark('old')).toMatchObject({ ok: true, value: { outcome: { result: 'success' } } })
    await upgrade()
    const [upgraded] = [devnet.chain.best]
    expect(await remark('new')).toMatchObject({ ok: true, value: { outcome: { result: 'success' } } })
    await until(() => remarked.length === 2)
    expect(remarked[0]).toBeLessThanOrEqual(upgraded!.number)
    expect(remarked[1]).toBeGreaterThan(upgraded!.number)
    const told = facts.filter(({ type }) => type === 'chain.RuntimeUpgraded')
    expect(told).toMatchObject([{ payload: { number: upgraded!.number, from: 1, to: 2 } }])
    expect(facts.filter(({ type }) => type === 'chain.BlockUndecodable')).toEqual([])
    expect(facts.filter(({ type }) => type === 'transactions.RuntimeRefused')).toEqual([])
  })

  it('can make calls afterwards that there were not before', async () => {
    const proxies = ['Proxy', 'remove_proxies', []] as const
    expect(await remark('early', proxies[0], proxies[1], [...proxies[2]])).toMatchObject({
      ok: false,
      refusal: { reason: 'invalid' },
    })
    await upgrade()
    await remark('between')
    expect(await remark('late', proxies[0], proxies[1], [...proxies[2]])).toMatchObject({ ok: true })
  })
})
