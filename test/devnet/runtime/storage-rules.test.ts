/** The rules of the storage pallet that a node has to reckon with, each by its name. What else the calls do is tested beside. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { blake2AsU8a } from '#polkadot'
import { accountsReady, type DevAccount } from '../../../src/devnet/accounts.ts'
import { CHALLENGE_LAYOUTS } from '../../../src/devnet/challenge-layouts.ts'
import { storageProviderStorage as items } from '../../../src/devnet/runtime/pallets/storage-provider/index.ts'
import { commitmentBytes, proposalBytes } from '../../../src/devnet/runtime/pallets/storage-provider/types.ts'
import { leaderIndex, windowAt, windowStart } from '../../../src/devnet/runtime/pallets/storage-provider/windows.ts'
import { storageProvider } from '../calls.ts'
import { UNIT } from '../harness.ts'
import { checkpointOf, createMarket, type Market, STAKE, signatures, TIMES } from './market.ts'

const { defaultCheckpointInterval: INTERVAL, defaultCheckpointGrace: GRACE, challengeTimeout: TIMEOUT } = TIMES
const root = (fill: number) => new Uint8Array(32).fill(fill)
const content = (fill = 1, start_seq = 0n, leaf_count = 3n) => ({ mmr_root: root(fill), start_seq, leaf_count })

let market: Market
beforeAll(accountsReady)
beforeEach(() => {
  market = createMarket()
})

const data = (events: ReturnType<Market['submit']>['events'], name: string) =>
  events.find((event) => event.name === `storageProvider.${name}`)?.data
/** The leader of a window, and the other primary. */
const sides = (window: bigint): [DevAccount, DevAccount] => {
  const { bob, charlie } = market
  return leaderIndex(0n, window, 2) === 0 ? [bob, charlie] : [charlie, bob]
}
interface Proposed {
  readonly bucket?: bigint
  readonly window?: bigint
  readonly what?: ReturnType<typeof content>
  readonly signers?: readonly DevAccount[]
  /** What they have signed, if it is not what is proposed. */
  readonly signed?: bigint
}
const proposed = ({ bucket = 0n, window = 1n, what = content(), signers = sides(window), signed = window }: Proposed) =>
  storageProvider('provider_checkpoint', {
    bucket_id: bucket,
    ...what,
    window,
    signatures: signatures(signers, proposalBytes({ bucket_id: bucket, ...what, window: signed })),
  })
const configure = (changes: object) =>
  storageProvider('configure_checkpoint_window', {
    bucket_id: 0n,
    interval: INTERVAL,
    grace_period: GRACE,
    enabled: true,
    ...changes,
  })

describe('payment', () => {
  it('is price_per_byte × max_bytes × duration', () => {
    // 2 planck, 1,000 bytes and 400 blocks.
    expect(market.agreement(market.bob)).toMatchObject({ price_per_byte: 2n, payment_locked: 800_000n })
  })

  it('that no balance can hold is refused', () => {
    const { alice, bob } = market
    market.setSettings(bob, { price_per_byte: 1n << 127n })
    const more = { bucket_id: 0n, provider: bob.publicKey, additional_duration: 100, max_payment: UNIT }
    expect(market.errorOf(alice, storageProvider('extend_agreement', more))).toBe('ArithmeticOverflow')
  })
})

describe('window math', () => {
  const config = (interval: number) => ({ interval, grace_period: 5, enabled: true })

  it('window(b) = b / interval, and 0 where the interval is 0', () => {
    expect([0, 9, 10, 19, 20].map((block) => windowAt(block, config(10)))).toEqual([0n, 0n, 1n, 1n, 2n])
    expect([0, 1_000].map((block) => windowAt(block, config(0)))).toEqual([0n, 0n])
  })

  it('start(w) = w × interval', () => {
    expect([0n, 1n, 7n].map((window) => windowStart(window, config(10)))).toEqual([0n, 10n, 70n])
  })

  it('the grace of a window ends with block start + grace_period, which is part of it', () => {
    const [leader, other] = sides(1n)
    market.chain.skipTo(INTERVAL + GRACE)
    expect(market.errorOf(other, proposed({ signers: [leader, other] }))).toBe('NotCheckpointLeader')
    expect(market.next()).toBe(INTERVAL + GRACE + 1)
    expect(market.errorOf(other, proposed({ signers: [leader, other] }))).toBeUndefined()
  })

  it('the leader is u32_LE(blake2_256(bucket LE8 ‖ window LE8)[0..4]) mod #primaries', () => {
    for (const [bucket, window, primaries] of [
      [0n, 0n, 1],
      [0n, 1n, 2],
      [7n, 12_345n, 5],
      [2n ** 63n, 2n ** 40n, 3],
    ] as const) {
      const bytes = Buffer.alloc(16)
      bytes.writeBigUInt64LE(bucket)
      bytes.writeBigUInt64LE(window, 8)
      const number = Buffer.from(blake2AsU8a(bytes, 256)).readUInt32LE()
      expect(leaderIndex(bucket, window, primaries)).toBe(number % primaries)
    }
  })
})

describe('provider_checkpoint', () => {
  /** A bucket whose snapshot is frozen at sequence 5, in the grace of window 1. */
  function frozen(): void {
    const { alice, bob, charlie } = market
    market.submit(alice, checkpointOf([bob, charlie], content(9, 5n)))
    market.submit(alice, storageProvider('freeze_bucket', { bucket_id: 0n }))
    market.chain.skipTo(INTERVAL)
  }

  it('checks enabled → window → last window → bucket → primaries → leader → frozen → signatures → their number', () => {
    const { alice, dave } = market
    frozen()
    const [leader, other] = sides(1n)
    const wrong = { what: content(1, 4n), signers: [leader], signed: 99n }
    market.submit(alice, configure({ enabled: false }))
    expect(market.errorOf(dave, proposed({ ...wrong, window: 9n }))).toBe('ProviderCheckpointsDisabled')
    market.submit(alice, configure({}))
    expect(market.errorOf(dave, proposed({ ...wrong, window: 9n }))).toBe('InvalidCheckpointWindow')
    expect(market.errorOf(dave, proposed({ ...wrong, bucket: 77n }))).toBe('BucketNotFound')
    expect(market.errorOf(dave, proposed(wrong))).toBe('NotCheckpointLeader')
    expect(market.errorOf(other, proposed(wrong))).toBe('NotCheckpointLeader')
    expect(market.errorOf(leader, proposed(wrong))).toBe('SnapshotViolatesFrozen')
    const unfrozen = { ...wrong, what: content(1, 5n) }
    expect(market.errorOf(leader, proposed(unfrozen))).toBe('InvalidSignature')
    expect(market.errorOf(leader, proposed({ ...unfrozen, signed: 1n }))).toBe('InsufficientSignatures')
    const right = { what: content(1, 5n), signers: [leader, other] }
    expect(market.errorOf(leader, proposed({ ...right, signers: [leader, dave] }))).toBe('InvalidSignature')
    expect(market.errorOf(leader, proposed(right))).toBeUndefined()
    // Whoever it is, and whatever is wrong besides.
    expect(market.errorOf(dave, proposed(wrong))).toBe('CheckpointAlreadySubmitted')
  })

  it('of a bucket without primaries is refused before anybody is taken for its leader', () => {
    const { alice, bob } = market
    market.submit(alice, storageProvider('create_bucket', { min_providers: 1 }))
    market.chain.skipTo(INTERVAL)
    expect(market.errorOf(bob, proposed({ bucket: 1n, signers: [] }))).toBe('MinProvidersNotMet')
  })

  it('moves the snapshot, the history and the last window, and rewards who submitted, not who led', () => {
    const { alice, chain } = market
    market.submit(alice, storageProvider('fund_checkpoint_pool', { bucket_id: 0n, amount: UNIT }))
    const before = market.bucket().total_snapshots
    const [leader, other] = sides(1n)
    market.chain.skipTo(INTERVAL + GRACE + 1)
    const block = market.next()
    const { events } = market.submit(other, proposed({ signers: [leader, other] }))
    expect(data(events, 'ProviderCheckpointSubmitted')).toMatchObject({
      window: 1,
      leader: other.address,
      reward: Number(UNIT),
    })
    expect(market.bucket()).toMatchObject({ total_snapshots: before + 1, snapshot: { checkpoint_block: block } })
    expect(market.bucket().historical_roots[0]).toEqual([Math.floor(block / 3), root(1)])
    expect(items.LastCheckpointWindow.get(chain.view, 0n)).toBe(1n)
    const owed = [leader, other].map((who) => items.CheckpointRewards.get(chain.view, who.publicKey, 0n))
    expect(owed).toEqual([0n, UNIT])
  })

  it('gives no part of a reward that the pool cannot pay whole', () => {
    const { alice, chain } = market
    market.submit(alice, storageProvider('fund_checkpoint_pool', { bucket_id: 0n, amount: UNIT - 1n }))
    market.chain.skipTo(INTERVAL)
    const [leader] = sides(1n)
    expect(data(market.submit(leader, proposed({})).events, 'ProviderCheckpointSubmitted')).toMatchObject({ reward: 0 })
    expect(items.CheckpointPool.get(chain.view, 0n)).toBe(UNIT - 1n)
  })
})

describe('report_missed_checkpoint', () => {
  const report = (window: bigint) => storageProvider('report_missed_checkpoint', { bucket_id: 0n, window })

  it('is of a window that is over, after the first block of the next, and after the last that was submitted or reported', () => {
    const { dave } = market
    market.chain.skipTo(INTERVAL)
    expect(market.errorOf(dave, report(1n))).toBe('InvalidCheckpointWindow')
    market.chain.skipTo(2 * INTERVAL)
    expect(market.errorOf(dave, report(1n))).toBe('WithinGracePeriod')
    expect(market.errorOf(dave, report(1n))).toBeUndefined()
    // The older miss is hidden by it.
    expect(market.errorOf(dave, report(0n))).toBe('CheckpointAlreadySubmitted')
  })

  it('slashes the leader of that window by CheckpointMissPenalty, a tenth of it for the reporter', () => {
    const { dave } = market
    market.chain.skipTo(INTERVAL + 1)
    const [leader, other] = sides(0n)
    const before = market.free(dave)
    const { events } = market.submit(dave, report(0n))
    const fee = BigInt(
      events.find(({ name }) => name === 'transactionPayment.TransactionFeePaid')!.data['actualFee'] as number,
    )
    expect(data(events, 'CheckpointMissPenalized')).toMatchObject({
      provider: leader.address,
      window: 0,
      penalty: Number(UNIT / 2n),
    })
    expect([market.provider(leader).stake, market.provider(other).stake]).toEqual([STAKE - UNIT / 2n, STAKE])
    expect(market.free(dave) - before + fee).toBe(UNIT / 20n)
  })
})

describe('confirm_replica_sync', () => {
  const confirm = (...roots: Array<Uint8Array | undefined>) =>
    storageProvider('confirm_replica_sync', {
      bucket_id: 0n,
      roots: Array.from({ length: 7 }, (_, place) => roots[place]),
      signature: { type: 'Sr25519', value: new Uint8Array(64) },
    })
  const checkpoint = (fill: number) =>
    market.submit(market.alice, checkpointOf([market.bob, market.charlie], content(fill)))

  it('matches position 0 with the snapshot and i + 1 with slot i of history; the first match counts', () => {
    const { dave } = market
    checkpoint(1)
    market.chain.skipTo(market.next() + 3)
    checkpoint(2)
    expect(market.bucket().historical_roots.map(([, kept]) => kept[0])).toEqual([2, 1, 1, 0, 0, 0])
    // Right, but in the place of another.
    expect(market.errorOf(dave, confirm(root(1)))).toBe('InvalidSyncRoot')
    const matched = (...roots: Parameters<typeof confirm>) =>
      data(market.submit(dave, confirm(...roots)).events, 'ReplicaSynced')?.['positionMatched']
    expect(matched(root(1), root(2), root(1), root(1))).toBe(1)
    market.chain.skipTo(market.next() + 7)
    expect(matched(root(1), root(1), root(1), root(1))).toBe(2)
  })

  it('is for another root than the last, min_sync_interval blocks after it, and pays sync_price from the owner’s reserve', () => {
    const { alice, dave } = market
    checkpoint(1)
    const held = market.reserved(alice)
    const synced = market.next()
    expect(data(market.submit(dave, confirm(root(1))).events, 'ReplicaSynced')).toMatchObject({ syncPayment: 5 })
    expect(held - market.reserved(alice)).toBe(5n)
    expect(market.errorOf(dave, confirm(root(1)))).toBe('InvalidSyncRoot')
    checkpoint(2)
    market.chain.skipTo(synced + 6)
    expect(market.errorOf(dave, confirm(root(2)))).toBe('SyncTooFrequent')
    expect(market.next()).toBe(synced + 7)
    expect(market.errorOf(dave, confirm(root(2)))).toBeUndefined()
    checkpoint(3)
    market.chain.skipTo(synced + 20)
    // 12 planck pay for two syncs of 5.
    expect(market.errorOf(dave, confirm(root(3)))).toBe('InsufficientSyncBalance')
  })
})

describe.each(CHALLENGE_LAYOUTS)('challenge, kept in a %s,', (layout) => {
  beforeEach(() => {
    market = createMarket(layout)
  })

  const challenge = (leaf_index = 0n) =>
    storageProvider('challenge_checkpoint', {
      bucket_id: 0n,
      provider: market.bob.publicKey,
      leaf_index,
      chunk_index: 0n,
    })
  const superseded = (deadline: number) =>
    storageProvider('respond_to_challenge', {
      challenge_id: { deadline, index: 0 },
      response: { type: 'Superseded' },
    })

  it('is to be answered by block now + ChallengeTimeout, and takes a deposit of 100 units', () => {
    const { alice, bob, charlie } = market
    market.submit(alice, checkpointOf([bob, charlie], content()))
    const before = market.reserved(alice)
    const deadline = market.next() + TIMEOUT
    expect(data(market.submit(alice, challenge()).events, 'ChallengeCreated')).toMatchObject({
      challengeId: { deadline, index: 0 },
      respondBy: deadline,
    })
    expect(market.reserved(alice) - before).toBe(100n * UNIT)
  })

  it('Superseded holds iff start_seq + leaf_index < snapshot.start_seq + snapshot.leaf_count', () => {
    const { alice, bob, charlie } = market
    const offchain = (leaf_index: bigint) =>
      storageProvider('challenge_offchain', {
        bucket_id: 0n,
        provider: bob.publicKey,
        mmr_root: root(8),
        start_seq: 4n,
        leaf_index,
        chunk_index: 0n,
        provider_signature: {
          type: 'Sr25519',
          value: bob.sign(commitmentBytes({ bucket_id: 0n, mmr_root: root(8), start_seq: 4n, leaf_count: 0n })),
        },
      })
    // It reaches to sequence 7 and not beyond.
    market.submit(alice, checkpointOf([bob, charlie], content(1, 5n, 3n)))
    for (const [leaf, error] of [
      [3n, undefined],
      [4n, 'InvalidChallengeProof'],
    ] as const) {
      const deadline = market.next() + TIMEOUT
      expect(market.errorOf(alice, offchain(leaf))).toBeUndefined()
      expect(market.errorOf(bob, superseded(deadline))).toBe(error)
    }
  })

  it('that nobody answers costs the whole stake in its last block, a tenth of it for the challenger', () => {
    const { alice, bob, charlie } = market
    market.submit(alice, checkpointOf([bob, charlie], content()))
    const deadline = market.next() + TIMEOUT
    market.submit(alice, challenge())
    market.chain.skipTo(deadline)
    expect(market.provider(bob).stake).toBe(STAKE)
    const { events } = market.chain.block()
    expect(data(events, 'ChallengeSlashed')).toMatchObject({
      slashedAmount: Number(STAKE),
      challengerReward: Number(STAKE / 10n),
    })
    expect(market.provider(bob).stake).toBe(0n)
  })
})
