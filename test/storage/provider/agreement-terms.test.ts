import { describe, expect, it } from 'vitest'
import type { DispatchOutcome } from '../../../src/chain/transactions/events.ts'
import { devAccount } from '../../../src/devnet/accounts.ts'
import { createAgenda } from '../../../src/storage/agenda.ts'
import { agreementTermsUnit } from '../../../src/storage/agreement-terms/spec.ts'
import { AgreementAccepted, AgreementEnded, AgreementExtended } from '../../../src/storage/chain-facts.ts'
import { storageProvider } from '../../devnet/calls.ts'
import { UNIT } from '../../devnet/harness.ts'
import { hashOf, startStage, THEM, US } from '../stage.ts'
import { useRealChain } from './real-chain.ts'

const SETTLEMENT = 20

/** The actor on a simulated chain: a claim ends an agreement, and extensions are blocked as the call says. */
async function stage(config: object = {}) {
  const chain = await startStage(agreementTermsUnit, {
    ports: { wakes: createAgenda<bigint>() },
    config: { provider: US, backoff: { min: 1_000, max: 8_000 }, lookAgain: 30, ...config },
  })
  chain.constants.set('MinStakePerByte', 10)
  chain.constants.set('SettlementTimeout', SETTLEMENT)
  const item = (bucketId: bigint, provider = US) => `StorageAgreements/${bucketId}/${provider}`
  const put = (bucketId: bigint, more: object = {}, provider = US) =>
    void chain.state.set(item(bucketId, provider), {
      owner: THEM,
      maxBytes: 100,
      paymentLocked: 1,
      pricePerByte: 1,
      expiresAt: 10,
      extensionsBlocked: false,
      role: { primary: null },
      startedAt: 1,
      ...(chain.state.get(item(bucketId, provider)) as object),
      ...more,
    })
  const us = (committedBytes: number, stake = 10_000) =>
    void chain.state.set(`Providers/${US}`, {
      stake,
      committedBytes,
      settings: {
        minDuration: 0,
        maxDuration: 100,
        pricePerByte: 1,
        acceptingPrimary: true,
        replicaSyncPrice: null,
        acceptingExtensions: true,
        maxCapacity: 0,
      },
      deregisterAt: null,
    })
  us(100)
  const obey = () =>
    chain.submitBy(({ call: { name, args } }) => {
      const [bucketId, extensionsBlocked] = args as [bigint, boolean]
      if (name === 'claim_expired_agreement') chain.state.delete(item(bucketId))
      else put(bucketId, { extensionsBlocked })
      return { result: 'success' }
    })
  obey()
  const here = () => ({ number: chain.head, hash: hashOf(chain.head) })
  return {
    ...chain,
    put,
    us,
    obey,
    end: (bucketId: bigint) => {
      chain.state.delete(item(bucketId))
      const paid = { paymentToProvider: 1n, burned: 0n }
      chain.system.emit(AgreementEnded, { bucketId, provider: US, ...paid, block: here() })
    },
    accepted: (bucketId: bigint, provider = US) =>
      chain.system.emit(AgreementAccepted, { bucketId, provider, expiresAt: 10, block: here() }),
    extended: (bucketId: bigint) =>
      chain.system.emit(AgreementExtended, {
        bucketId,
        provider: US,
        newExpiresAt: 0,
        payment: 1n,
        block: here(),
      }),
    calls: () => chain.submissions.map(({ call }) => [call.name, ...call.args]),
    open: () => chain.duties('agreement-term'),
    told: () => chain.told('duty.Changed').map(({ kind, key, state }) => `${kind} ${key} ${state}`),
  }
}

const failed: DispatchOutcome = {
  result: 'failed',
  error: { pallet: 'StorageProvider', name: 'AgreementNotExpired', retryable: false },
}

describe('the agreement-terms actor', () => {
  it('claims the payment of ours that nobody has settled, in the first block in which it can', async () => {
    const s = await stage()
    s.put(1n)
    s.put(2n, {}, THEM)
    await s.block({ marked: true })
    expect(s.resyncs()).toEqual({ needed: 1, done: 1 })
    await s.block({ to: 29 })
    expect(s.calls()).toEqual([])
    // The call lands in block 31, the first after 10 and 20 more.
    await s.block()
    expect(s.calls()).toEqual([['claim_expired_agreement', 1n]])
    expect(s.open()).toBe(0)
    expect(s.told()).toEqual(['claim 1/1 due', 'claim 1/1 running', 'claim 1/1 done'])
  })

  it('claims nothing that its owner has settled', async () => {
    const s = await stage()
    s.put(1n)
    await s.block({ marked: true })
    await s.block({ to: 12 })
    s.end(1n)
    await s.block({ to: 40 })
    expect(s.calls()).toEqual([])
    expect(s.told()).toEqual(['claim 1/1 due', 'claim 1/1 dropped'])
    expect(s.open()).toBe(0)
  })

  it('goes by the term as it was extended', async () => {
    const s = await stage()
    s.put(1n)
    await s.block({ marked: true })
    s.put(1n, { expiresAt: 50 })
    s.extended(1n)
    await s.block({ to: 45 })
    expect(s.calls()).toEqual([])
    await s.block({ to: 70 })
    expect(s.calls()).toHaveLength(1)
  })

  it('follows what is accepted later, and nobody else’s', async () => {
    const s = await stage()
    await s.block({ marked: true })
    s.put(3n)
    s.accepted(3n)
    s.accepted(4n, THEM)
    await s.block()
    expect(s.open()).toBe(1)
  })

  it('reads again at the next marked block when a scan failed', async () => {
    const s = await stage()
    s.put(1n)
    s.failNextReads(1)
    await s.block({ marked: true })
    expect(s.resyncs()).toEqual({ needed: 2, done: 0 })
    await s.block({ marked: true })
    expect([s.resyncs().done, s.open()]).toEqual([1, 1])
  })

  it('tries again what failed, by the same intent, after a pause', async () => {
    const s = await stage()
    s.put(1n)
    s.submitBy(() => failed)
    await s.block({ to: 30, marked: true })
    await s.block()
    expect(s.calls()).toHaveLength(1)
    expect(s.told().at(-1)).toBe('claim 1/1 due')
    s.obey()
    s.clock.advance(2_000)
    await s.block()
    expect(s.calls()).toHaveLength(2)
    expect(new Set(s.submissions.map(({ key }) => key))).toEqual(new Set(['agreement-term/1/1/10/claim/0']))
    expect(s.open()).toBe(0)
  })

  it('blocks the extensions of the buckets it is told, and leaves others as they are', async () => {
    const s = await stage({ extensions: { blocked: [1] } })
    s.put(1n, { expiresAt: 500 })
    s.put(2n, { expiresAt: 500, extensionsBlocked: true })
    await s.block({ marked: true })
    await s.block()
    expect(s.calls()).toEqual([['set_extensions_blocked', 1n, true]])
    expect(s.told()).toEqual(['extensions 1/1 running', 'extensions 1/1 done'])
  })

  it('blocks extensions while capacity is short, and allows them again', async () => {
    const s = await stage({ extensions: { blockedAbove: 0.9 } })
    s.put(1n, { expiresAt: 500 })
    s.us(901)
    await s.block({ marked: true })
    s.us(900)
    await s.block({ to: 41 })
    s.us(950)
    await s.block({ to: 82 })
    expect(s.calls()).toEqual([true, false, true].map((blocked) => ['set_extensions_blocked', 1n, blocked]))
    expect(s.submissions.map(({ key }) => key.split('/').slice(4))).toEqual([
      ['block-extensions', '0'],
      ['allow-extensions', '0'],
      ['block-extensions', '1'],
    ])
  })
})

const start = useRealChain()

describe('agreements on the development chain', () => {
  it('are claimed after the time to settle, blocked from extension as configured, and followed when ended', async () => {
    const chain = await start()
    const [alice, bob] = [devAccount('Alice'), devAccount('Bob')]
    const settings = { minDuration: 1, maxDuration: 1_000, pricePerByte: 1, acceptingExtensions: true }
    const backoff = { min: 20, max: 200 }
    const [a, b] = [
      { max_bytes: 100n, duration: 12 },
      { max_bytes: 100n, duration: 200 },
    ]
    await chain.startNode({
      'provider-state': { config: { register: { stake: String(1_000n * UNIT) }, settings, backoff } },
      'agreement-terms': { config: { extensions: { blocked: [1] }, backoff } },
      agreement: { config: { backoff } },
    })
    await chain.blocksUntil(() => chain.provider()?.settings.price_per_byte === 1n, 'registered')
    for (const [bucket_id, terms] of [
      [0n, a],
      [1n, b],
      [2n, b],
    ] as const) {
      chain.does(alice, storageProvider('create_bucket', { min_providers: 1 }))
      const request = { bucket_id, provider: bob.publicKey, ...terms, max_payment: UNIT }
      chain.does(alice, storageProvider('request_primary_agreement', request))
    }
    await chain.blocksUntil(() => chain.agreement(2n) !== undefined && chain.agreement(1n) !== undefined, 'accepted')
    await chain.blocksUntil(() => chain.agreement(1n)!.extensions_blocked, 'blocked')
    expect(chain.agreement(2n)!.extensions_blocked).toBe(false)
    const action = { type: 'Pay' as const }
    chain.does(alice, storageProvider('end_agreement', { bucket_id: 2n, provider: bob.publicKey, action }))
    await chain.blocksUntil(() => chain.agreement(0n) === undefined, 'claimed')
    const claims = () =>
      chain
        .told('duty.Changed')
        .filter(({ kind }) => kind === 'claim')
        .map(({ state }) => state)
    await chain.blocksUntil(() => claims().includes('done'), 'told')
    expect(claims()).toEqual(['due', 'running', 'done'])
    expect(chain.agreement(2n)).toBeUndefined()
    expect(chain.told('transactions.Settled').every(({ outcome }) => outcome === 'success')).toBe(true)
  }, 60_000)
})
