import { afterEach } from 'vitest'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { accountsReady, createSigner, type DevAccount, devAccount } from '../../../src/devnet/accounts.ts'
import { fromHex } from '../../../src/devnet/bytes.ts'
import { type Devnet, startDevnet } from '../../../src/devnet/devnet.ts'
import { impatient } from '../../../src/devnet/presets.ts'
import { type Call, createRuntime } from '../../../src/devnet/runtime/index.ts'
import { storageProviderStorage as items } from '../../../src/devnet/runtime/pallets/storage-provider/index.ts'
import type { System } from '../../../src/kernel/index.ts'
import { type ActorSettings, composeNode, type NodeDependencies } from '../../../src/node/compose.ts'

const QUICK: Record<string, ActorSettings> = {
  'chain-follower': { config: { backoff: { min: 5, max: 20 } } },
  transactions: { config: { eraPeriod: 16, retryAfter: 5 } },
  checkpoint: { enabled: false },
}

/** A development chain in this process, nodes for //Bob against its socket, and others that do what the test says. */
export async function startRealChain(publicAddress = '/ip4/127.0.0.1/tcp/3333') {
  await accountsReady()
  const runtime = createRuntime(impatient())
  const devnet = await startDevnet({ port: 0, keepStates: 10_000 }, { runtime })
  const genesis = fromHex(devnet.chain.genesis.hash.slice(2))
  const signer = createSigner(runtime, genesis)
  const bob = devAccount('Bob')
  const nonces = new Map<string, number>()
  const systems: System[] = []
  const facts: Array<{ type: string; payload: Record<string, unknown> }> = []
  const view = () => devnet.chain.state(devnet.chain.finalized.hash)
  let seen = 0

  /** On a busy machine the node would fall behind. */
  async function delivered(): Promise<void> {
    for (let turn = 0; systems.length > 0 && seen < devnet.chain.finalized.number && turn < 20_000; turn += 1)
      await new Promise((resolve) => setImmediate(resolve))
  }

  return {
    devnet,
    facts,
    told: (type: string) => facts.filter((fact) => fact.type === type).map(({ payload }) => payload),
    provider: (who: DevAccount = bob) => items.Providers.get(view(), who.publicKey),
    agreement: (bucketId: bigint, who: DevAccount = bob) =>
      items.StorageAgreements.get(view(), bucketId, who.publicKey),
    /** Puts a call of somebody's into the pool. */
    does(who: DevAccount, call: Call) {
      const nonce = nonces.get(who.uri) ?? 0
      nonces.set(who.uri, nonce + 1)
      devnet.chain.pool.submit(signer.sign(who, call, { nonce }))
    },
    async startNode(actors: Record<string, ActorSettings>, dependencies: NodeDependencies = {}) {
      const system = composeNode(
        {
          chain: { endpoints: [devnet.url] },
          signer: await createLocalSigner('//Bob'),
          storage: { listen: '127.0.0.1:0', publicAddress },
          actors: { ...QUICK, ...actors },
        },
        dependencies,
      )
      system.attach({
        emitted: ({ event, ask }) => {
          if (ask === 0) facts.push(event as (typeof facts)[number])
          if (event.type === 'chain.BlockFinalized') seen = (event.payload as { number: number }).number
        },
      })
      systems.push(system)
      await system.start()
      return system
    },
    /** Makes blocks until the condition holds. @throws when it does not within `most` blocks */
    async blocksUntil(condition: () => boolean, what: string, most = 200) {
      for (let made = 0; !condition(); made += 1) {
        if (made === most) throw new Error(`${what}: not so after ${most} blocks`)
        devnet.seal()
        await delivered()
        for (let turn = 0; turn < 40; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      }
    },
    async stop() {
      // What is under way lands only in blocks.
      devnet.produce(20)
      for (const system of systems) await system.stop('test over')
      await devnet.stop()
    },
  }
}

export type RealChain = Awaited<ReturnType<typeof startRealChain>> & { readonly devnet: Devnet }

/** Stops what a test has started, after it. */
export function useRealChain() {
  const chains: RealChain[] = []
  afterEach(() => Promise.all(chains.splice(0).map((chain) => chain.stop())))
  return async (...options: Parameters<typeof startRealChain>) => {
    const chain = await startRealChain(...options)
    chains.push(chain)
    return chain
  }
}
