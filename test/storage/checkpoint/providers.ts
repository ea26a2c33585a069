/** Three providers on one development chain: each a node of its own, with its own store, HTTP between them. */
import { type AddressInfo, createServer } from 'node:net'
import { createMemoryCursor } from '../../../src/chain/follower/cursor-store.ts'
import { BlockFinalized } from '../../../src/chain/follower/events.ts'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { createSqliteJournal } from '../../../src/chain/transactions/journal/sqlite-journal.ts'
import { accountsReady, createSigner, type DevAccount, devAccount } from '../../../src/devnet/accounts.ts'
import { fromHex } from '../../../src/devnet/bytes.ts'
import { startDevnet } from '../../../src/devnet/devnet.ts'
import { development } from '../../../src/devnet/presets.ts'
import { type Call, createRuntime } from '../../../src/devnet/runtime/index.ts'
import { storageProviderStorage as items } from '../../../src/devnet/runtime/pallets/storage-provider/index.ts'
import { systemStorage } from '../../../src/devnet/runtime/pallets/system/storage.ts'
import { createMemoryStore, type System } from '../../../src/kernel/index.ts'
import { composeNode } from '../../../src/node/compose.ts'
import { createContentStore } from '../../../src/storage/store/content-store.ts'
import type { ContentStore } from '../../../src/storage/store/types.ts'
import { storageProvider } from '../../devnet/calls.ts'
import { pause } from '../../e2e/harness.ts'

const UNIT = 10n ** 12n
const NAMES = ['Alice', 'Bob', 'Charlie'] as const
export type Name = (typeof NAMES)[number]

const QUICK = {
  'chain-follower': { config: { backoff: { min: 5, max: 20 }, stallAfter: 2_000 } },
  transactions: { config: { eraPeriod: 16, retryAfter: 5 } },
  agreement: { config: { backoff: { min: 5, max: 50 } } },
}

/** A node and what it would find again after its death. */
interface Provider {
  readonly account: DevAccount
  readonly content: ContentStore
  readonly saved: ReturnType<typeof createMemoryStore>
  readonly cursors: ReturnType<typeof createMemoryCursor>
  readonly journal: ReturnType<typeof createSqliteJournal>
  /** Of its HTTP API. */
  readonly port: number
  system: System | undefined
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export interface ProviderFact {
  readonly type: string
  readonly payload: Record<string, unknown>
}

export async function startProviders({
  minProviders,
  interval,
  grace,
  peersOnly = false,
}: {
  minProviders: number
  interval: number
  grace: number
  /** Whether checkpoints are co-signed only for who says that it is a primary. */
  peersOnly?: boolean
}) {
  await accountsReady()
  const runtime = createRuntime(development())
  const errors: unknown[] = []
  const devnet = await startDevnet(
    { port: 0, keepStates: 100_000 },
    { runtime, onError: (error) => errors.push(error) },
  )
  const { chain } = devnet
  const client = devAccount('Dave')
  const signer = createSigner(runtime, fromHex(chain.genesis.hash.slice(2)))
  const seen = new Map<Name, number>()
  const facts = new Map<Name, ProviderFact[]>(NAMES.map((name) => [name, []]))

  /** A block with these calls, one after another. */
  function submit(account: DevAccount, ...calls: Call[]): void {
    const { nonce } = systemStorage.Account.get(chain.state(chain.best.hash), account.account)
    for (const [index, call] of calls.entries()) chain.pool.submit(signer.sign(account, call, { nonce: nonce + index }))
    devnet.seal()
  }

  const providers = new Map<Name, Provider>()
  for (const name of NAMES) {
    const port = await freePort()
    const account = devAccount(name)
    const multiaddr = Buffer.from(`/ip4/127.0.0.1/tcp/${port}`)
    submit(
      account,
      storageProvider('register_provider', { multiaddr, public_key: account.publicKey, stake: 5_000n * UNIT }),
    )
    providers.set(name, {
      account,
      content: createContentStore(':memory:', () => 0),
      saved: createMemoryStore(),
      cursors: createMemoryCursor(),
      journal: createSqliteJournal(':memory:'),
      port,
      system: undefined,
    })
  }
  submit(client, storageProvider('create_bucket', { min_providers: minProviders }))
  for (const { account } of providers.values())
    submit(
      client,
      storageProvider('request_primary_agreement', {
        bucket_id: 0n,
        provider: account.publicKey,
        max_bytes: 100_000n,
        duration: 10_000,
        max_payment: UNIT,
      }),
    )
  submit(
    client,
    storageProvider('configure_checkpoint_window', { bucket_id: 0n, interval, grace_period: grace, enabled: true }),
    storageProvider('fund_checkpoint_pool', { bucket_id: 0n, amount: 100n * UNIT }),
  )

  async function start(name: Name): Promise<void> {
    const provider = providers.get(name)!
    const { cursors, saved, journal, content } = provider
    const system = composeNode(
      {
        chain: { endpoints: [devnet.url] },
        signer: await createLocalSigner(provider.account.uri),
        storage: { listen: `127.0.0.1:${provider.port}` },
        actors: {
          ...QUICK,
          'http-api': { config: { checkpoint: { peersOnly } } },
          checkpoint: { config: { backoff: { min: 5, max: 20 }, peerDeadline: 1_000, waitForAll: 3 } },
        },
      },
      { seed: 7, data: { cursors, store: saved, journal, content } },
    )
    system.attach({
      emitted: ({ event, ask }) => {
        if (ask !== 0) return
        const told = event as ProviderFact
        if (told.type === BlockFinalized.type) seen.set(name, told.payload['number'] as number)
        else facts.get(name)!.push(told)
      },
    })
    provider.system = system
    await system.start()
  }

  /** What is under way has its outcome before a node ends, and for that there must be blocks. */
  async function withBlocks(ending: Promise<unknown>): Promise<void> {
    let over = false
    const ended = ending.finally(() => {
      over = true
    })
    for (let made = 1; !over; made += 1) {
      await pause(10)
      if (!over && made % 5 === 0) devnet.seal()
    }
    await ended
  }

  /** Ends a node; who asks it for a signature finds nobody. */
  async function stop(name: Name): Promise<void> {
    const provider = providers.get(name)!
    const { system } = provider
    provider.system = undefined
    await withBlocks(system?.stop('test') ?? Promise.resolve())
  }

  return {
    client,
    submit,
    start,
    stop,
    names: NAMES,
    contentOf: (name: Name) => providers.get(name)!.content,
    accountOf: (name: Name) => `0x${providers.get(name)!.account.hex}`,
    told: (name: Name, type: string) =>
      facts
        .get(name)!
        .filter((each) => each.type === type)
        .map(({ payload }) => payload),
    get head() {
      return chain.finalized.number
    },
    bucket: () => items.Buckets.get(chain.state(chain.finalized.hash), 0n)!,
    lastWindow: () => items.LastCheckpointWindow.get(chain.state(chain.finalized.hash), 0n),
    stakeOf: (name: Name) => items.Providers.get(chain.state(chain.finalized.hash), devAccount(name).publicKey)!.stake,
    /** One more block, seen by every node, and time for what follows from it. */
    async block(): Promise<void> {
      devnet.seal()
      const { number } = chain.finalized
      const running = NAMES.filter((name) => providers.get(name)!.system !== undefined)
      for (let made = 0; running.some((name) => (seen.get(name) ?? 0) < number); made += 1) {
        if (made === 20_000) throw new Error(`block ${number} has not reached every node`)
        await turn()
      }
      for (let made = 0; made < 60; made += 1) await turn()
    },
    async end(): Promise<void> {
      await Promise.all(NAMES.map(stop))
      for (const { content, journal } of providers.values()) {
        await content.close()
        journal.close()
      }
      await devnet.stop()
      if (errors.length > 0) throw new AggregateError(errors, 'the development chain met errors')
    },
  }
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export type Providers = Awaited<ReturnType<typeof startProviders>>
