/** The provider's HTTP API on a development chain: real members, real agreements, real signatures. */
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createMemoryCursor } from '../../src/chain/follower/cursor-store.ts'
import { createLocalSigner } from '../../src/chain/signing/local.ts'
import { createSqliteJournal } from '../../src/chain/transactions/journal/sqlite-journal.ts'
import { accountsReady, createSigner, type DevAccount, devAccount } from '../../src/devnet/accounts.ts'
import { fromHex } from '../../src/devnet/bytes.ts'
import { startDevnet } from '../../src/devnet/devnet.ts'
import { impatient } from '../../src/devnet/presets.ts'
import { type Call, createRuntime } from '../../src/devnet/runtime/index.ts'
import { createMemoryStore, createSystemClock, type PayloadOf } from '../../src/kernel/index.ts'
import { composeNode } from '../../src/node/compose.ts'
import { HttpListening } from '../../src/storage/http/events.ts'
import { openHttpRecords } from '../../src/storage/http/records/records.ts'
import { storageSettings } from '../../src/storage/settings.ts'
import { openContentStore } from '../../src/storage/store/content-store.ts'
import { storageProvider } from '../devnet/calls.ts'
import { UNIT } from '../devnet/harness.ts'
import { useFolder } from '../folder.ts'
import { keyOf, looseHeader, strictHeader } from '../storage/http/clients.ts'

const folder = useFolder()
const [alice, bob, charlie] = ['Alice', 'Bob', 'Charlie'] as const

async function stage() {
  await accountsReady()
  const runtime = createRuntime(impatient())
  const devnet = await startDevnet({ port: 0, keepStates: 10_000 }, { runtime, onError: () => {} })
  const signer = createSigner(runtime, fromHex(devnet.chain.genesis.hash.slice(2)))
  const accounts = { Alice: devAccount(alice), Bob: devAccount(bob), Charlie: devAccount(charlie) }
  const nonces = new Map<DevAccount, number>()
  const { now } = createSystemClock()

  function submit(who: keyof typeof accounts, call: Call): void {
    const account = accounts[who]
    const nonce = nonces.get(account) ?? 0
    nonces.set(account, nonce + 1)
    devnet.chain.pool.submit(signer.sign(account, call, { nonce }))
  }
  onTestFinished(() => devnet.stop())

  return {
    accounts,
    submit,
    devnet,
    register() {
      const { publicKey } = accounts.Alice
      const multiaddr = Buffer.from('/ip4/127.0.0.1/tcp/3333')
      submit(alice, storageProvider('register_provider', { multiaddr, public_key: publicKey, stake: 100_000n * UNIT }))
      devnet.seal()
    },
    agree(bucket_id: bigint, max_bytes: bigint) {
      const terms = { provider: accounts.Alice.publicKey, max_bytes, duration: 1_000, max_payment: UNIT }
      submit(bob, storageProvider('request_primary_agreement', { bucket_id, ...terms }))
      devnet.seal()
      submit(alice, storageProvider('accept_agreement', { bucket_id }))
      devnet.seal()
    },
    /** A node of Alice's over the stores of the folder. */
    async startNode() {
      const store = await openContentStore(join(folder.path, 'content.db'), now)
      const records = openHttpRecords(join(folder.path, 'http.db'), now)
      const system = composeNode(
        {
          chain: { endpoints: [devnet.url] },
          signer: await createLocalSigner('//Alice'),
          storage: storageSettings.parse({ listen: '127.0.0.1:0' }),
          // Nobody but the test makes extrinsics: what lands in blocks would hold up the end of the node.
          actors: {
            agreement: { enabled: false },
            checkpoint: { enabled: false },
            'chain-follower': { config: { backoff: { min: 5, max: 20 } } },
          },
        },
        {
          data: {
            cursors: createMemoryCursor(),
            store: createMemoryStore(),
            journal: createSqliteJournal(':memory:'),
            content: store,
            records,
          },
        },
      )
      const listening = Promise.withResolvers<string>()
      const blocks: number[] = []
      system.attach({
        emitted: ({ event }) => {
          if (event.type === HttpListening.type)
            listening.resolve((event.payload as PayloadOf<typeof HttpListening>).url)
          if (event.type === 'chain.BlockFinalized') blocks.push((event.payload as { number: number }).number)
        },
      })
      async function stop() {
        await system.stop('test over')
        records.close()
        await store.close()
      }
      onTestFinished(stop)
      await system.start()
      const url = await listening.promise
      const seconds = () => Math.floor(now() / 1_000)
      return {
        stop,
        store,
        /** One more block, and as many as it takes to make it final and the node know. */
        async seal() {
          devnet.seal()
          const { number } = devnet.chain.best
          while (devnet.chain.finalized.number < number) devnet.seal()
          await expect.poll(() => blocks.at(-1)).toBe(devnet.chain.finalized.number)
        },
        async send(who: string, method: string, bucket: bigint, path: string, body?: string) {
          const authorization = looseHeader({ pair: keyOf(who), method, seconds: seconds() }, bucket)
          return fetch(`${url}${path}`, { method, headers: { authorization }, ...(body !== undefined && { body }) })
        },
        async sendStrict(who: string, method: string, path: string, body: string) {
          const { provider_account: provider } = (await (await fetch(`${url}/info`)).json()) as {
            provider_account: string
          }
          const authorization = strictHeader({ pair: keyOf(who), method, seconds: seconds() }, { provider, path, body })
          return fetch(`${url}${path}`, { method, headers: { authorization }, body })
        },
      }
    },
  }
}

const object = (bucket: bigint, key: string) => `/s3/${bucket}/object?key=${key}`

describe('a provider on a chain', () => {
  it('serves the members that the chain has now, and no longer those it had', async () => {
    const s = await stage()
    s.register()
    s.submit(bob, storageProvider('create_bucket', { min_providers: 1 }))
    s.devnet.seal()
    const node = await s.startNode()
    await node.seal()
    const put = async (who: string, key: string) =>
      (await node.send(who, 'PUT', 0n, object(0n, key), `by ${who}`)).status
    expect(await put(bob, 'early')).toBe(403)
    s.agree(0n, 1_000_000n)
    await node.seal()
    expect(await put(bob, 'a')).toBe(200)
    expect((await node.store.bucket(0n))!.quota).toBe(1_000_000n)
    expect(await put(charlie, 'b')).toBe(403)
    const member = s.accounts.Charlie.publicKey
    s.submit(bob, storageProvider('set_member', { bucket_id: 0n, member, role: { type: 'Writer' } }))
    await node.seal()
    expect(await put(charlie, 'b')).toBe(200)
    expect((await node.sendStrict(charlie, 'PUT', object(0n, 'c'), 'by one request')).status).toBe(200)
    s.submit(bob, storageProvider('remove_member', { bucket_id: 0n, member }))
    await node.seal()
    expect(await put(charlie, 'd')).toBe(403)
    // What was acknowledged is there after a restart.
    await node.stop()
    const again = await s.startNode()
    await again.seal()
    const listed = await again.send(bob, 'GET', 0n, '/s3/0/objects')
    expect(((await listed.json()) as { contents: Array<{ key: string }> }).contents.map(({ key }) => key)).toEqual([
      'a',
      'b',
      'c',
    ])
    expect(await (await again.send(bob, 'GET', 0n, object(0n, 'b'))).text()).toBe('by Charlie')
    expect((await again.store.bucket(0n))!.leafCount).toBe(3n)
  })

  it('waits for a bucket that its client has seen before', async () => {
    const s = await stage()
    s.register()
    const node = await s.startNode()
    await node.seal()
    const listing = node.send(bob, 'GET', 0n, '/s3/0/objects')
    s.submit(bob, storageProvider('create_bucket', { min_providers: 1 }))
    await node.seal()
    expect((await listing).status).toBe(200)
  })
})
