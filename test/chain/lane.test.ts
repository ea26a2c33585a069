import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLocalSigner } from '../../src/chain/signing/local.ts'
import { type Call, SubmitTransaction } from '../../src/chain/transactions/events.ts'
import { accountsReady, createSigner as createDevSigner, devAccount } from '../../src/devnet/accounts.ts'
import { fromHex } from '../../src/devnet/bytes.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime, type DevnetRuntime } from '../../src/devnet/runtime/index.ts'
import type { System } from '../../src/kernel/index.ts'
import { composeNode } from '../../src/node/compose.ts'

let devnet: Devnet
let runtime: DevnetRuntime
let system: System
const sent: Array<{ key: string; nonce: number }> = []
const settled: Array<{ key: string; outcome: string; error?: string }> = []

beforeEach(async () => {
  await accountsReady()
  sent.length = 0
  settled.length = 0
  runtime = createRuntime(development())
  devnet = await startDevnet({ port: 0 }, { runtime })
  devnet.seal()
  devnet.seal()
  system = composeNode({
    chain: { endpoints: [devnet.url] },
    signer: await createLocalSigner('//Bob'),
    actors: { agreement: { enabled: false }, transactions: { config: { eraPeriod: 8, retryAfter: 2 } } },
  })
  system.attach({
    emitted({ event }) {
      if (event.type === 'transactions.Sent') sent.push(event.payload as never)
      if (event.type === 'transactions.Settled') settled.push(event.payload as never)
    },
  })
  await system.start()
  await until(() => system.actors().find(({ name }) => name === 'transactions')!.state !== 'unready')
  await turns(60)
})

afterEach(async () => {
  await system.stop('test over')
  await devnet.stop()
})

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

async function until(condition: () => boolean): Promise<void> {
  for (let round = 0; round < 500 && !condition(); round += 1) await turns(20)
  expect(condition()).toBe(true)
}

const remark = (text: string): Call => ({
  pallet: 'System',
  name: 'remark_with_event',
  args: [`0x${Buffer.from(text).toString('hex')}`],
})
const submit = (key: string, call: Call) => system.ask(SubmitTransaction, { key, call }, { deadline: '60s' })

/** Makes blocks until all have their outcome. */
async function withBlocks<Value>(outcomes: Promise<Value>): Promise<Value> {
  let over = false
  void outcomes.finally(() => {
    over = true
  })
  for (let made = 0; !over && made < 60; made += 1) {
    await turns(80)
    devnet.seal()
  }
  return outcomes
}

describe('the transaction lane', () => {
  it('sees many calls through at once, each under a nonce of its own', async () => {
    const outcomes = await withBlocks(
      Promise.all(Array.from({ length: 12 }, (_, n) => submit(`k${n}`, remark(`r${n}`)))),
    )
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ ok: true, value: { outcome: { result: 'success' } } })
    expect(sent.map(({ nonce }) => nonce).sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n))
  })

  it('names the error of a call that failed, from the finalized block', async () => {
    const outcome = await withBlocks(
      submit('bad', { pallet: 'StorageProvider', name: 'accept_agreement', args: [77n] }),
    )
    expect(outcome).toMatchObject({
      ok: true,
      value: { outcome: { result: 'failed', error: { pallet: 'StorageProvider', name: 'ProviderNotFound' } } },
    })
    expect(settled).toMatchObject([{ key: 'bad', outcome: 'failed', error: 'StorageProvider.ProviderNotFound' }])
  })

  it('joins a second ask of the same key to the first', async () => {
    const [first, second] = await withBlocks(Promise.all([submit('same', remark('a')), submit('same', remark('a'))]))
    expect(second).toEqual(first)
    expect(sent).toHaveLength(1)
  })

  it.each([
    [
      'a call that the chain does not have',
      { pallet: 'System', name: 'no_such_call', args: [] },
      'this chain has no call System.no_such_call',
    ],
    ['arguments that do not fit', { pallet: 'StorageProvider', name: 'accept_agreement', args: ['many'] }, ''],
  ])('refuses %s for good, and takes no nonce for it', async (_, call, detail) => {
    const outcome = await withBlocks(submit('wrong', call))
    expect(outcome).toMatchObject({
      ok: false,
      refusal: { code: 'refused', reason: 'invalid', retryable: false, detail: expect.stringContaining(detail) },
    })
    expect(await withBlocks(submit('next', remark('n')))).toMatchObject({ ok: true })
    expect(sent).toMatchObject([{ key: 'next', nonce: 0 }])
  })

  it('knows when an extrinsic can never land any more, and uses its nonce again', async () => {
    const lost = submit('lost', remark('lost'))
    await until(() => sent.length === 1)
    devnet.chain.pool.clear()
    expect(await withBlocks(lost)).toEqual({
      ok: false,
      refusal: { code: 'refused', reason: 'expired', retryable: true },
    })
    expect(await withBlocks(submit('again', remark('again')))).toMatchObject({ ok: true })
    expect(sent.map(({ nonce }) => nonce)).toEqual([0, 0])
  })

  it('repairs the gap that a lost extrinsic leaves before others', async () => {
    const first = submit('first', remark('first'))
    await until(() => sent.length === 1)
    devnet.chain.pool.clear()
    const second = submit('second', remark('second'))
    await until(() => sent.length === 2)
    const lost = await withBlocks(first)
    expect(lost).toMatchObject({ ok: false, refusal: { reason: 'expired' } })
    // Whatever comes next takes the lowest free nonce.
    const third = await withBlocks(submit('third', remark('third')))
    expect(third).toMatchObject({ ok: true })
    const outcome = await withBlocks(second)
    if (!outcome.ok) expect(outcome.refusal.reason).toBe('expired')
  })

  it('finds its way when somebody else uses the same key', async () => {
    expect(await withBlocks(submit('one', remark('one')))).toMatchObject({ ok: true })
    const foreign = createDevSigner(runtime, fromHex(devnet.chain.genesis.hash.slice(2)))
    for (const nonce of [1, 2])
      devnet.chain.pool.submit(
        foreign.sign(
          devAccount('Bob'),
          { type: 'System', value: { type: 'remark', value: { remark: new Uint8Array() } } },
          { nonce },
        ),
      )
    devnet.seal()
    devnet.seal()
    expect(await withBlocks(submit('two', remark('two')))).toMatchObject({
      ok: true,
      value: { outcome: { result: 'success' } },
    })
  })

  it('refuses for now what comes before the chain is known', async () => {
    const early = composeNode({
      chain: { endpoints: ['ws://127.0.0.1:9'] },
      signer: await createLocalSigner('//Bob'),
      actors: { agreement: { enabled: false } },
    })
    await early.start()
    const outcome = await early.ask(SubmitTransaction, { key: 'early', call: remark('x') })
    expect(outcome).toMatchObject({ ok: false, refusal: { reason: 'not-connected', retryable: true } })
    await early.stop('test over')
  })
})
