import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import { createRandom, type System } from '../../src/kernel/index.ts'
import { composeNode } from '../../src/node/compose.ts'
import { type FaultyEndpoint, faultyEndpoint } from './faulty-endpoint.ts'
import { pause } from './harness.ts'

const BLOCKS = 600
const FAULTS = { dropsAtOnce: 0.2, stalls: 0.2, garbage: 0.2, cuts: 0.4, within: 200 }

let devnet: Devnet
let other: Devnet
let endpoints: FaultyEndpoint[]
let system: System

beforeEach(async () => {
  await accountsReady()
  const runtime = createRuntime(development())
  devnet = await startDevnet({ port: 0, keepStates: 100_000 }, { runtime })
  // Another chain: its blocks have nothing to do with ours.
  other = await startDevnet(
    { port: 0 },
    { runtime: createRuntime({ genesis: { endowed: development().genesis.endowed.slice(1) } }) },
  )
  other.seal()
  const random = createRandom(31)
  endpoints = [await faultyEndpoint(devnet.url, FAULTS, random), await faultyEndpoint(devnet.url, FAULTS, random)]
})

afterEach(async () => {
  await system.stop('test over')
  for (const endpoint of endpoints) await endpoint.stop()
  await devnet.stop()
  await other.stop()
})

describe('a node whose endpoints drop, stall, cut and talk nonsense', () => {
  it('is given every finalized block once and in order', async () => {
    const delivered: Array<{ number: number; hash: string }> = []
    let lost = 0
    system = composeNode({
      chain: { endpoints: [endpoints[0]!.url, other.url, endpoints[1]!.url], genesis: devnet.chain.genesis.hash },
      actors: { 'chain-follower': { config: { stallAfter: 150, backoff: { min: 1, max: 10 }, window: 16 } } },
    })
    system.attach({
      emitted({ event: { type, payload } }) {
        if (type === 'chain.BlockFinalized') delivered.push(payload as never)
        if (type === 'chain.ConnectionLost') lost += 1
      },
    })
    devnet.seal()
    devnet.seal()
    await system.start()
    devnet.produce(8)
    for (let waited = 0; devnet.chain.finalized.number < BLOCKS && waited < 4_000; waited += 1) await pause(5)
    devnet.pause()
    const last = devnet.chain.finalized.number
    // It is told of nothing new any more; now and then a block shows that the chain is alive.
    for (let waited = 0; (delivered.at(-1)?.number ?? 0) < last && waited < 1_000; waited += 1) {
      await pause(20)
      devnet.seal()
    }
    const first = delivered[0]!.number
    const upTo = delivered.at(-1)!.number
    expect(upTo).toBeGreaterThanOrEqual(last)
    expect(delivered.map(({ number }) => number)).toEqual(
      Array.from({ length: upTo - first + 1 }, (_, offset) => first + offset),
    )
    for (const { number, hash } of delivered) expect(hash).toBe(devnet.chain.at(number)!.hash)
    // Otherwise nothing would have been shown.
    expect(lost).toBeGreaterThan(10)
    const kinds = new Set(endpoints.flatMap(({ happened }) => Object.keys(happened)))
    expect([...kinds].sort()).toEqual(['cuts', 'dropsAtOnce', 'garbage', 'stalls'])
  }, 60_000)
})
