/** The development chain through a public client alone: `@polkadot/api` as published, nothing of this project's in between. */
import '@polkadot/api-augment'
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api'
import type { SubmittableExtrinsic } from '@polkadot/api/types'
import type { ISubmittableResult } from '@polkadot/types/types'
import { hexToU8a, u8aToHex } from '@polkadot/util'
import { cryptoWaitReady } from '@polkadot/util-crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'

type Extrinsic = SubmittableExtrinsic<'promise', ISubmittableResult>
type Sign = Parameters<Extrinsic['sign']>[1]

let devnet: Devnet
let api: ApiPromise
let provider: WsProvider
let alice: ReturnType<Keyring['addFromUri']>
let bob: ReturnType<Keyring['addFromUri']>

beforeAll(async () => {
  await Promise.all([cryptoWaitReady(), accountsReady()])
  devnet = await startDevnet(
    { port: 0, keepStates: 16 },
    { runtime: createRuntime({ ...development(), blockHashCount: 32 }) },
  )
  provider = new WsProvider(devnet.url)
  // Its own types do not agree with each other under exactOptionalPropertyTypes.
  api = await ApiPromise.create({ provider: provider as never, noInitWarn: true })
  const keyring = new Keyring({ type: 'sr25519' })
  alice = keyring.addFromUri('//Alice')
  bob = keyring.addFromUri('//Bob')
})

afterAll(async () => {
  await api.disconnect()
  await devnet.stop()
})

const nonceOf = async (address: string) => (await api.rpc.system.accountNextIndex(address)).toNumber()

/** Submits, makes blocks, and returns the statuses and events seen until the end. */
async function watched(extrinsic: Extrinsic, signer = bob) {
  const statuses: string[] = []
  const nonce = await nonceOf(signer.address)
  const end = Promise.withResolvers<ISubmittableResult>()
  const stop = await extrinsic.signAndSend(signer, { nonce }, (result) => {
    statuses.push(result.status.type)
    if (result.status.isFinalized) end.resolve(result)
    else if (!result.status.isInBlock) return
    devnet.seal()
  })
  devnet.seal()
  const result = await end.promise
  stop()
  return { statuses, result }
}

/** Signs by hand, so that one thing about it can be wrong. */
async function signedWith(change: Partial<Sign>): Promise<string> {
  const { genesisHash, runtimeVersion } = api
  const blockHash = genesisHash
  const options = { genesisHash, runtimeVersion, blockHash, nonce: await nonceOf(alice.address), era: 0, ...change }
  return api.tx.system
    .remark('0x00')
    .sign(alice, options as Sign)
    .toHex()
}

const refusal = (hex: string) => expect(api.rpc.author.submitExtrinsic(hex)).rejects

describe('a public client on the development chain', () => {
  it('reads constants', () => {
    const constants = api.consts.storageProvider!
    expect(constants.minProviderStake!.toString()).toBe('1000000000000000')
    expect(constants.challengeTimeout!.toString()).toBe('28800')
    expect(constants.maxChunkSize!.toString()).toBe('262144')
    expect(api.consts.system.ss58Prefix.toNumber()).toBe(42)
  })

  it('sees the pallet under its index, and its names', () => {
    expect(api.tx.storageProvider!.acceptAgreement!.callIndex).toEqual(Uint8Array.of(50, 22))
    expect(Object.keys(api.query.storageProvider!)).toContain('agreementRequests')
    expect(Object.keys(api.errors.storageProvider!)).toHaveLength(72)
    expect(Object.keys(api.events.storageProvider!)).toHaveLength(37)
  })

  it('submits, watches to finality, and reads the events', async () => {
    const { statuses, result } = await watched(api.tx.system.remarkWithEvent('0x1234'))
    expect(statuses).toEqual(['Ready', 'Broadcast', 'InBlock', 'Finalized'])
    expect(result.events.map(({ event }) => `${event.section}.${event.method}`)).toContain('system.Remarked')
    expect(result.dispatchError).toBeUndefined()
  })

  it('asks what an extrinsic costs, and pays that', async () => {
    const remark = api.tx.system.remarkWithEvent('0x1234')
    const info = await remark.paymentInfo(bob)
    const signed = await remark.signAsync(bob, {})
    const details = await api.rpc.payment.queryFeeDetails(signed.toHex())
    const { baseFee, lenFee, adjustedWeightFee } = details.inclusionFee.unwrap()
    const fee = info.partialFee.toBigInt()
    // The library takes the weight of this answer for one number, which it is on no chain of today.
    const raw = await provider.send('payment_queryInfo', [signed.toHex()])
    expect(raw).toMatchObject({ class: 'normal', partialFee: String(fee), weight: { proof_size: expect.any(Number) } })
    expect(baseFee.toBigInt() + lenFee.toBigInt() + adjustedWeightFee.toBigInt()).toBe(fee)
    const { result } = await watched(remark)
    const paid = result.events.find(({ event }) => event.method === 'TransactionFeePaid')!.event.data[1]!
    expect(BigInt(String(paid))).toBe(fee)
    await expect(provider.send('payment_queryInfo', ['0x1234'])).rejects.toThrow('Unable to query dispatch info')
  })

  it('iterates a double map', async () => {
    const register = api.tx.storageProvider!.registerProvider!(
      '/ip4/127.0.0.1/tcp/3333',
      u8aToHex(alice.publicKey),
      10n ** 16n,
    )
    await watched(register, alice)
    const buckets = [0, 1, 2].map(() => api.tx.storageProvider!.createBucket!(1))
    await watched(api.tx.utility.batchAll(buckets))
    const requests = [0, 1, 2].map((bucket) =>
      api.tx.storageProvider!.requestPrimaryAgreement!(bucket, alice.address, 1_000 + bucket, 100, 10n ** 15n),
    )
    const { result } = await watched(api.tx.utility.batchAll(requests))
    expect(result.dispatchError).toBeUndefined()
    const entries = await api.query.storageProvider!.agreementRequests!.entries()
    const found = entries.map(([{ args }, value]) => [
      args.map(String).join('/'),
      (value.toJSON() as { maxBytes: number }).maxBytes,
    ])
    expect(found.sort()).toEqual([0, 1, 2].map((bucket) => [`${bucket}/${alice.address}`, 1_000 + bucket]))
    const underOne = await api.query.storageProvider!.agreementRequests!.keys(1)
    expect(underOne).toHaveLength(1)
  })

  it('is told of new heads, finalized heads and storage', async () => {
    const seen = { best: 0, finalized: 0, number: 0 }
    const stops = await Promise.all([
      api.rpc.chain.subscribeNewHeads((head) => void (seen.best = head.number.toNumber())),
      api.rpc.chain.subscribeFinalizedHeads((head) => void (seen.finalized = head.number.toNumber())),
      api.query.system.number((number: { toNumber(): number }) => void (seen.number = number.toNumber())),
    ])
    const { number } = devnet.seal()
    await expect.poll(() => seen).toEqual({ best: number, finalized: number - 1, number })
    for (const stop of stops) stop()
  })

  it('looks through storage by keys, pairs and changes', async () => {
    const prefix = api.query.system.account.keyPrefix()
    const keys = await api.rpc.state.getKeys(prefix)
    expect(keys.map((key) => key.toHex())).toContain(api.query.system.account.key(alice.address))
    const pairs = await api.rpc.state.getPairs(prefix)
    expect(pairs.map(([key]) => key.toHex())).toEqual(keys.map((key) => key.toHex()))
    const from = devnet.chain.best
    await watched(api.tx.system.remark('0x01'))
    const own = [api.query.system.account.key(bob.address), api.query.system.account.key(alice.address)]
    const sets = (await provider.send('state_queryStorage', [own, from.hash])) as Array<{ changes: unknown[] }>
    expect(sets.map(({ changes }) => changes.length)).toEqual([2, 1])
    await expect(provider.send('state_queryStorage', [own, devnet.chain.best.hash, from.hash])).rejects.toThrow('order')
    expect(await provider.send('system_syncState', [])).toMatchObject({ currentBlock: devnet.chain.best.number })
  })

  it('hashes headers as the client does', async () => {
    const head = await api.rpc.chain.getHeader()
    expect(head.hash.toHex()).toBe(devnet.chain.best.hash)
    expect((await api.rpc.chain.getBlockHash(head.number.unwrap())).toHex()).toBe(devnet.chain.best.hash)
  })

  it('refuses a nonce that was used', async () => {
    await watched(api.tx.system.remark('0x01'), alice)
    await refusal(await signedWith({ nonce: 0 })).toThrow('1010: Invalid Transaction: Transaction is outdated')
  })

  it('refuses a bad signature', async () => {
    const bytes = hexToU8a(await signedWith({}))
    bytes[60]! ^= 1
    await refusal(u8aToHex(bytes)).toThrow('1010: Invalid Transaction: Transaction has a bad signature')
  })

  // As in Substrate: the block an era began with is worked out from the present one, so the signature of one that is over no
  // longer fits; only one whose first block's hash is forgotten is called ancient.
  it.each([
    ['is over', 4, 5, 'Transaction has a bad signature'],
    ['began before the hashes that are kept', 64, 40, 'Transaction has an ancient birth block'],
  ])('refuses an era that %s', async (_, period, blocks, text) => {
    const birth = devnet.chain.best
    const era = api.registry.createType('ExtrinsicEra', { current: birth.number, period })
    const hex = await signedWith({ era, blockHash: birth.hash } as Partial<Sign>)
    for (let made = 0; made < blocks; made += 1) devnet.seal()
    await refusal(hex).toThrow(`1010: Invalid Transaction: ${text}`)
  })

  it('names the error of a call that fails, and takes the fee', async () => {
    const before = (await api.query.system.account(bob.address)).data.free.toBigInt()
    const { result } = await watched(api.tx.storageProvider!.acceptAgreement!(77))
    const error = api.registry.findMetaError(result.dispatchError!.asModule)
    expect(`${error.section}.${error.name}`).toBe('storageProvider.ProviderNotFound')
    expect((await api.query.system.account(bob.address)).data.free.toBigInt()).toBeLessThan(before)
  })

  it('estimates fees', async () => {
    const info = await api.tx.system.remark('0x00').paymentInfo(alice)
    expect(info.partialFee.toBigInt()).toBeGreaterThan(0n)
  })

  it('says so when a state is no longer kept', async () => {
    const old = devnet.chain.at(1)!.hash
    for (let made = 0; made < 20; made += 1) devnet.seal()
    await expect(api.rpc.state.getStorage('0x26aa394eea5630e07c48ae0c9558cef7', old)).rejects.toThrow(
      'State already discarded',
    )
  })
})
