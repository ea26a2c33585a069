import { ApiPromise, WsProvider } from '@polkadot/api'
import { afterEach, beforeEach } from 'vitest'
import { createLocalSigner } from '../../src/chain/signing/local.ts'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import type { System } from '../../src/kernel/index.ts'
import { type ActorSettings, composeNode } from '../../src/node/compose.ts'
import { startWorkload, type Workload } from '../../src/node/dev/workload.ts'
import { createView, type NodeView, watch } from '../../src/node/show/view.ts'

/** Reconnects at once: tests lose connections on purpose. */
const QUICK: Record<string, ActorSettings> = {
  'chain-follower': { config: { backoff: { min: 5, max: 20 }, stallAfter: 2_000 } },
  transactions: { config: { eraPeriod: 16, retryAfter: 5 } },
  agreement: { config: { backoff: { min: 5, max: 50 } } },
}

const merged = (actors: Record<string, ActorSettings>): Record<string, ActorSettings> =>
  Object.fromEntries(
    [...Object.keys(QUICK), ...Object.keys(actors)].map((name) => [name, { ...QUICK[name], ...actors[name] }]),
  )

export interface Stage {
  readonly devnet: Devnet
  readonly workload: Workload
  /** Starts a node for the workload's provider. */
  startNode(actors?: Record<string, ActorSettings>): Promise<{ system: System; view: NodeView }>
  /** Makes blocks until the condition holds. @throws when it does not within `blocks` blocks */
  blocksUntil(condition: () => boolean, what: string, blocks?: number): Promise<void>
  /** Buckets of the provider's answers in finalized blocks, in order, as a public client reads them. */
  answersOnChain(): Promise<bigint[]>
  stop(): Promise<void>
}

/** A chain on a socket of its own with the demonstration's workload; blocks are made by `blocksUntil`. */
export async function setStage(options: { seed: number; requests: number }): Promise<Stage> {
  await accountsReady()
  const runtime = createRuntime(development())
  const errors: unknown[] = []
  const devnet = await startDevnet(
    { port: 0, keepStates: 100_000 },
    { runtime, onError: (error) => errors.push(error) },
  )
  const workload = startWorkload(devnet, runtime, { ...options, perBlock: 2, dueAfter: 8 })
  const systems: System[] = []
  return {
    devnet,
    workload,
    async startNode(actors = {}) {
      const signer = await createLocalSigner('//Alice')
      const system = composeNode(
        { chain: { endpoints: [devnet.url] }, signer, actors: merged(actors) },
        { seed: options.seed },
      )
      const view = createView()
      watch(system, view)
      systems.push(system)
      await system.start()
      return { system, view }
    },
    async blocksUntil(condition, what, blocks = 400) {
      for (let made = 0; !condition(); made += 1) {
        if (made === blocks)
          throw new Error(
            `${what}: not so after ${blocks} blocks; ${JSON.stringify(workload.judge(devnet.chain.finalized.number))}`,
          )
        devnet.seal()
        await settle()
      }
    },
    async answersOnChain() {
      const api = await ApiPromise.create({ provider: new WsProvider(devnet.url) as never, noInitWarn: true })
      const buckets: bigint[] = []
      for (let number = 1; number <= devnet.chain.finalized.number; number += 1) {
        const at = await api.at(devnet.chain.at(number)!.hash)
        const records = (await at.query.system!.events!()) as unknown as Array<{
          event: { method: string; data: unknown[] }
        }>
        for (const { event } of records)
          if (event.method === 'AgreementAccepted' || event.method === 'AgreementRejected')
            buckets.push(BigInt(String(event.data[0])))
      }
      await api.disconnect()
      return buckets
    },
    async stop() {
      for (const system of systems) await system.stop('test over')
      await devnet.stop()
      if (errors.length > 0) throw new AggregateError(errors, 'the development chain met errors')
    },
  }
}

/** A stage of its own for each test, stopped afterwards. */
export function useStage(options: Parameters<typeof setStage>[0]): () => Stage {
  let stage: Stage | undefined
  beforeEach(async () => {
    stage = await setStage(options)
  })
  afterEach(() => stage!.stop())
  return () => stage!
}

/** For what happens in another process: nothing here can tell when it does. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Lets sockets and promises get on between two blocks. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 80; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
