import { Binary, createClient, type PolkadotClient } from 'polkadot-api'
import { getPolkadotSigner } from 'polkadot-api/signer'
import { getWsProvider } from 'polkadot-api/ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLiveChain } from '../devnet/live-chain.ts'

let stage: Awaited<ReturnType<typeof startLiveChain>>
let client: PolkadotClient

beforeAll(async () => {
  stage = await startLiveChain()
  client = createClient(getWsProvider(stage.devnet.url))
})

afterAll(async () => {
  client.destroy()
  await stage.devnet.stop()
})

const signer = () => getPolkadotSigner(stage.alice.publicKey, 'Sr25519', (message) => stage.alice.sign(message))

describe('polkadot-api on the development chain', () => {
  it('knows which chain it is', async () => {
    expect(await client.getChainSpecData()).toMatchObject({
      name: 'Reeve Development',
      genesisHash: stage.devnet.chain.genesis.hash,
    })
  })

  it('reads values, entries and constants', async () => {
    const api = client.getUnsafeApi()
    const account = (await api.query.System!.Account!.getValue(stage.alice.address)) as { data: { free: bigint } }
    expect(account.data.free).toBeGreaterThan(0n)
    const entries = (await api.query.System!.Account!.getEntries()) as unknown[]
    expect(entries.length).toBeGreaterThan(3)
    expect(await api.constants.Balances!.ExistentialDeposit!()).toBeGreaterThan(0n)
  })

  it('follows finalized blocks in order', async () => {
    const numbers: number[] = []
    await new Promise<void>((resolve, reject) => {
      const watching = client.finalizedBlock$.subscribe({
        next({ number }) {
          numbers.push(number)
          if (numbers.length < 5) return
          watching.unsubscribe()
          resolve()
        },
        error: reject,
      })
    })
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index))
  })

  it('submits, and sees it through to a finalized block with its events', async () => {
    const api = client.getUnsafeApi()
    const remark = api.tx.System!.remark_with_event!({ remark: Binary.fromText('papi') })
    const landed = await remark.signAndSubmit(signer())
    expect(landed).toMatchObject({ ok: true })
    expect(landed.events.some(({ value }) => (value as { type: string }).type === 'Remarked')).toBe(true)
  })

  it('reads the error of a dispatch', async () => {
    const api = client.getUnsafeApi()
    const landed = await api.tx.StorageProvider!.accept_agreement!({ bucket_id: 77n }).signAndSubmit(signer())
    expect(landed).toMatchObject({ ok: false })
    expect(JSON.stringify(landed.dispatchError)).toContain('ProviderNotFound')
  })
})
