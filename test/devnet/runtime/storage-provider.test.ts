import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountsReady, type DevAccount, devAccount } from '../../../src/devnet/accounts.ts'
import type { Call } from '../../../src/devnet/runtime/index.ts'
import { storageProviderStorage as items } from '../../../src/devnet/runtime/pallets/storage-provider/index.ts'
import { storageProvider, utility } from '../calls.ts'
import { createTestChain, type TestChain, UNIT } from '../harness.ts'

const STAKE = 1_000n * UNIT
/** Bytes that the least stake bears at 1,000 per byte. */
const BEARABLE = 1_000_000_000_000n
const REQUEST_TIMEOUT = 10

let alice: DevAccount
let bob: DevAccount
let charlie: DevAccount
let dave: DevAccount
let chain: TestChain

beforeAll(accountsReady)
beforeEach(() => {
  alice = devAccount('Alice')
  bob = devAccount('Bob')
  charlie = devAccount('Charlie')
  dave = devAccount('Dave')
  chain = createTestChain({ storageProvider: { requestTimeout: REQUEST_TIMEOUT } })
})

const open = {
  min_duration: 10,
  max_duration: 1_000,
  price_per_byte: 2n,
  accepting_primary: true,
  replica_sync_price: 5n as bigint | undefined,
  accepting_extensions: true,
  max_capacity: 0n,
}

const register = (who: DevAccount, stake = STAKE, publicKey: Uint8Array = who.publicKey) =>
  chain.submit(
    who,
    storageProvider('register_provider', {
      multiaddr: Buffer.from('/ip4/127.0.0.1/tcp/3333'),
      public_key: publicKey,
      stake,
    }),
  )
const settings = (who: DevAccount, changes: Partial<typeof open> = {}) =>
  chain.submit(who, storageProvider('update_provider_settings', { settings: { ...open, ...changes } }))
const createBucket = (who: DevAccount) => chain.submit(who, storageProvider('create_bucket', { min_providers: 1 }))
const terms = (changes: object = {}) => ({
  bucket_id: 0n,
  provider: bob.publicKey,
  max_bytes: 1_000n,
  duration: 100,
  max_payment: UNIT,
  ...changes,
})
const primary = (changes: object = {}): Call => storageProvider('request_primary_agreement', terms(changes))
const replica = (changes: object = {}): Call =>
  storageProvider('request_agreement', {
    ...terms(),
    replica_params: { sync_balance: 50n, min_sync_interval: 7 },
    ...changes,
  })
const bucketCall = (type: 'accept_agreement' | 'reject_agreement', bucket_id = 0n) =>
  storageProvider(type, { bucket_id })
const withdraw = () => storageProvider('withdraw_agreement_request', { bucket_id: 0n, provider: bob.publicKey })

const own = (events: Array<{ name: string; data: Record<string, unknown> }>) =>
  events.filter(({ name }) => /^(storageProvider|balances\.(Un)?[Rr]eserved)/.test(name))
const names = (events: Array<{ name: string }>) => own(events as never).map(({ name }) => name.split('.')[1])
const reserved = (who: DevAccount) => BigInt(chain.account(who).info?.data.reserved ?? 0)
const provider = () => items.Providers.get(chain.view, bob.publicKey)

/** Bob stores, Alice has bucket 0. */
function ready(changes: Partial<typeof open> = {}) {
  register(bob)
  settings(bob, changes)
  createBucket(alice)
}

describe('register_provider', () => {
  it('records the provider with open settings and holds its stake', () => {
    const { error, events } = register(bob)
    expect(error).toBeUndefined()
    expect(names(events)).toEqual(['Reserved', 'ProviderRegistered'])
    expect(own(events).at(-1)?.data).toEqual({ provider: bob.address, stake: Number(STAKE) })
    expect(reserved(bob)).toBe(STAKE)
    expect(chain.account(bob).info?.consumers).toBe(1)
    expect(provider()).toMatchObject({
      stake: STAKE,
      committed_bytes: 0n,
      settings: {
        min_duration: 0,
        max_duration: 4_294_967_295,
        price_per_byte: 0n,
        accepting_primary: true,
        replica_sync_price: undefined,
        accepting_extensions: true,
        max_capacity: 0n,
      },
      stats: { registered_at: 1, agreements_total: 0 },
      deregister_at: undefined,
    })
  })

  it.each([
    ['a stake too small', () => register(bob, STAKE - 1n), 'InsufficientStake'],
    ['a key of 31 bytes', () => register(bob, STAKE, new Uint8Array(31)), 'InvalidPublicKey'],
    ['a key of 34 bytes', () => register(bob, STAKE, new Uint8Array(34)), 'InvalidPublicKey'],
  ])('refuses %s', (_what, run, error) => {
    expect(run().error).toBe(`storageProvider.${error}`)
    expect(provider()).toBeUndefined()
    expect(reserved(bob)).toBe(0n)
  })

  it.each([32, 33, 64])('takes a key of %i bytes', (length) => {
    expect(register(bob, STAKE, new Uint8Array(length)).error).toBeUndefined()
  })

  it('refuses a second registration, and a stake not owned', () => {
    expect(register(charlie, 2_000_000n * UNIT).error).toBe('balances.InsufficientBalance')
    register(bob)
    expect(register(bob).error).toBe('storageProvider.ProviderAlreadyRegistered')
  })

  it('cannot carry a multiaddr of more than 128 bytes', () => {
    const long = { multiaddr: new Uint8Array(129), public_key: bob.publicKey, stake: STAKE }
    expect(() => chain.sign(bob, storageProvider('register_provider', long))).toThrow(/129 elements of 128/)
  })
})

describe('a provider', () => {
  it('adds stake', () => {
    expect(chain.submit(bob, storageProvider('add_stake', { amount: 1n })).error).toBe(
      'storageProvider.ProviderNotFound',
    )
    register(bob)
    const { events } = chain.submit(bob, storageProvider('add_stake', { amount: 5n }))
    expect(own(events).at(-1)?.data).toEqual({ provider: bob.address, amount: 5, totalStake: Number(STAKE + 5n) })
    expect(reserved(bob)).toBe(STAKE + 5n)
  })

  it('moves', () => {
    const move = storageProvider('update_provider_multiaddr', { multiaddr: Buffer.from('/dns/new') })
    expect(chain.submit(bob, move).error).toBe('storageProvider.ProviderNotFound')
    register(bob)
    expect(names(chain.submit(bob, move).events)).toEqual(['ProviderMultiaddrUpdated'])
    expect(Buffer.from(provider()?.multiaddr ?? []).toString()).toBe('/dns/new')
  })

  it.each([
    ['a shortest longer than the longest', { min_duration: 5, max_duration: 4 }, 'MinDurationExceedsMaxDuration'],
    ['a capacity its stake does not bear', { max_capacity: BEARABLE + 1n }, 'InsufficientStakeForCapacity'],
    ['a capacity beyond all money', { max_capacity: (1n << 64n) - 1n }, 'InsufficientStakeForCapacity'],
  ])('refuses %s', (_what, changes, error) => {
    register(bob)
    expect(settings(bob, changes).error).toBe(`storageProvider.${error}`)
  })

  it('sets its terms, but no capacity below what it has committed to', () => {
    expect(settings(bob).error).toBe('storageProvider.ProviderNotFound')
    ready({ max_capacity: BEARABLE })
    chain.submit(alice, primary())
    chain.submit(bob, bucketCall('accept_agreement'))
    expect(settings(bob, { max_capacity: 999n }).error).toBe('storageProvider.CapacityBelowCommitted')
    expect(settings(bob, { max_capacity: 1_000n }).error).toBeUndefined()
    expect(provider()?.settings.max_capacity).toBe(1_000n)
  })
})

describe('buckets', () => {
  const setMember = (who: DevAccount, member: Uint8Array, type: 'Admin' | 'Writer' | 'Reader', bucket_id = 0n) =>
    chain.submit(who, storageProvider('set_member', { bucket_id, member, role: { type } }))
  const removeMember = (who: DevAccount, member: DevAccount, bucket_id = 0n) =>
    chain.submit(who, storageProvider('remove_member', { bucket_id, member: member.publicKey }))
  const members = () =>
    items.Buckets.get(chain.view, 0n)?.members.map(
      ({ account, role }) => `${[alice, bob, charlie].find((each) => each.hex === hex(account))?.uri} ${role.type}`,
    )
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  const bucketsOf = (who: DevAccount) => items.MemberBuckets.get(chain.view, who.publicKey)

  it('are numbered, and their creator is their admin', () => {
    createBucket(bob)
    const { events } = createBucket(alice)
    expect(own(events)[0]).toMatchObject({
      name: 'storageProvider.BucketCreated',
      data: { bucketId: 1, admin: alice.address },
    })
    expect(items.NextBucketId.get(chain.view)).toBe(2n)
    expect(bucketsOf(alice)).toEqual([1n])
    expect(items.Buckets.get(chain.view, 1n)).toMatchObject({
      min_providers: 1,
      primary_providers: [],
      snapshot: undefined,
      frozen_start_seq: undefined,
      total_snapshots: 0,
    })
    expect(items.Buckets.get(chain.view, 1n)?.historical_roots).toHaveLength(6)
  })

  it('may be there from genesis', () => {
    chain = createTestChain({ genesis: { endowed: [], buckets: [{ admin: alice.publicKey, minProviders: 2 }] } })
    expect(items.Buckets.get(chain.view, 0n)?.min_providers).toBe(2)
    expect(bucketsOf(alice)).toEqual([0n])
  })

  it('have members with roles, which the admin gives, changes and takes', () => {
    createBucket(alice)
    const { events } = setMember(alice, bob.publicKey, 'Writer')
    expect(own(events)[0]?.data).toEqual({ bucketId: 0, member: bob.address, role: 'Writer' })
    setMember(alice, bob.publicKey, 'Reader')
    setMember(alice, charlie.publicKey, 'Admin')
    expect(members()).toEqual(['//Alice Admin', '//Bob Reader', '//Charlie Admin'])
    expect(bucketsOf(bob)).toEqual([0n])
    expect(names(removeMember(charlie, bob).events)).toEqual(['MemberRemoved'])
    expect(bucketsOf(bob)).toEqual([])
    // Only oneself: another admin stays.
    expect(removeMember(charlie, alice).error).toBe('storageProvider.CannotDemoteAdmin')
    expect(setMember(charlie, alice.publicKey, 'Reader').error).toBe('storageProvider.CannotDemoteAdmin')
    expect(setMember(charlie, charlie.publicKey, 'Reader').error).toBeUndefined()
    expect(removeMember(alice, alice).error).toBeUndefined()
    expect(members()).toEqual(['//Charlie Reader'])
  })

  it('refuse strangers, other buckets and members they do not have', () => {
    createBucket(alice)
    expect(setMember(bob, bob.publicKey, 'Admin').error).toBe('storageProvider.NotBucketAdmin')
    expect(removeMember(bob, alice).error).toBe('storageProvider.NotBucketAdmin')
    expect(setMember(alice, bob.publicKey, 'Admin', 9n).error).toBe('storageProvider.BucketNotFound')
    expect(removeMember(alice, bob, 9n).error).toBe('storageProvider.BucketNotFound')
    expect(removeMember(alice, bob).error).toBe('storageProvider.MemberNotFound')
    setMember(alice, bob.publicKey, 'Writer')
    expect(setMember(bob, charlie.publicKey, 'Reader').error).toBe('storageProvider.NotBucketAdmin')
  })

  it('have at most 100 members', () => {
    createBucket(alice)
    const more = Array.from({ length: 100 }, (_, i) =>
      storageProvider('set_member', {
        bucket_id: 0n,
        member: new Uint8Array(32).fill(i + 1),
        role: { type: 'Reader' },
      }),
    )
    expect(chain.submit(alice, utility('batch_all', ...more.slice(1))).error).toBeUndefined()
    expect(chain.submit(alice, more[0]!).error).toBe('storageProvider.MaxMembersReached')
    expect(chain.submit(alice, more[1]!).error).toBeUndefined()
  })

  it('are at most 1,000 for one member', () => {
    const some = utility(
      'batch_all',
      ...Array.from({ length: 250 }, () => storageProvider('create_bucket', { min_providers: 1 })),
    )
    for (let i = 0; i < 4; i++) expect(chain.submit(alice, some).error).toBeUndefined()
    expect(createBucket(alice).error).toBe('storageProvider.TooManyBucketsForMember')
    createBucket(bob)
    expect(setMember(bob, alice.publicKey, 'Reader', 1_000n).error).toBe('storageProvider.TooManyBucketsForMember')
    expect(items.NextBucketId.get(chain.view)).toBe(1_001n)
  })
})

describe('a request', () => {
  it('holds the payment, states its terms, and waits', () => {
    ready()
    const { error, events } = chain.submit(alice, primary())
    expect(error).toBeUndefined()
    expect(names(events)).toEqual(['Reserved', 'AgreementRequested'])
    expect(own(events).at(-1)?.data).toEqual({
      bucketId: 0,
      provider: bob.address,
      requester: alice.address,
      maxBytes: 1_000,
      paymentLocked: 200_000,
      duration: 100,
    })
    expect(reserved(alice)).toBe(200_000n)
    expect(items.AgreementRequests.get(chain.view, 0n, bob.publicKey)).toMatchObject({
      max_bytes: 1_000n,
      payment_locked: 200_000n,
      duration: 100,
      expires_at: 4 + REQUEST_TIMEOUT,
      replica_params: undefined,
    })
  })

  it('for a replica may be made by anyone, and holds the sync balance too', () => {
    ready()
    expect(chain.submit(charlie, replica()).error).toBeUndefined()
    expect(reserved(charlie)).toBe(200_050n)
    expect(items.AgreementRequests.get(chain.view, 0n, bob.publicKey)).toMatchObject({
      payment_locked: 200_000n,
      replica_params: { sync_balance: 50n, min_sync_interval: 7 },
    })
  })

  const refusals: Array<[string, () => Call, string]> = [
    ['for a bucket there is not', () => primary({ bucket_id: 5n }), 'BucketNotFound'],
    ['for a replica of a bucket there is not', () => replica({ bucket_id: 5n }), 'BucketNotFound'],
    ['to one who is no provider', () => primary({ provider: new Uint8Array(32) }), 'ProviderNotFound'],
    ['shorter than its terms', () => primary({ duration: 9 }), 'DurationTooShort'],
    ['longer than its terms', () => primary({ duration: 1_001 }), 'DurationTooLong'],
    ['for a replica longer than its terms', () => replica({ duration: 1_001 }), 'DurationTooLong'],
    ['dearer than offered', () => primary({ max_payment: 199_999n }), 'PaymentExceedsMax'],
    ['for a replica dearer than offered', () => replica({ max_payment: 199_999n }), 'PaymentExceedsMax'],
    [
      'whose holds overflow',
      () => replica({ replica_params: { sync_balance: (1n << 128n) - 1n, min_sync_interval: 0 } }),
      'ArithmeticOverflow',
    ],
  ]
  it.each(refusals)('%s is refused', (_what, call, error) => {
    ready()
    expect(chain.submit(alice, call()).error).toBe(`storageProvider.${error}`)
    expect(reserved(alice)).toBe(0n)
  })

  it.each([
    ['whose price overflows', { price_per_byte: 1n << 127n }, primary, 'storageProvider.ArithmeticOverflow'],
    [
      'to a provider that takes none',
      { accepting_primary: false },
      primary,
      'storageProvider.ProviderNotAcceptingPrimary',
    ],
    [
      'to a provider without replicas',
      { replica_sync_price: undefined },
      replica,
      'storageProvider.ProviderNotAcceptingReplicas',
    ],
    [
      'dearer than the account',
      { price_per_byte: 10n * UNIT },
      () => primary({ max_payment: 1n << 120n }),
      'balances.InsufficientBalance',
    ],
  ])('%s is refused', (_what, changes, call, error) => {
    ready(changes)
    expect(chain.submit(alice, call()).error).toBe(error)
  })

  it('for a primary is for the admin alone', () => {
    ready()
    expect(chain.submit(charlie, primary()).error).toBe('storageProvider.NotBucketAdmin')
  })

  it('waits alone: a second one to the same provider is refused and holds nothing', () => {
    ready()
    chain.submit(alice, primary())
    expect(chain.submit(charlie, replica()).error).toBe('storageProvider.AgreementRequestAlreadyExists')
    expect(reserved(charlie)).toBe(0n)
  })
})

describe('an answer', () => {
  it('that accepts makes an agreement', () => {
    ready()
    chain.submit(alice, primary())
    const { error, events } = chain.submit(bob, bucketCall('accept_agreement'))
    expect(error).toBeUndefined()
    expect(own(events).map(({ name, data }) => [name.split('.')[1], data])).toEqual([
      ['AgreementAccepted', { bucketId: 0, provider: bob.address, expiresAt: 105 }],
      ['ProviderAddedToBucket', { bucketId: 0, provider: bob.address }],
    ])
    expect(items.AgreementRequests.get(chain.view, 0n, bob.publicKey)).toBeUndefined()
    expect(items.StorageAgreements.get(chain.view, 0n, bob.publicKey)).toMatchObject({
      max_bytes: 1_000n,
      payment_locked: 200_000n,
      price_per_byte: 2n,
      expires_at: 105,
      extensions_blocked: false,
      role: { type: 'Primary' },
      started_at: 5,
    })
    expect(provider()).toMatchObject({
      committed_bytes: 1_000n,
      stats: { agreements_total: 1, total_bytes_committed: 1_000n },
    })
    expect(items.Buckets.get(chain.view, 0n)?.primary_providers).toEqual([bob.publicKey])
    expect(reserved(alice)).toBe(200_000n)
  })

  it('that accepts a replica takes the sync price of that moment', () => {
    ready()
    chain.submit(charlie, replica())
    settings(bob, { replica_sync_price: 9n })
    expect(chain.submit(bob, bucketCall('accept_agreement')).error).toBeUndefined()
    expect(items.StorageAgreements.get(chain.view, 0n, bob.publicKey)?.role).toEqual({
      type: 'Replica',
      value: { sync_balance: 50n, sync_price: 9n, min_sync_interval: 7, last_sync: undefined },
    })
    expect(items.Buckets.get(chain.view, 0n)?.primary_providers).toEqual([])
  })

  it('that accepts is refused without a registration, or a request', () => {
    expect(chain.submit(bob, bucketCall('accept_agreement')).error).toBe('storageProvider.ProviderNotFound')
    ready()
    expect(chain.submit(bob, bucketCall('accept_agreement')).error).toBe('storageProvider.AgreementRequestNotFound')
    expect(chain.submit(bob, bucketCall('reject_agreement')).error).toBe('storageProvider.AgreementRequestNotFound')
  })

  it('may come in the last block of the request, and not later', () => {
    ready()
    chain.submit(alice, primary())
    chain.skipTo(4 + REQUEST_TIMEOUT)
    expect(
      chain.submit(bob, utility('batch_all', bucketCall('accept_agreement'), bucketCall('accept_agreement'))).error,
    ).toBe('storageProvider.AgreementRequestNotFound')
    expect(chain.submit(bob, bucketCall('accept_agreement')).error).toBe('storageProvider.RequestExpired')
    expect(items.AgreementRequests.has(chain.view, 0n, bob.publicKey)).toBe(true)
    expect(chain.submit(bob, bucketCall('reject_agreement')).error).toBeUndefined()
  })

  it('that accepts needs capacity and stake for the bytes', () => {
    ready({ max_capacity: 1_500n })
    chain.submit(alice, primary({ max_bytes: 1_501n }))
    expect(chain.submit(bob, bucketCall('accept_agreement')).error).toBe('storageProvider.CapacityExceeded')
    settings(bob, { max_capacity: 0n })
    expect(chain.submit(bob, bucketCall('accept_agreement')).error).toBeUndefined()
    createBucket(alice)
    settings(bob, { price_per_byte: 0n })
    chain.submit(alice, primary({ bucket_id: 1n, max_bytes: BEARABLE - 1_500n }))
    expect(chain.submit(bob, bucketCall('accept_agreement', 1n)).error).toBe(
      'storageProvider.InsufficientStakeForBytes',
    )
    chain.submit(bob, storageProvider('add_stake', { amount: 1_000n }))
    expect(chain.submit(bob, bucketCall('accept_agreement', 1n)).error).toBeUndefined()
  })

  it('that accepts a replica needs the provider to take replicas still', () => {
    ready()
    chain.submit(charlie, replica())
    settings(bob, { replica_sync_price: undefined })
    expect(chain.submit(bob, bucketCall('accept_agreement')).error).toBe('storageProvider.ProviderNotAcceptingReplicas')
  })

  it('is one of five primaries at most', () => {
    ready()
    for (let i = 0; i < 5; i++) {
      expect(chain.submit(alice, primary()).error).toBeUndefined()
      expect(chain.submit(bob, bucketCall('accept_agreement')).error).toBeUndefined()
    }
    expect(chain.submit(alice, primary()).error).toBe('storageProvider.MaxPrimaryProvidersReached')
  })

  it('that rejects returns all that was held', () => {
    ready()
    chain.submit(charlie, replica())
    const { events } = chain.submit(bob, bucketCall('reject_agreement'))
    expect(names(events)).toEqual(['Unreserved', 'AgreementRejected'])
    expect(own(events).at(-1)?.data).toEqual({ bucketId: 0, provider: bob.address, paymentReturned: 200_050 })
    expect(reserved(charlie)).toBe(0n)
    expect(chain.account(charlie).info?.consumers).toBe(0)
  })

  it('may be made needless by the requester, and by no one else', () => {
    ready()
    expect(chain.submit(charlie, withdraw()).error).toBe('storageProvider.AgreementRequestNotFound')
    chain.submit(charlie, replica())
    expect(chain.submit(dave, withdraw()).error).toBe('storageProvider.NotAgreementOwner')
    const { events } = chain.submit(charlie, withdraw())
    expect(names(events)).toEqual(['Unreserved', 'AgreementRequestWithdrawn'])
    expect(reserved(charlie)).toBe(0n)
    expect(chain.submit(bob, bucketCall('accept_agreement')).error).toBe('storageProvider.AgreementRequestNotFound')
  })
})

describe('a provider that has announced to leave', () => {
  it('takes no requests, accepts none, and keeps its settings', () => {
    ready()
    chain.submit(alice, primary())
    const info = provider()!
    items.Providers.set(
      {
        get: chain.view.get,
        keys: chain.view.keys as never,
        set: (key, value) => value && chain.state.set(key, value),
      },
      bob.publicKey,
      { ...info, deregister_at: 99 },
    )
    expect(chain.submit(bob, bucketCall('accept_agreement')).error).toBe('storageProvider.DeregisterAnnounced')
    expect(settings(bob).error).toBe('storageProvider.DeregisterAnnounced')
    createBucket(alice)
    expect(chain.submit(alice, primary({ bucket_id: 1n })).error).toBe('storageProvider.DeregisterAnnounced')
    expect(chain.submit(charlie, replica({ bucket_id: 1n })).error).toBe('storageProvider.DeregisterAnnounced')
    expect(chain.submit(bob, bucketCall('reject_agreement')).error).toBeUndefined()
  })
})
