/** A storage node for `//Alice` against the development chain in this process, with a store that the test fills. */
import { onTestFinished } from 'vitest'
import { createMemoryCursor } from '../../../src/chain/follower/cursor-store.ts'
import { BlockFinalized } from '../../../src/chain/follower/events.ts'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { createSqliteJournal } from '../../../src/chain/transactions/journal/sqlite-journal.ts'
import { accountsReady, createSigner, type DevAccount, devAccount } from '../../../src/devnet/accounts.ts'
import { fromHex } from '../../../src/devnet/bytes.ts'
import type { ChallengeLayout } from '../../../src/devnet/challenge-layouts.ts'
import { startDevnet } from '../../../src/devnet/devnet.ts'
import { impatient } from '../../../src/devnet/presets.ts'
import { type Call, createRuntime, type RuntimeOptions } from '../../../src/devnet/runtime/index.ts'
import {
  challengeStores,
  storageProviderStorage as items,
} from '../../../src/devnet/runtime/pallets/storage-provider/index.ts'
import { commitmentBytes } from '../../../src/devnet/runtime/pallets/storage-provider/types.ts'
import { systemStorage } from '../../../src/devnet/runtime/pallets/system/storage.ts'
import { createMemoryStore, type System } from '../../../src/kernel/index.ts'
import { type ActorSettings, composeNode } from '../../../src/node/compose.ts'
import { storageSettings } from '../../../src/storage/settings.ts'
import { createContentStore } from '../../../src/storage/store/content-store.ts'
import type { Commitment, ContentStore } from '../../../src/storage/store/types.ts'
import { storageProvider, utility } from '../../devnet/calls.ts'
import { UNIT } from '../../devnet/harness.ts'

/** Quick to come back, for blocks come in milliseconds. */
const QUICK: Record<string, ActorSettings> = {
  'chain-follower': { config: { backoff: { min: 5, max: 20 }, stallAfter: 60_000 } },
  transactions: { config: { eraPeriod: 16, retryAfter: 5 } },
  agreement: { enabled: false },
  checkpoint: { enabled: false },
  'provider-state': { enabled: false },
  'http-api': { enabled: false },
  challenge: { config: { backoff: { min: 5, max: 200 } } },
  collector: { config: { backoff: { min: 5, max: 200 } } },
}

const bytes = (hex: string): Uint8Array => fromHex(hex.slice(2))
const sr25519 = (value: Uint8Array) => ({ type: 'Sr25519' as const, value })

export async function startProvider(
  options: RuntimeOptions['storageProvider'] = {},
  challenges: ChallengeLayout = 'list',
) {
  await accountsReady()
  const preset = impatient()
  const rules = { ...preset, storageProvider: { ...preset.storageProvider, ...options } }
  const runtime = createRuntime({ ...rules, challenges })
  const errors: unknown[] = []
  const devnet = await startDevnet({ port: 0, keepStates: 10_000 }, { runtime, onError: (error) => errors.push(error) })
  const { chain } = devnet
  const [alice, bob, charlie] = (['Alice', 'Bob', 'Charlie'] as const).map((name) => devAccount(name)) as [
    DevAccount,
    DevAccount,
    DevAccount,
  ]
  let signer = createSigner(runtime, bytes(chain.genesis.hash))
  const nonces = new Map<string, number>()
  const content = createContentStore(':memory:', () => 0)
  const systems: System[] = []
  /** The last finalized block that the running node was told of. */
  let told = 0

  /** On a busy machine the node would fall behind. */
  async function delivered(): Promise<void> {
    for (let turn = 0; systems.length > 0 && told < chain.finalized.number && turn < 20_000; turn += 1)
      await new Promise((resolve) => setImmediate(resolve))
  }

  onTestFinished(async () => {
    // What is under way lands only in blocks.
    devnet.produce(20)
    for (const system of systems) await system.stop('test over')
    await devnet.stop()
    await content.close()
    if (errors.length > 0) throw new AggregateError(errors, 'the development chain met errors')
  })

  /** Hands a call of an account to the pool; those of the node's own only before it runs. */
  function submit(who: DevAccount, call: Call): void {
    const nonce = nonces.get(who.uri) ?? 0
    nonces.set(who.uri, nonce + 1)
    chain.pool.submit(signer.sign(who, call, { nonce }))
  }

  function provide(who: DevAccount, more: object = {}): void {
    submit(
      who,
      storageProvider('register_provider', {
        multiaddr: Buffer.from('/ip4/127.0.0.1/tcp/3333'),
        public_key: who.publicKey,
        stake: 100_000n * UNIT,
      }),
    )
    const settings = {
      min_duration: 1,
      max_duration: 100_000,
      price_per_byte: 0n,
      accepting_primary: true,
      replica_sync_price: 0n,
      accepting_extensions: true,
      max_capacity: 0n,
      ...more,
    }
    submit(who, storageProvider('update_provider_settings', { settings }))
  }

  function store(bucket_id: bigint, primary: DevAccount): void {
    submit(bob, storageProvider('create_bucket', { min_providers: 1 }))
    const terms = { bucket_id, provider: primary.publicKey, max_bytes: 1_000_000n, duration: 10_000, max_payment: UNIT }
    submit(bob, storageProvider('request_primary_agreement', terms))
    devnet.seal()
    submit(primary, storageProvider('accept_agreement', { bucket_id }))
    devnet.seal()
  }

  const rowOf = (bucket_id: bigint, { mmrRoot, startSeq, leafCount }: Commitment) => ({
    bucket_id,
    mmr_root: bytes(mmrRoot),
    start_seq: startSeq,
    leaf_count: leafCount,
  })
  const events = { defended: 0, slashed: 0 }

  function openAt(deadline: number) {
    const state = chain.state(chain.best.hash)
    const access = { get: (key: string) => state.get(key), keys: (prefix: string) => state.keys(prefix), set: () => {} }
    const layout = systemStorage.LastRuntimeUpgrade.get(access)?.spec_version === 1 ? 'list' : 'map'
    return challengeStores[layout].at(access, deadline)
  }

  return {
    devnet,
    alice,
    bob,
    charlie,
    content,
    submit,
    provide,
    store,
    seal: () => devnet.seal(),
    /** Challenges of one deadline as of the best block, by their indices. */
    challengesAt: (deadline: number) => new Map(openAt(deadline)),
    /** A block of these, or of what waits, that brings a runtime which keeps challenges in a map from its own first block on. */
    upgrade(extrinsics?: readonly Uint8Array[]) {
      const next = createRuntime({ ...rules, challenges: 'map' })
      devnet.chain.seal({ upgrade: next, extrinsics })
      signer = createSigner(next, bytes(chain.genesis.hash))
    },
    stake: (who: DevAccount) => items.Providers.get(chain.state(chain.best.hash), who.publicKey)!.stake,
    challengesOpen: () =>
      Array.from({ length: 200 }, (_, n) => chain.best.number + n).reduce(
        (open, deadline) => open + openAt(deadline).length,
        0,
      ),
    /** What the primary has committed to becomes the bucket's snapshot. */
    checkpoint(bucketId: bigint, commitment: Commitment, primary: DevAccount = alice) {
      const row = rowOf(bucketId, commitment)
      submit(
        bob,
        storageProvider('checkpoint', {
          ...row,
          signatures: [[primary.publicKey, sr25519(primary.sign(commitmentBytes(row)))]],
        }),
      )
    },
    challengeCheckpoint: (bucket_id: bigint, leaf_index: bigint, chunk_index = 0n): Call =>
      storageProvider('challenge_checkpoint', { bucket_id, provider: alice.publicKey, leaf_index, chunk_index }),
    /** By what Alice has signed away from the chain. */
    challengeOffchain(bucketId: bigint, commitment: Commitment, leaf_index: bigint, chunk_index = 0n): Call {
      const { leaf_count, ...row } = rowOf(bucketId, commitment)
      const signature = alice.sign(commitmentBytes({ ...row, leaf_count: leaf_count * 0n }))
      return storageProvider('challenge_offchain', {
        ...row,
        provider: alice.publicKey,
        leaf_index,
        chunk_index,
        provider_signature: sr25519(signature),
      })
    },
    batch: (...calls: Call[]): Call => utility('batch_all', ...calls),
    /** An admin's word that leaves before the commitment's may go, as a SCALE signature in hex. */
    letGo(admin: DevAccount, bucketId: bigint, commitment: Commitment): string {
      const row = { ...rowOf(bucketId, commitment), leaf_count: 0n }
      return `0x01${Buffer.from(admin.sign(commitmentBytes(row))).toString('hex')}`
    },
    events,
    async startNode(actors: Record<string, ActorSettings> = {}, given: ContentStore = content) {
      const facts: Array<{ type: string; payload: Record<string, unknown> }> = []
      const system = composeNode(
        {
          chain: { endpoints: [devnet.url] },
          signer: await createLocalSigner('//Alice'),
          storage: storageSettings.parse({ listen: '127.0.0.1:0' }),
          actors: { ...QUICK, ...actors },
        },
        {
          seed: 1,
          data: {
            cursors: createMemoryCursor(),
            store: createMemoryStore(),
            journal: createSqliteJournal(':memory:'),
            content: given,
          },
        },
      )
      system.attach({
        emitted: ({ event, ask }) => {
          if (ask === 0) facts.push(event as (typeof facts)[number])
          if (event.type === BlockFinalized.type) told = (event.payload as { number: number }).number
          if (event.type === 'storage.ChallengeDefended') events.defended += 1
          if (event.type === 'storage.ChallengeSlashed') events.slashed += 1
        },
      })
      systems.push(system)
      await system.start()
      return {
        system,
        told: (type: string) => facts.filter((each) => each.type === type).map(({ payload }) => payload),
      }
    },
    /** Makes blocks until the condition holds. @throws when it does not within so many */
    async blocksUntil(condition: () => boolean, what: string, blocks = 300) {
      for (let made = 0; !condition(); made += 1) {
        if (made === blocks) throw new Error(`${what}: not so after ${blocks} blocks`)
        devnet.seal()
        await delivered()
        await settle()
      }
    },
  }
}

/** Lets sockets and promises get on between two blocks. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 80; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
