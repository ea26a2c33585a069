import { accountsReady } from '../../src/devnet/accounts.ts'
import { systemClock } from '../../src/devnet/clock.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { createFaults } from '../../src/devnet/faults.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import { listen } from '../../src/devnet/server.ts'
import { createRandom } from '../../src/kernel/index.ts'
import { type FaultyEndpoint, faultyEndpoint } from '../e2e/faulty-endpoint.ts'
import { laggingChain } from './lagging-chain.ts'

const NO_FAULTS = { dropsAtOnce: 0, stalls: 0, garbage: 0, cuts: 0, within: 120 }
const FAULTS = { ...NO_FAULTS, dropsAtOnce: 0.3, stalls: 0.15, cuts: 0.55 }
const BEHIND = 10

export interface Stage {
  readonly devnet: Devnet
  /** Endpoints for one reader, that fail by a lot of their own: one good but for that, one behind, one of another chain, one good. */
  endpoints(seed: number): Promise<FaultyEndpoint[]>
  /** From now on endpoints fail; until then everybody has time to begin. */
  fail(): void
  stop(): Promise<void>
}

export async function setStage(): Promise<Stage> {
  await accountsReady()
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const options = development()
  const devnet = await startDevnet({ port: 0, keepStates: 100_000 }, { runtime: createRuntime(options), onError })
  const lagging = laggingChain(devnet.chain, BEHIND, onError)
  const behind = await listen(
    { chain: lagging, upgrades: [], faults: createFaults(systemClock), name: 'Behind', properties: {} },
    { host: '127.0.0.1', port: 0 },
    onError,
  )
  const genesis = { endowed: options.genesis.endowed.slice(1) }
  const other = await startDevnet({ port: 0 }, { runtime: createRuntime({ genesis }), onError })
  const opened: FaultyEndpoint[] = []
  const faults = { ...NO_FAULTS }
  return {
    devnet,
    async endpoints(seed) {
      const random = createRandom(seed)
      const targets = [devnet.url, `ws://127.0.0.1:${behind.port}`, other.url, devnet.url]
      const endpoints = await Promise.all(targets.map((target) => faultyEndpoint(target, faults, random)))
      opened.push(...endpoints)
      return endpoints
    },
    fail() {
      Object.assign(faults, FAULTS)
      devnet.dropConnections()
    },
    async stop() {
      for (const endpoint of opened) await endpoint.stop()
      await behind.stop()
      await devnet.stop()
      await other.stop()
      if (errors.length > 0) throw new AggregateError(errors, 'the development chain met errors')
    },
  }
}
