import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountsReady, type DevAccount } from '../../../src/devnet/accounts.ts'
import { storageProvider } from '../calls.ts'
import { UNIT } from '../harness.ts'
import { createMarket, DURATION, type Market, STAKE, TIMES } from './market.ts'

const LOCKED = 2n * 1_000n * BigInt(DURATION)

let market: Market
beforeAll(accountsReady)
beforeEach(() => {
  market = createMarket()
})

const of = (who: DevAccount) => ({ bucket_id: 0n, provider: who.publicKey })
const end = (who: DevAccount, burn?: number) =>
  storageProvider('end_agreement', {
    ...of(who),
    action: burn === undefined ? { type: 'Pay' } : { type: 'Burn', value: { burn_percent: burn } },
  })
const extend = (who: DevAccount, more = 100, max_payment = UNIT) =>
  storageProvider('extend_agreement', { ...of(who), additional_duration: more, max_payment })
const claim = () => storageProvider('claim_expired_agreement', { bucket_id: 0n })
const expire = (who: DevAccount) => market.chain.skipTo(market.agreement(who)!.expires_at)

describe('an agreement that ends', () => {
  it('early, as the admin of its bucket says: its provider is paid, and is no primary any more', () => {
    const { bob, alice, charlie } = market
    expect(market.errorOf(bob, end(bob))).toBe('NotBucketAdmin')
    const { events } = market.submit(alice, end(bob))
    expect(events.map(({ name }) => name.split('.')[1])).toEqual(
      expect.arrayContaining(['PrimaryProviderRemoved', 'PrimaryAgreementEndedEarly']),
    )
    expect(events.find(({ name }) => name.endsWith('EndedEarly'))?.data).toMatchObject({
      paymentToProvider: Number(LOCKED),
      burned: 0,
    })
    expect(market.agreement(bob)).toBeUndefined()
    expect(market.bucket().primary_providers).toEqual([charlie.publicKey])
    expect(market.provider(bob)).toMatchObject({ committed_bytes: 0n, stats: { agreements_not_extended: 1 } })
    expect(market.errorOf(alice, end(bob))).toBe('AgreementNotFound')
  })

  it('has as much burned as its owner says, a hundred percent at most', () => {
    const { alice, bob, charlie } = market
    const paid = (call: ReturnType<typeof end>) =>
      market.submit(alice, call).events.find(({ name }) => name.endsWith('EndedEarly'))?.data
    expect(paid(end(bob, 25))).toMatchObject({
      paymentToProvider: Number((LOCKED * 75n) / 100n),
      burned: Number((LOCKED * 25n) / 100n),
    })
    expect(paid(end(charlie, 200))).toMatchObject({ paymentToProvider: 0, burned: Number(LOCKED) })
    expect(market.provider(charlie).stats.agreements_burned).toBe(1)
  })

  it('is not ended early when it is a replica, and after its time by its owner only, who has so long', () => {
    const { alice, bob, dave } = market
    expect(market.errorOf(alice, end(dave))).toBe('CannotTerminateReplica')
    expire(dave)
    expect(market.errorOf(bob, end(dave))).toBe('NotAgreementOwner')
    const held = market.reserved(alice)
    expect(market.errorOf(alice, end(dave))).toBeUndefined()
    // The payment, and what was left for syncs.
    expect(held - market.reserved(alice)).toBe(LOCKED + 12n)
    market.chain.skipTo(market.agreement(bob)!.expires_at + TIMES.settlementTimeout + 1)
    expect(market.errorOf(alice, end(bob))).toBe('SettlementWindowPassed')
  })

  it('is claimed by its provider when nobody has settled it, and not before', () => {
    const { bob } = market
    expire(bob)
    expect(market.errorOf(bob, claim())).toBe('AgreementNotExpired')
    market.chain.skipTo(market.agreement(bob)!.expires_at + TIMES.settlementTimeout + 1)
    const claimed = market.submit(bob, claim()).events.find(({ name }) => name.endsWith('AgreementExpiredClaimed'))
    expect(claimed?.data).toMatchObject({ paymentToProvider: Number(LOCKED) })
    expect(market.errorOf(bob, claim())).toBe('AgreementNotFound')
  })
})

describe('an agreement that goes on', () => {
  it('is extended by anyone who pays, at the present price', () => {
    const { bob, dave } = market
    const before = market.agreement(bob)!
    expect(market.errorOf(dave, extend(bob))).toBeUndefined()
    expect(market.agreement(bob)).toMatchObject({
      expires_at: before.expires_at + 100,
      payment_locked: before.payment_locked + 2n * 1_000n * 100n,
    })
    expect(market.provider(bob).stats.agreements_extended).toBe(1)
  })

  it('is extended by its owner only where the price has risen', () => {
    const { alice, bob, dave } = market
    market.setSettings(bob, { price_per_byte: 3n })
    expect(market.errorOf(dave, extend(bob))).toBe('NotAgreementOwner')
    expect(market.errorOf(alice, extend(bob, 100, 299_999n))).toBe('PaymentExceedsMax')
    expect(market.errorOf(alice, extend(bob))).toBeUndefined()
    expect(market.agreement(bob)!.price_per_byte).toBe(3n)
  })

  it('is not extended when the provider will not, by its settings or for this one, nor after its time', () => {
    const { alice, bob } = market
    const block = (blocked: boolean) => storageProvider('set_extensions_blocked', { bucket_id: 0n, blocked })
    expect(market.errorOf(bob, block(true))).toBeUndefined()
    expect(market.errorOf(alice, extend(bob))).toBe('AgreementExtensionsBlocked')
    market.submit(bob, block(false))
    market.setSettings(bob, { accepting_extensions: false })
    expect(market.errorOf(alice, extend(bob))).toBe('ProviderNotAcceptingExtensions')
    market.setSettings(bob, {})
    expect(market.errorOf(alice, extend(bob, 5))).toBe('DurationTooShort')
    expire(bob)
    expect(market.errorOf(alice, extend(bob))).toBe('AgreementExpired')
    expect(market.errorOf(alice, block(true))).toBe('AgreementNotFound')
  })

  it('is given more bytes by its owner for the rest of its time', () => {
    const { alice, bob, dave } = market
    const more = (max_payment = UNIT) =>
      storageProvider('top_up_agreement', { ...of(bob), additional_bytes: 500n, max_payment })
    expect(market.errorOf(dave, more())).toBe('NotAgreementOwner')
    expect(market.errorOf(alice, more(1n))).toBe('PaymentExceedsMax')
    const left = BigInt(market.agreement(bob)!.expires_at - market.next())
    expect(market.errorOf(alice, more())).toBeUndefined()
    expect(market.agreement(bob)).toMatchObject({ max_bytes: 1_500n, payment_locked: LOCKED + 2n * 500n * left })
    expect(market.provider(bob).committed_bytes).toBe(1_500n)
  })
})

describe('a provider that leaves', () => {
  const leave = storageProvider('deregister_provider', {})
  const complete = storageProvider('complete_deregister', {})
  const cancel = storageProvider('cancel_deregister', {})

  it('has no agreements left, says so first, and has its stake back after a while', () => {
    const { alice, bob } = market
    expect(market.errorOf(bob, leave)).toBe('ProviderHasActiveAgreements')
    expect(market.errorOf(bob, complete)).toBe('DeregisterNotAnnounced')
    market.submit(alice, end(bob))
    expect(market.errorOf(bob, leave)).toBeUndefined()
    expect(market.provider(bob).settings).toMatchObject({
      accepting_primary: false,
      replica_sync_price: undefined,
      accepting_extensions: false,
    })
    expect(market.errorOf(bob, leave)).toBe('DeregisterAnnounced')
    expect(market.errorOf(bob, complete)).toBe('DeregisterPeriodNotElapsed')
    market.chain.skipTo(market.provider(bob).deregister_at!)
    expect(market.errorOf(bob, complete)).toBeUndefined()
    expect(market.provider(bob)).toBeUndefined()
    expect(market.reserved(bob)).toBe(0n)
  })

  it('may think again', () => {
    const { alice, bob } = market
    market.submit(alice, end(bob))
    expect(market.errorOf(bob, cancel)).toBe('DeregisterNotAnnounced')
    market.submit(bob, leave)
    expect(market.errorOf(bob, cancel)).toBeUndefined()
    expect(market.provider(bob)).toMatchObject({ deregister_at: undefined, stake: STAKE })
  })
})

describe('a bucket made with storage at once', () => {
  const wanted = (changes = {}) =>
    storageProvider('create_bucket_with_storage', {
      max_bytes: 100n,
      duration: 50,
      max_price_per_byte: 10n,
      ...changes,
    })

  it('takes the cheapest provider that would have it', () => {
    const { alice, charlie } = market
    market.setSettings(charlie, { price_per_byte: 1n })
    const { events } = market.submit(alice, wanted())
    const accepted = events.find(({ name }) => name.endsWith('AgreementAccepted'))
    expect(accepted?.data).toMatchObject({ bucketId: 1, provider: charlie.address })
    expect(market.errorOf(alice, wanted({ max_price_per_byte: 0n }))).toBe('NoMatchingProvider')
    expect(market.errorOf(alice, wanted({ duration: 5 }))).toBe('NoMatchingProvider')
  })
})

describe('the admin of a bucket', () => {
  it('says how many primaries have to sign, at most as many as there are', () => {
    const { alice, bob } = market
    const set = (min_providers: number) => storageProvider('set_min_providers', { bucket_id: 0n, min_providers })
    expect(market.errorOf(bob, set(1))).toBe('NotBucketAdmin')
    expect(market.errorOf(alice, set(3))).toBe('InvalidMinProviders')
    expect(market.errorOf(alice, set(1))).toBeUndefined()
    expect(market.bucket().min_providers).toBe(1)
  })
})
