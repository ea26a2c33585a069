import { describe, expect, it } from 'vitest'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { createSigner, devAccount } from '../../../src/devnet/accounts.ts'
import { fromHex, to0x } from '../../../src/devnet/bytes.ts'
import { addProxy } from '../../devnet/calls.ts'
import { type LaneStage, remark, startLane } from './stage.ts'

const each = { batch: { stream: 's', mode: 'each' } } as const
const failing = { pallet: 'StorageProvider', name: 'accept_agreement', args: [77n] }

/** A lane that signs as Bob and acts for Alice, who has made him her proxy. */
async function startProxy(kind: 'Any' | 'Provider'): Promise<LaneStage> {
  const bob = await createLocalSigner('//Bob')
  const stage = await startLane({ signer: { ...bob, actsFor: to0x(devAccount('Alice').publicKey) } })
  const { devnet, runtime } = stage
  const signer = createSigner(runtime, fromHex(devnet.chain.genesis.hash.slice(2)))
  devnet.chain.pool.submit(signer.sign(devAccount('Alice'), addProxy(devAccount('Bob'), kind), { nonce: 0 }))
  for (let made = 0; made < 3; made += 1) await stage.block()
  return stage
}

describe('a lane that acts for another account', () => {
  it('makes its calls through the proxy, and reads what came of the call inside', async () => {
    const stage = await startProxy('Provider')
    const outcomes = await stage.withBlocks(Promise.all([stage.submit('a', remark('<a>')), stage.submit('b', failing)]))
    expect(outcomes).toMatchObject([
      { ok: true, value: { outcome: { result: 'success' } } },
      { ok: true, value: { outcome: { result: 'failed', error: { name: 'ProviderNotFound' } } } },
    ])
  })

  it('takes what the proxy may not do for a failure', async () => {
    const stage = await startProxy('Provider')
    const call = {
      pallet: 'Balances',
      name: 'transfer_keep_alive',
      args: [{ Id: to0x(devAccount('Eve').publicKey) }, 1n],
    }
    expect(await stage.withBlocks(stage.submit('t', call))).toMatchObject({
      value: { outcome: { result: 'failed', error: { pallet: 'Proxy', name: 'Unproxyable' } } },
    })
  })

  it('has an outcome for each call of a stream', async () => {
    const stage = await startProxy('Provider')
    const outcomes = await stage.withBlocks(
      Promise.all([
        stage.submit('a', remark('<a>'), each),
        stage.submit('b', failing, each),
        stage.submit('c', remark('<c>'), each),
      ]),
    )
    expect(outcomes).toMatchObject([
      { value: { outcome: { result: 'success' } } },
      { value: { outcome: { result: 'failed' } } },
      { value: { outcome: { result: 'success' } } },
    ])
  })

  it('fails where nobody made it a proxy', async () => {
    const bob = await createLocalSigner('//Bob')
    const stage = await startLane({ signer: { ...bob, actsFor: to0x(devAccount('Alice').publicKey) } })
    expect(await stage.withBlocks(stage.submit('a', remark('<a>')))).toMatchObject({
      value: { outcome: { error: { pallet: 'Proxy', name: 'NotProxy' } } },
    })
  })
})
