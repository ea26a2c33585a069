import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { cryptoWaitReady, hexToU8a, Keyring } from '#polkadot'
import { openSession, type Session } from '../../src/chain/connection/session.ts'
import { chainFact } from '../../src/chain/decoder/chain-fact.ts'
import { createConnector } from '../../src/chain/follower/connect.ts'
import { BlockFinalized } from '../../src/chain/follower/events.ts'
import { readState } from '../../src/chain/reader/read.ts'
import { draftExtrinsic } from '../../src/chain/signing/draft.ts'
import { createLocalSigner } from '../../src/chain/signing/local.ts'
import { buildCall } from '../../src/chain/transactions/build-call.ts'
import { type Call, SubmitTransaction } from '../../src/chain/transactions/events.ts'
import { createSystemClock, defineUnit, type System, type TaskContext } from '../../src/kernel/index.ts'
import { composeNode } from '../../src/node/compose.ts'
import { createView, watch } from '../../src/node/show/view.ts'
import { readPayload } from '../../src/node/signer/read-payload.ts'
import { readRuntime } from '../../src/node/signer/runtimes.ts'
import { accountId } from '../../src/storage/types.ts'
import { type RealChain, startRealChain } from '../real-runtime/chain.ts'

const Remarked = chainFact(
  'real.Remarked',
  { pallet: 'System', event: 'Remarked' },
  { sender: accountId, hash: z.string() },
)
const Succeeded = chainFact(
  'real.Succeeded',
  { pallet: 'System', event: 'ExtrinsicSuccess' },
  { dispatchInfo: z.unknown() },
)

/** An actor of a user's own that watches another chain than ours. */
const watcher = (seen: unknown[]) =>
  defineUnit({
    name: 'watcher',
    consumes: [Remarked, Succeeded],
    handlers: {
      'real.Remarked': (payload: unknown) => void seen.push(payload),
      'real.Succeeded': () => {},
    },
  })

describe('the node against the runtime of a public network', () => {
  let chain: RealChain
  let session: Session
  let system: System
  const seen: Array<{ sender: string; hash: string }> = []
  const view = createView()

  const newBlock = () => session.request('dev_newBlock', [{ count: 1 }])
  const submit = (key: string, call: Call) => system.ask(SubmitTransaction, { key, call }, { deadline: '60s' })

  /** Makes blocks until the promise settles. */
  async function withBlocks<Value>(promise: Promise<Value>): Promise<Value> {
    let settled = false
    void promise.finally(() => {
      settled = true
    })
    for (let made = 0; !settled && made < 40; made += 1) await newBlock()
    return promise
  }

  beforeAll(async () => {
    await cryptoWaitReady()
    chain = await startRealChain()
    session = await openSession(chain.url, createSystemClock())
    const alice = new Keyring({ type: 'sr25519' }).addFromUri('//Alice')
    await session.request('dev_setStorage', [
      { System: { Account: [[[alice.address], { providers: 1, data: { free: '1000000000000000000' } }]] } },
    ])
    system = composeNode(
      {
        chain: { endpoints: [chain.url] },
        signer: await createLocalSigner('//Alice'),
        actors: {
          agreement: { enabled: false },
          watcher: { use: watcher(seen) },
          // The headers of this chain's program commit to no extrinsics.
          transactions: { config: { eraPeriod: 32, checkBodies: false } },
        },
      },
      { seed: 1 },
    )
    watch(system, view)
    await system.start()
  }, 60_000)

  afterAll(async () => {
    await system?.stop('test over')
    session?.close('test over')
    await chain?.stop()
  })

  it('follows 50 blocks, each once and in order, and decodes every event', async () => {
    const numbers: number[] = []
    const detach = system.attach({
      emitted({ event }) {
        if (event.type === BlockFinalized.type) numbers.push((event.payload as { number: number }).number)
      },
    })
    for (let made = 0; made < 60 && numbers.length < 50; made += 1) await newBlock()
    detach()
    expect(numbers.length).toBeGreaterThanOrEqual(50)
    expect(numbers).toEqual(numbers.map((_, position) => numbers[0]! + position))
    expect(view.facts['chain.BlockUndecodable']).toBeUndefined()
    expect(view.facts['real.Succeeded']).toBeGreaterThanOrEqual(50)
  }, 90_000)

  it('submits a remark and reads its outcome and its event', async () => {
    const outcome = await withBlocks(
      submit('remark', { pallet: 'System', name: 'remark_with_event', args: ['0x726565766521'] }),
    )
    expect(outcome).toMatchObject({ ok: true, value: { outcome: { result: 'success' } } })
    await expect.poll(() => seen.length).toBeGreaterThan(0)
    expect(seen[0]!.hash).toMatch(/^0x[0-9a-f]{64}$/)
  }, 60_000)

  it('submits a batch, and names the error of one that fails', async () => {
    const remark = (text: string): Call => ({ pallet: 'System', name: 'remark_with_event', args: [text] })
    const batch: Call = { pallet: 'Utility', name: 'batch_all', args: [[remark('0x01'), remark('0x02')]] }
    const good = await withBlocks(submit('good', batch))
    expect(good).toMatchObject({ ok: true, value: { outcome: { result: 'success' } } })
    const tooMuch = { pallet: 'Balances', name: 'transfer', args: [{ Id: `0x${'11'.repeat(32)}` }, 10n ** 30n] }
    const bad = await withBlocks(submit('bad', tooMuch))
    expect(bad).toMatchObject({
      ok: true,
      value: { outcome: { result: 'failed', error: { pallet: 'Balances', name: 'InsufficientBalance' } } },
    })
  }, 60_000)

  it('gives a signer what it needs to judge: the calls within a call, behind all extensions of the runtime', async () => {
    const connection = await createConnector(createSystemClock()).connect(chain.url, {
      genesis: undefined,
      archive: undefined,
    })
    const { runtime, genesisHash } = connection
    const { account } = await createLocalSigner('//Alice')
    const inner: Call = { pallet: 'System', name: 'remark', args: ['0x01'] }
    const batch: Call = { pallet: 'Utility', name: 'batch', args: [[inner]] }
    const call: Call = { pallet: 'Proxy', name: 'proxy', args: [account, null, batch] }
    const mortality = { current: 70, blockHash: `0x${'22'.repeat(32)}`, period: 32 }
    const { payload } = draftExtrinsic(runtime, buildCall(runtime.api, call), {
      account,
      genesisHash,
      nonce: 3,
      tip: 0n,
      mortality,
    })
    const file = join(await mkdtemp(join(tmpdir(), 'reeve-real-')), 'metadata')
    await writeFile(file, String(await session.request('state_getMetadata', [])))
    const { registry, specVersion } = await readRuntime(file)
    expect(registry.signedExtensions).toContain('ChargeAssetTxPayment')
    expect(readPayload(registry, hexToU8a(payload.raw))).toEqual({
      genesisHash,
      specVersion,
      nonce: 3,
      tip: 0n,
      feeAsset: false,
      period: 32,
      calls: ['Proxy.proxy', 'Utility.batch', 'System.remark'],
    })
    await rm(dirname(file), { recursive: true })
    connection.session.close('read')
  }, 60_000)

  it('reads state at a block', async () => {
    const asking = { ask: (command: never, payload: never) => system.ask(command, payload) } as unknown as TaskContext
    const number = await readState(asking, z.number(), { pallet: 'System', item: 'Number' })
    expect(number).toBeGreaterThan(50)
  })
})
