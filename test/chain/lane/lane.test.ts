import { describe, expect, it } from 'vitest'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { SubmitTransaction } from '../../../src/chain/transactions/events.ts'
import { createSigner as createDevSigner, devAccount } from '../../../src/devnet/accounts.ts'
import { fromHex } from '../../../src/devnet/bytes.ts'
import { composeNode } from '../../../src/node/compose.ts'
import { remark, startLane } from './stage.ts'

describe('the transaction lane', () => {
  it('sees many calls through at once, each under a nonce of its own', async () => {
    const stage = await startLane()
    const outcomes = await stage.withBlocks(
      Promise.all(Array.from({ length: 12 }, (_, n) => stage.submit(`k${n}`, remark(`r${n}`)))),
    )
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ ok: true, value: { outcome: { result: 'success' } } })
    expect(stage.sent.map(({ nonce }) => nonce).sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n))
  })

  it('names the error of a call that failed, from the finalized block', async () => {
    const stage = await startLane()
    const outcome = await stage.withBlocks(
      stage.submit('bad', { pallet: 'StorageProvider', name: 'accept_agreement', args: [77n] }),
    )
    expect(outcome).toMatchObject({
      ok: true,
      value: { outcome: { result: 'failed', error: { pallet: 'StorageProvider', name: 'ProviderNotFound' } } },
    })
    expect(stage.settled).toMatchObject([{ key: 'bad', outcome: 'failed', error: 'StorageProvider.ProviderNotFound' }])
  })

  it('joins a second ask of the same key to the first', async () => {
    const stage = await startLane()
    const [first, second] = await stage.withBlocks(
      Promise.all([stage.submit('same', remark('a')), stage.submit('same', remark('a'))]),
    )
    expect(second).toEqual(first)
    expect(stage.sent).toHaveLength(1)
  })

  it.each([
    [
      'a call that the chain does not have',
      { pallet: 'System', name: 'no_such_call', args: [] },
      'this chain has no call System.no_such_call',
    ],
    ['arguments that do not fit', { pallet: 'StorageProvider', name: 'accept_agreement', args: ['many'] }, ''],
  ])('refuses %s for good, and takes no nonce for it', async (_, call, detail) => {
    const stage = await startLane()
    const outcome = await stage.withBlocks(stage.submit('wrong', call))
    expect(outcome).toMatchObject({
      ok: false,
      refusal: { code: 'refused', reason: 'invalid', retryable: false, detail: expect.stringContaining(detail) },
    })
    expect(await stage.withBlocks(stage.submit('next', remark('n')))).toMatchObject({ ok: true })
    expect(stage.sent).toMatchObject([{ key: 'next', nonce: 0 }])
  })

  it('knows when an extrinsic can never land any more, and uses its nonce again', async () => {
    const stage = await startLane()
    const lost = stage.submit('lost', remark('lost'))
    await stage.until(() => stage.sent.length === 1)
    stage.devnet.chain.pool.clear()
    expect(await stage.withBlocks(lost)).toEqual({
      ok: false,
      refusal: { code: 'refused', reason: 'expired', retryable: true },
    })
    expect(await stage.withBlocks(stage.submit('again', remark('again')))).toMatchObject({ ok: true })
    expect(stage.sent.map(({ nonce }) => nonce)).toEqual([0, 0])
  })

  it('takes an intent up anew that was asked for again just as it expired', async () => {
    const stage = await startLane()
    const lost = stage.submit('lost', remark('lost'))
    await stage.until(() => stage.sent.length === 1)
    stage.devnet.chain.pool.clear()
    // At every block of its life, so at the last as well: it has ended then, but the lane has not been told yet.
    const asked: Array<typeof lost> = []
    const detach = stage.system.attach({
      handling(actor, { event }) {
        if (actor === 'transactions/transaction' && event.type === 'chain.BlockFinalized')
          asked.push(stage.submit('lost', remark('lost')))
      },
    })
    await stage.withBlocks(lost)
    detach()
    for (const outcome of await stage.withBlocks(Promise.all(asked)))
      expect(outcome).toMatchObject({ ok: false, refusal: { reason: 'expired' } })
    expect(await stage.withBlocks(stage.submit('lost', remark('lost')))).toMatchObject({ ok: true })
  })

  it('repairs the gap that a lost extrinsic leaves before others', async () => {
    const stage = await startLane()
    const first = stage.submit('first', remark('first'))
    await stage.until(() => stage.sent.length === 1)
    stage.devnet.chain.pool.clear()
    const second = stage.submit('second', remark('second'))
    await stage.until(() => stage.sent.length === 2)
    const lost = await stage.withBlocks(first)
    expect(lost).toMatchObject({ ok: false, refusal: { reason: 'expired' } })
    // Whatever comes next takes the lowest free nonce.
    const third = await stage.withBlocks(stage.submit('third', remark('third')))
    expect(third).toMatchObject({ ok: true })
    const outcome = await stage.withBlocks(second)
    if (!outcome.ok) expect(outcome.refusal.reason).toBe('expired')
  })

  it('finds its way when somebody else uses the same key', async () => {
    const stage = await startLane()
    expect(await stage.withBlocks(stage.submit('one', remark('one')))).toMatchObject({ ok: true })
    const foreign = createDevSigner(stage.runtime, fromHex(stage.devnet.chain.genesis.hash.slice(2)))
    for (const nonce of [1, 2])
      stage.devnet.chain.pool.submit(
        foreign.sign(
          devAccount('Bob'),
          { type: 'System', value: { type: 'remark', value: { remark: new Uint8Array() } } },
          { nonce },
        ),
      )
    stage.devnet.seal()
    stage.devnet.seal()
    expect(await stage.withBlocks(stage.submit('two', remark('two')))).toMatchObject({
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
