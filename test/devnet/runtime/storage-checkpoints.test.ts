import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountFromUri, accountsReady, type DevAccount } from '../../../src/devnet/accounts.ts'
import { storageProviderStorage as items } from '../../../src/devnet/runtime/pallets/storage-provider/index.ts'
import { commitmentBytes, proposalBytes } from '../../../src/devnet/runtime/pallets/storage-provider/types.ts'
import { leaderIndex } from '../../../src/devnet/runtime/pallets/storage-provider/windows.ts'
import { storageProvider } from '../calls.ts'
import { UNIT } from '../harness.ts'
import { type Content, checkpointOf, createMarket, type Market, STAKE, signatures, TIMES } from './market.ts'

const root = (fill: number) => new Uint8Array(32).fill(fill)
const content = (fill = 1, start_seq = 0n, leaf_count = 3n) => ({ mmr_root: root(fill), start_seq, leaf_count })
const { defaultCheckpointInterval: INTERVAL, defaultCheckpointGrace: GRACE } = TIMES

let market: Market
beforeAll(accountsReady)
beforeEach(() => {
  market = createMarket()
})

const committed = (signers: DevAccount[], what: Content = content()) => checkpointOf(signers, what)
const proposed = (signers: DevAccount[], window: bigint, what: Content = content()) =>
  storageProvider('provider_checkpoint', {
    bucket_id: 0n,
    ...what,
    window,
    signatures: signatures(signers, proposalBytes({ bucket_id: 0n, ...what, window })),
  })
const configure = (changes = {}) =>
  storageProvider('configure_checkpoint_window', {
    bucket_id: 0n,
    interval: INTERVAL,
    grace_period: GRACE,
    enabled: true,
    ...changes,
  })
const report = (window: bigint) => storageProvider('report_missed_checkpoint', { bucket_id: 0n, window })
/** The leader of a window, and the other primary. */
const sides = (window: bigint): [DevAccount, DevAccount] => {
  const { bob, charlie } = market
  return leaderIndex(0n, window, 2) === 0 ? [bob, charlie] : [charlie, bob]
}

describe('a checkpoint by who writes', () => {
  it('needs as many primaries as the bucket says, each over the same commitment', () => {
    const { alice, bob, charlie, dave } = market
    expect(market.errorOf(alice, committed([bob]))).toBe('InsufficientSignatures')
    expect(market.errorOf(alice, committed([bob, dave]))).toBe('InvalidSignature')
    expect(market.errorOf(dave, committed([bob, charlie]))).toBe('NotBucketMember')
    const other = storageProvider('checkpoint', {
      bucket_id: 0n,
      ...content(),
      signatures: [
        ...signatures([bob], commitmentBytes({ bucket_id: 0n, ...content(2) })),
        ...signatures([charlie], root(1)),
      ],
    })
    expect(market.errorOf(alice, other)).toBe('InvalidSignature')
    expect(market.errorOf(alice, committed([bob, charlie]))).toBeUndefined()
    expect(market.bucket()).toMatchObject({
      total_snapshots: 1,
      snapshot: { ...content(), checkpoint_block: market.next() - 1, primary_signers: Uint8Array.of(0b11) },
    })
  })

  it('is not for readers, and is extended by more signatures', () => {
    const { alice, bob, charlie, dave } = market
    const member = (type: 'Reader' | 'Writer') =>
      storageProvider('set_member', { bucket_id: 0n, member: dave.publicKey, role: { type } })
    market.submit(alice, member('Reader'))
    market.submit(alice, storageProvider('set_min_providers', { bucket_id: 0n, min_providers: 1 }))
    expect(market.errorOf(dave, committed([bob]))).toBe('NotBucketWriter')
    market.submit(alice, member('Writer'))
    const extension = storageProvider('extend_checkpoint', {
      bucket_id: 0n,
      additional_signatures: signatures([charlie], commitmentBytes({ bucket_id: 0n, ...content() })),
    })
    expect(market.errorOf(dave, extension)).toBe('NoSnapshot')
    expect(market.errorOf(dave, committed([bob]))).toBeUndefined()
    expect(market.bucket().snapshot!.primary_signers).toEqual(Uint8Array.of(0b01))
    expect(market.errorOf(dave, extension)).toBeUndefined()
    expect(market.bucket().snapshot!.primary_signers).toEqual(Uint8Array.of(0b11))
  })

  it('cannot go back behind what was frozen', () => {
    const { alice, bob, charlie } = market
    const freeze = storageProvider('freeze_bucket', { bucket_id: 0n })
    expect(market.errorOf(alice, freeze)).toBe('NoSnapshot')
    market.submit(alice, committed([bob, charlie], content(1, 5n)))
    expect(market.errorOf(alice, freeze)).toBeUndefined()
    expect(market.errorOf(alice, freeze)).toBe('BucketFrozen')
    expect(market.errorOf(alice, committed([bob, charlie], content(2, 4n)))).toBe('SnapshotViolatesFrozen')
    expect(market.errorOf(alice, committed([bob, charlie], content(2, 5n)))).toBeUndefined()
  })

  it('leaves its root in those slots of history whose time has come', () => {
    const { alice, bob, charlie } = market
    const primes = [3, 7, 11, 23, 47, 113]
    const expected: Array<[number, Uint8Array]> = primes.map(() => [0, root(0)])
    for (let fill = 1; fill <= 4; fill += 1) {
      const block = market.next()
      market.submit(alice, committed([bob, charlie], content(fill)))
      for (const [slot, prime] of primes.entries()) {
        const quotient = Math.floor(block / prime)
        if (expected[slot]![0] !== quotient) expected[slot] = [quotient, root(fill)]
      }
      market.chain.skipTo(block + 9)
    }
    expect(market.bucket().historical_roots).toEqual(expected)
  })

  it('loses the bit of a primary that goes, and nobody else theirs', () => {
    const { alice, bob, charlie } = market
    market.submit(alice, storageProvider('set_min_providers', { bucket_id: 0n, min_providers: 1 }))
    market.submit(alice, committed([charlie]))
    expect(market.bucket().snapshot!.primary_signers).toEqual(Uint8Array.of(0b10))
    const end = { bucket_id: 0n, provider: bob.publicKey, action: { type: 'Pay' as const } }
    market.submit(alice, storageProvider('end_agreement', end))
    expect(market.bucket().snapshot!.primary_signers).toEqual(Uint8Array.of(0b01))
  })
})

describe('a checkpoint by providers', () => {
  it('is its leader’s in the grace of a window, and any primary’s after', () => {
    market.chain.skipTo(INTERVAL)
    const [leader, other] = sides(1n)
    expect(market.errorOf(other, proposed([leader, other], 1n))).toBe('NotCheckpointLeader')
    market.chain.skipTo(INTERVAL + GRACE)
    // The last block of the grace is part of it.
    expect(market.errorOf(other, proposed([leader, other], 1n))).toBe('NotCheckpointLeader')
    expect(market.errorOf(market.dave, proposed([leader, other], 1n))).toBe('NotCheckpointLeader')
    const done = market.submit(other, proposed([leader, other], 1n))
    expect(done.error).toBeUndefined()
    expect(done.events.find(({ name }) => name.endsWith('ProviderCheckpointSubmitted'))?.data).toMatchObject({
      window: 1,
      leader: other.address,
      reward: 0,
    })
    expect(market.errorOf(leader, proposed([leader, other], 1n))).toBe('CheckpointAlreadySubmitted')
  })

  it('is for the window that it is, and for enough signatures over that window', () => {
    market.chain.skipTo(INTERVAL)
    const [leader, other] = sides(1n)
    expect(market.errorOf(leader, proposed([leader, other], 0n))).toBe('InvalidCheckpointWindow')
    expect(market.errorOf(leader, proposed([leader, other], 2n))).toBe('InvalidCheckpointWindow')
    expect(market.errorOf(leader, proposed([leader], 1n))).toBe('InsufficientSignatures')
    const forAnother = storageProvider('provider_checkpoint', {
      bucket_id: 0n,
      ...content(),
      window: 1n,
      signatures: signatures([leader, other], proposalBytes({ bucket_id: 0n, ...content(), window: 2n })),
    })
    expect(market.errorOf(leader, forAnother)).toBe('InvalidSignature')
    // One signature given twice is counted twice, as in the pallet that this stands for.
    expect(market.errorOf(leader, proposed([leader, leader], 1n))).toBeUndefined()
  })

  it('is made when the admin says, or not at all', () => {
    const { alice, bob } = market
    expect(market.errorOf(bob, configure())).toBe('NotBucketAdmin')
    expect(market.errorOf(alice, configure({ enabled: false }))).toBeUndefined()
    market.chain.skipTo(INTERVAL)
    const [leader, other] = sides(1n)
    expect(market.errorOf(leader, proposed([leader, other], 1n))).toBe('ProviderCheckpointsDisabled')
    market.submit(alice, configure({ interval: 10, grace_period: 100 }))
    const window = BigInt(Math.floor(market.next() / 10))
    const [first, second] = sides(window)
    expect(market.errorOf(first, proposed([first, second], window))).toBeUndefined()
  })

  it('is rewarded from the pool as long as that lasts, to be claimed', () => {
    const { alice } = market
    const claim = storageProvider('claim_checkpoint_rewards', { bucket_id: 0n })
    market.submit(alice, storageProvider('fund_checkpoint_pool', { bucket_id: 0n, amount: UNIT + 1n }))
    market.chain.skipTo(INTERVAL)
    const [leader, other] = sides(1n)
    expect(market.errorOf(leader, claim)).toBe('NoRewardsToClaim')
    market.submit(leader, proposed([leader, other], 1n))
    expect(items.CheckpointRewards.get(market.chain.view, leader.publicKey, 0n)).toBe(UNIT)
    expect(items.CheckpointPool.get(market.chain.view, 0n)).toBe(1n)
    const before = market.free(leader)
    expect(market.errorOf(leader, claim)).toBeUndefined()
    expect(market.free(leader) - before).toBeGreaterThan(UNIT / 2n)
    market.chain.skipTo(2 * INTERVAL)
    const [next, last] = sides(2n)
    market.submit(next, proposed([next, last], 2n))
    expect(market.errorOf(next, claim)).toBe('NoRewardsToClaim')
  })

  it('that nobody made costs the leader of its window, once reported', () => {
    const { alice } = market
    market.chain.skipTo(INTERVAL)
    const [leader] = sides(0n)
    expect(market.errorOf(alice, report(1n))).toBe('InvalidCheckpointWindow')
    expect(market.errorOf(alice, report(0n))).toBeUndefined()
    expect(market.provider(leader).stake).toBe(STAKE - UNIT / 2n)
    expect(market.errorOf(alice, report(0n))).toBe('CheckpointAlreadySubmitted')
    market.submit(alice, configure({ enabled: false }))
    expect(market.errorOf(alice, report(0n))).toBe('ProviderCheckpointsDisabled')
  })

  it('is reported in the first block of the next window too early', () => {
    market.chain.skipTo(INTERVAL)
    expect(market.errorOf(market.alice, report(0n))).toBe('WithinGracePeriod')
    expect(market.errorOf(market.alice, report(0n))).toBeUndefined()
  })
})

describe('keys of providers', () => {
  it('may be of any scheme', () => {
    const { alice, bob, charlie } = market
    market.submit(alice, storageProvider('set_min_providers', { bucket_id: 0n, min_providers: 1 }))
    for (const scheme of ['ed25519', 'ecdsa'] as const) {
      const key = accountFromUri('//Key', scheme)
      const info = market.provider(bob)
      // There is no call that changes a key.
      items.Providers.set(
        {
          get: (at) => market.chain.state.get(at),
          set: (at, value) => void market.chain.state.set(at, value!),
          keys: () => [],
        },
        bob.publicKey,
        { ...info, public_key: key.publicKey },
      )
      const bytes = commitmentBytes({ bucket_id: 0n, ...content(7) })
      const type = scheme === 'ecdsa' ? ('Ecdsa' as const) : ('Ed25519' as const)
      const call = storageProvider('checkpoint', {
        bucket_id: 0n,
        ...content(7),
        signatures: [[bob.publicKey, { type, value: key.sign(bytes) }]],
      })
      expect(market.errorOf(alice, call)).toBeUndefined()
    }
    expect(market.errorOf(alice, committed([charlie]))).toBeUndefined()
  })
})
