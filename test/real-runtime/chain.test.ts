/** That the chain under the end-to-end tests is one, seen on the wire and through a public client. */
import '@polkadot/api-augment'
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api'
import type { SubmittableExtrinsic } from '@polkadot/api/types'
import type { ISubmittableResult } from '@polkadot/types/types'
import { u8aToHex } from '@polkadot/util'
import { cryptoWaitReady } from '@polkadot/util-crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RealChain, startRealChain } from './chain.ts'
import { openWire, type Wire } from './wire.ts'

type Extrinsic = SubmittableExtrinsic<'promise', ISubmittableResult>
type Status = string | Record<string, unknown>

let chain: RealChain
let wire: Wire
let api: ApiPromise
let alice: ReturnType<Keyring['addFromUri']>

beforeAll(async () => {
  await cryptoWaitReady()
  chain = await startRealChain()
  wire = await openWire(chain.url)
  // Its own types do not agree with each other under exactOptionalPropertyTypes.
  api = await ApiPromise.create({ provider: new WsProvider(chain.url) as never, noInitWarn: true })
  alice = new Keyring({ type: 'sr25519' }).addFromUri('//Alice')
}, 60_000)

afterAll(async () => {
  await api?.disconnect()
  wire?.close()
  await chain?.stop()
})

/** Submits as //Alice, makes a block, and returns what was reported at finality. */
async function finalized(extrinsic: Extrinsic): Promise<ISubmittableResult> {
  const end = Promise.withResolvers<ISubmittableResult>()
  const stop = await extrinsic.signAndSend(alice, (result) => {
    if (result.isFinalized) end.resolve(result)
    if (result.isError) end.reject(new Error(`${extrinsic.meta.name}: ${result.status.type}`))
  })
  await chain.newBlock()
  const result = await end.promise
  stop()
  return result
}

const named = ({ events }: ISubmittableResult) => events.map(({ event }) => `${event.section}.${event.method}`)

describe('a real runtime, offline', () => {
  it('runs the code of Rococo Asset Hub', async () => {
    expect(await wire.request('state_getRuntimeVersion')).toMatchObject({ specName: 'statemine', specVersion: 900 })
    // "meta", version 14.
    expect(await wire.request('state_getMetadata')).toMatch(/^0x6d6574610e/)
    expect(api.runtimeMetadata.version).toBe(14)
    const pallets = api.runtimeMetadata.asLatest.pallets.map(({ name }) => name.toString())
    expect(pallets).toEqual(expect.arrayContaining(['System', 'Balances', 'Utility', 'Proxy', 'Multisig', 'Assets']))
  })

  it('refuses what it does not know', async () => {
    await expect(wire.request('chain_noSuchThing')).rejects.toThrow('Method not found')
  })

  it('makes as many blocks as asked for, and announces each', async () => {
    const heads: Array<{ number: string; parentHash: string }> = []
    const last = Promise.withResolvers<void>()
    const start = (await api.rpc.chain.getHeader()).number.toNumber()
    await wire.subscribe('chain_subscribeFinalizedHeads', (head) => {
      heads.push(head as (typeof heads)[number])
      if (Number(heads.at(-1)!.number) === start + 5) last.resolve()
    })
    const hash = await chain.newBlock(5)
    await last.promise

    const made = heads.filter(({ number }) => Number(number) > start)
    expect(made.map(({ number }) => Number(number))).toEqual([1, 2, 3, 4, 5].map((step) => start + step))
    const hashes = await wire.request(
      'chain_getBlockHash',
      made.map(({ number }) => Number(number)),
    )
    expect(hashes).toHaveLength(5)
    expect((hashes as string[]).at(-1)).toBe(hash)
    expect(made.slice(1).map(({ parentHash }) => parentHash)).toEqual((hashes as string[]).slice(0, -1))
    expect(api.createType('Header', made.at(-1)).hash.toHex()).toBe(hash)
  })

  it('keeps the state of every block', async () => {
    const head = (await api.rpc.chain.getHeader()).number.toNumber()
    for (const number of [1, head - 1, head]) {
      const state = await api.at(await api.rpc.chain.getBlockHash(number))
      expect((await state.query.system.number()).toNumber()).toBe(number)
    }
  })

  it('finalizes an extrinsic and reports each step on the wire', async () => {
    const signed = await api.tx.system.remarkWithEvent('0x726565766521').signAsync(alice)
    const statuses: Status[] = []
    const [sent, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    await wire.subscribe(
      'author_submitAndWatchExtrinsic',
      (status) => {
        statuses.push(status as Status)
        if (Object.hasOwn(status as object, 'broadcast')) sent.resolve()
        if (Object.hasOwn(status as object, 'finalized')) done.resolve()
      },
      signed.toHex(),
    )
    await sent.promise
    const block = await chain.newBlock()
    await done.promise
    expect(statuses).toEqual([
      { ready: null },
      { broadcast: [alice.address] },
      { inBlock: block },
      { finalized: block },
    ])
    const { block: body } = (await wire.request('chain_getBlock', block)) as { block: { extrinsics: string[] } }
    expect(body.extrinsics).toContain(signed.toHex())
  })

  it('executes: events, fees, nonces', async () => {
    const before = await api.query.system.account(alice.address)
    const result = await finalized(api.tx.system.remarkWithEvent('0x01'))
    expect(named(result)).toEqual([
      'balances.Withdraw',
      'system.Remarked',
      'balances.Deposit',
      'system.ExtrinsicSuccess',
    ])
    const remarked = result.events.find(({ event }) => api.events.system.Remarked.is(event))
    expect(remarked?.event.data[0]?.toHex()).toBe(u8aToHex(alice.publicKey))
    const after = await api.query.system.account(alice.address)
    expect(after.nonce.toNumber()).toBe(before.nonce.toNumber() + 1)
    expect(after.data.free.lt(before.data.free)).toBe(true)
  })

  it('dispatches the calls of a batch', async () => {
    const remarks = ['0x02', '0x03'].map((text) => api.tx.system.remarkWithEvent(text))
    const all = named(await finalized(api.tx.utility.batch(remarks)))
    expect(all.filter((name) => name === 'system.Remarked')).toHaveLength(2)
    expect(all).toContain('utility.BatchCompleted')

    const tooMuch = api.tx.balances.transferKeepAlive(`0x${'11'.repeat(32)}`, 10n ** 30n)
    const interrupted = named(await finalized(api.tx.utility.batch([tooMuch, ...remarks])))
    expect(interrupted).toContain('utility.BatchInterrupted')
    expect(interrupted).toContain('system.ExtrinsicSuccess')
    expect(interrupted).not.toContain('system.Remarked')
  })

  it('ends when stopped, and can be started beside another', async () => {
    const other = await startRealChain()
    expect(other.url).not.toBe(chain.url)
    await other.stop()
    await expect(other.newBlock()).rejects.toThrow('fetch failed')
    await expect(other.stop()).rejects.toThrow('ended')
  }, 30_000)
})
