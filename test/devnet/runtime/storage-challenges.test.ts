import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountsReady, type DevAccount } from '../../../src/devnet/accounts.ts'
import { blake2, concat } from '../../../src/devnet/bytes.ts'
import { CHALLENGE_LAYOUTS, type ChallengeLayout } from '../../../src/devnet/challenge-layouts.ts'
import { challengeStores } from '../../../src/devnet/runtime/pallets/storage-provider/index.ts'
import {
  type ChallengeResponse,
  commitmentBytes,
  leafBytes,
} from '../../../src/devnet/runtime/pallets/storage-provider/types.ts'
import { storageProvider } from '../calls.ts'
import { UNIT } from '../harness.ts'
import { checkpointOf, createMarket, type Market, STAKE, TIMES } from './market.ts'

const DEPOSIT = 100n * UNIT

/** Two chunks of one object, and a bucket of that object and another one. */
const chunks = [Buffer.from('one'), Buffer.from('two')]
const hashes = chunks.map((chunk) => blake2(chunk))
const dataRoot = blake2(concat(...hashes))
const leaf = { data_root: dataRoot, data_size: 6n, total_size: 6n }
const other = { data_root: new Uint8Array(32).fill(9), data_size: 1n, total_size: 7n }
const leaves = [leaf, other].map((each) => blake2(leafBytes(each)))
const mmrRoot = blake2(concat(...leaves))
const held = { mmr_root: mmrRoot, start_seq: 0n, leaf_count: 2n }

const proof = (chunk: number, changes: object = {}): ChallengeResponse => ({
  type: 'Proof',
  value: {
    chunk_data: chunks[chunk]!,
    mmr_proof: { peaks: [mmrRoot], leaf, leaf_proof: { siblings: [leaves[1]!], path: [false] } },
    chunk_proof: { siblings: [hashes[1 - chunk]!], path: [chunk === 1] },
    ...changes,
  },
})

let market: Market
beforeAll(accountsReady)

function openMarket(layout: ChallengeLayout): void {
  market = createMarket(layout)
  const { alice, bob, charlie } = market
  market.submit(alice, checkpointOf([bob, charlie], held))
}

const challenge = (who: DevAccount, leaf_index = 0n, chunk_index = 0n) =>
  storageProvider('challenge_checkpoint', { bucket_id: 0n, provider: who.publicKey, leaf_index, chunk_index })
const respond = (deadline: number, response: ChallengeResponse, index = 0) =>
  storageProvider('respond_to_challenge', { challenge_id: { deadline, index }, response })
/** Has Alice challenge Bob. @returns the deadline */
function challenged(chunk = 0n): number {
  const deadline = market.next() + TIMES.challengeTimeout
  expect(market.errorOf(market.alice, challenge(market.bob, 0n, chunk))).toBeUndefined()
  return deadline
}
const open = (deadline: number) => market.challenges(deadline).map(([, each]) => each)

describe.each(CHALLENGE_LAYOUTS)('a challenge, kept in a %s', (layout) => {
  beforeEach(() => openMarket(layout))

  it('is of a primary that has signed, on a leaf that there is, and takes a deposit', () => {
    const { alice, dave, bob } = market
    expect(market.errorOf(alice, challenge(dave))).toBe('ProviderNotInSnapshot')
    expect(market.errorOf(alice, challenge(bob, 2n))).toBe('LeafBeyondCanonical')
    const before = market.reserved(alice)
    const deadline = challenged()
    expect(market.reserved(alice) - before).toBe(DEPOSIT)
    expect(open(deadline)).toMatchObject([{ mmr_root: mmrRoot, start_seq: 0n, leaf_index: 0n, deposit: DEPOSIT }])
    expect(market.provider(bob).stats.challenges_received).toBe(1)
  })

  it('is answered by the chunk with its proofs, by the one who is challenged', () => {
    const { bob, charlie } = market
    const deadline = challenged(1n)
    expect(market.errorOf(charlie, respond(deadline, proof(1)))).toBe('NotChallengeProvider')
    expect(market.errorOf(bob, respond(deadline, proof(1), 1))).toBe('ChallengeNotFound')
    expect(market.errorOf(bob, respond(deadline, proof(1)))).toBeUndefined()
    expect(open(deadline)).toEqual([])
    expect(market.errorOf(bob, respond(deadline, proof(1)))).toBe('ChallengeNotFound')
  })

  it.each<[string, ChallengeResponse]>([
    ['another chunk', proof(0)],
    ['bytes that are not the chunk', proof(1, { chunk_data: Buffer.from('tvo') })],
    ['a path of another chunk', proof(1, { chunk_proof: { siblings: [hashes[0]!], path: [false] } })],
    ['a path longer than its siblings', proof(1, { chunk_proof: { siblings: [hashes[0]!], path: [true, false] } })],
    [
      'a leaf under another root',
      proof(1, { mmr_proof: { peaks: [mmrRoot], leaf: other, leaf_proof: { siblings: [leaves[1]!], path: [false] } } }),
    ],
    [
      'peaks that do not make the root',
      proof(1, {
        mmr_proof: {
          peaks: [mmrRoot, new Uint8Array(32)],
          leaf,
          leaf_proof: { siblings: [leaves[1]!], path: [false] },
        },
      }),
    ],
  ])('is not answered by %s, and stays open', (_, response) => {
    const deadline = challenged(1n)
    expect(market.errorOf(market.bob, respond(deadline, response))).toBe('InvalidChallengeProof')
    expect(open(deadline)).toHaveLength(1)
  })

  it.each([
    [1, 90n],
    [2, 80n],
    [5, 80n],
    [6, 70n],
    [24, 70n],
    [25, 60n],
    [95, 60n],
    [96, 50n],
  ])('that is answered after %i blocks costs its challenger %i percent, and the provider the rest', (blocks, share) => {
    const { alice, bob } = market
    const deadline = challenged()
    const held = market.reserved(alice)
    market.chain.skipTo(deadline - TIMES.challengeTimeout + blocks)
    const { events } = market.submit(bob, respond(deadline, proof(0)))
    const cost = (DEPOSIT * share) / 100n
    expect(events.find(({ name }) => name.endsWith('ChallengeDefended'))?.data).toMatchObject({
      responseTimeBlocks: blocks,
      challengerCost: Number(cost),
      providerCost: Number(DEPOSIT - cost),
    })
    expect(held - market.reserved(alice)).toBe(DEPOSIT)
    expect(market.provider(bob).stake).toBe(STAKE - (DEPOSIT - cost))
  })

  it('that is not answered costs the whole stake at the end of its last block', () => {
    const { alice, bob, charlie } = market
    const deadline = challenged()
    market.chain.skipTo(deadline)
    expect(market.provider(bob).stake).toBe(STAKE)
    const before = market.free(alice)
    const { events } = market.chain.block()
    expect(events.find(({ name }) => name.endsWith('ChallengeSlashed'))?.data).toMatchObject({
      slashedAmount: Number(STAKE),
      challengerReward: Number(STAKE / 10n),
    })
    expect(market.free(alice) - before).toBe(STAKE / 10n + DEPOSIT)
    expect(market.provider(bob)).toMatchObject({ stake: 0n, stats: { challenges_failed: 1 } })
    expect(market.reserved(bob)).toBe(0n)
    const remove = storageProvider('remove_slashed', { bucket_id: 0n, provider: bob.publicKey })
    expect(market.errorOf(charlie, remove)).toBeUndefined()
    expect(market.bucket().primary_providers).toEqual([charlie.publicKey])
    const again = storageProvider('remove_slashed', { bucket_id: 0n, provider: charlie.publicKey })
    expect(market.errorOf(alice, again)).toBe('ProviderNotSlashed')
  })

  it('may be answered in its last block', () => {
    const deadline = challenged()
    market.chain.skipTo(deadline)
    expect(market.errorOf(market.bob, respond(deadline, proof(0)))).toBeUndefined()
    expect(market.provider(market.bob).stake).toBeGreaterThan(0n)
  })

  it('is superseded when the snapshot reaches beyond it', () => {
    const { bob } = market
    expect(market.errorOf(bob, respond(challenged(), { type: 'Superseded' }))).toBeUndefined()
    const deadline = market.next() + TIMES.challengeTimeout
    market.submit(market.alice, offchain(bob, held, 2n))
    expect(market.errorOf(bob, respond(deadline, { type: 'Superseded' }))).toBe('InvalidChallengeProof')
  })
})

/** Has Alice challenge in one block. @returns the deadline */
function challengedAtOnce(...challenges: Array<[who: DevAccount, chunk: bigint]>): number {
  const { alice, chain } = market
  const deadline = market.next() + TIMES.challengeTimeout
  chain.block(...challenges.map(([who, chunk]) => chain.sign(alice, challenge(who, 0n, chunk))))
  expect(open(deadline)).toHaveLength(challenges.length)
  return deadline
}

describe('a challenge kept in a list', () => {
  beforeEach(() => openMarket('list'))

  it('has another index once one before it in its block is answered', () => {
    const { bob, charlie } = market
    const deadline = challengedAtOnce([bob, 0n], [charlie, 0n], [bob, 1n])
    expect(market.errorOf(bob, respond(deadline, proof(0)))).toBeUndefined()
    expect(market.errorOf(bob, respond(deadline, proof(1), 2))).toBe('ChallengeNotFound')
    expect(market.errorOf(bob, respond(deadline, proof(1), 1))).toBeUndefined()
    expect(open(deadline)).toMatchObject([{ provider: charlie.publicKey }])
  })
})

describe('a challenge kept in a map', () => {
  beforeEach(() => openMarket('map'))
  const { map } = challengeStores
  const kept = (deadline: number) => map.items.NextChallengeIndex.has(market.chain.view, deadline)

  it('keeps its index whatever becomes of others, to the end', () => {
    const { bob, charlie } = market
    const deadline = challengedAtOnce([bob, 0n], [charlie, 0n], [bob, 1n])
    expect(market.errorOf(bob, respond(deadline, proof(0)))).toBeUndefined()
    expect(market.errorOf(bob, respond(deadline, proof(0), 1))).toBe('NotChallengeProvider')
    expect(market.errorOf(bob, respond(deadline, proof(1), 2))).toBeUndefined()
    expect(market.challenges(deadline)).toMatchObject([[1, { provider: charlie.publicKey }]])
    market.chain.skipTo(deadline)
    const { events } = market.chain.block()
    const slashed = events.filter(({ name }) => name.endsWith('ChallengeSlashed'))
    expect(slashed.map(({ data }) => data['challengeId'])).toEqual([{ deadline, index: 1 }])
    expect(market.challenges(deadline)).toEqual([])
  })

  it('has its index from a count that goes on while it may, and is forgotten then', () => {
    const { bob } = market
    const deadline = challengedAtOnce([bob, 0n], [bob, 0n])
    for (const index of [0, 1]) expect(market.errorOf(bob, respond(deadline, proof(0), index))).toBeUndefined()
    expect(market.challenges(deadline)).toEqual([])
    expect(map.items.NextChallengeIndex.get(market.chain.view, deadline)).toBe(2)
    market.chain.skipTo(deadline)
    expect(kept(deadline)).toBe(true)
    market.chain.block()
    expect(kept(deadline)).toBe(false)
  })

  it('says whether its challenger has to do with the data', () => {
    const { alice, bob, dave } = market
    const deadline = market.next() + TIMES.challengeTimeout
    market.chain.block(...[alice, dave].map((who) => market.chain.sign(who, challenge(bob))))
    const values = map.items.Challenges.entries(market.chain.access, deadline)
    const seen = values.map(({ value }) => [value.challenger, value.target, value.authorized])
    const target = { leaf_index: 0n, chunk_index: 0n }
    expect(seen).toHaveLength(2)
    expect(seen).toEqual(
      expect.arrayContaining([
        [alice.publicKey, target, true],
        [dave.publicKey, target, false],
      ]),
    )
  })

  it('is one of a thousand of its block at most', () => {
    const { alice, bob, chain } = market
    const countIs = (count: number) =>
      map.items.NextChallengeIndex.set(chain.access, market.next() + TIMES.challengeTimeout, count)
    countIs(1_000)
    expect(market.errorOf(alice, challenge(bob))).toBe('TooManyChallengesThisBlock')
    countIs(999)
    const deadline = challenged()
    expect(market.challenges(deadline)).toMatchObject([[999, { provider: bob.publicKey }]])
  })
})

describe('challenges that are open when the runtime comes to keep them in a map', () => {
  it('keep their places as indices, and are answered or slashed as before', () => {
    openMarket('list')
    const { bob, charlie, chain } = market
    const answered = challengedAtOnce([charlie, 0n], [bob, 1n], [charlie, 1n])
    expect(market.errorOf(charlie, respond(answered, proof(0)))).toBeUndefined()
    const later = challenged(0n)
    const lists = [answered, later].map((deadline) => market.challenges(deadline))

    market.upgrade('map')
    chain.block()
    expect([answered, later].map((deadline) => market.challenges(deadline))).toEqual(lists)
    expect(challengeStores.list.items.Challenges.has(chain.view, answered)).toBe(false)
    expect(market.errorOf(bob, respond(answered, proof(1)))).toBeUndefined()
    expect(market.errorOf(charlie, respond(answered, proof(1), 1))).toBeUndefined()
    expect(market.challenges(answered)).toEqual([])
    chain.skipTo(later)
    const { events } = chain.block()
    expect(events.find(({ name }) => name.endsWith('ChallengeSlashed'))?.data).toMatchObject({
      challengeId: { deadline: later, index: 0 },
    })
    expect(market.provider(bob).stake).toBe(0n)
  })

  it('are taken over once, and new ones are numbered after them', () => {
    openMarket('list')
    const { alice, bob, chain } = market
    const deadline = challengedAtOnce([bob, 0n], [bob, 1n])
    market.upgrade('map')
    chain.block()
    expect(market.errorOf(bob, respond(deadline, proof(1), 1))).toBeUndefined()
    chain.block()
    expect(market.challenges(deadline).map(([index]) => index)).toEqual([0])
    expect(challengeStores.map.items.NextChallengeIndex.get(chain.view, deadline)).toBe(2)
    expect(market.errorOf(alice, challenge(bob))).toBeUndefined()
  })
})

/** By what a provider has signed away from the chain, where the number of leaves is left out. */
const offchain = (who: DevAccount, { mmr_root, start_seq }: typeof held, leaf_index = 0n, signer = who) =>
  storageProvider('challenge_offchain', {
    bucket_id: 0n,
    provider: who.publicKey,
    mmr_root,
    start_seq,
    leaf_index,
    chunk_index: 0n,
    provider_signature: {
      type: 'Sr25519',
      value: signer.sign(commitmentBytes({ bucket_id: 0n, mmr_root, start_seq, leaf_count: 0n })),
    },
  })

describe.each(CHALLENGE_LAYOUTS)('a challenge on what was signed away from the chain, kept in a %s', (layout) => {
  beforeEach(() => openMarket(layout))

  it('is of whoever signed it', () => {
    const { alice, bob, charlie } = market
    expect(market.errorOf(alice, offchain(bob, held, 0n, charlie))).toBe('InvalidSignature')
    const deadline = market.next() + TIMES.challengeTimeout
    expect(market.errorOf(alice, offchain(bob, held))).toBeUndefined()
    expect(market.errorOf(bob, respond(deadline, proof(0)))).toBeUndefined()
  })

  it('is answered for a place that never was by what is under the root', () => {
    const { alice, bob } = market
    const past = (deadline: number, response: ChallengeResponse) => market.errorOf(bob, respond(deadline, response))
    const leafPast = market.next() + TIMES.challengeTimeout
    expect(market.errorOf(alice, offchain(bob, held, 9n))).toBeUndefined()
    expect(past(leafPast, { type: 'Superseded' })).toBe('InvalidChallengeProof')
    expect(past(leafPast, proof(0))).toBeUndefined()
    // Bits of the index beyond the depth of the tree are not looked at; and the node above all chunks is taken for any of them.
    const chunkPast = challenged(7n)
    expect(past(chunkPast, proof(0))).toBe('InvalidChallengeProof')
    expect(past(chunkPast, proof(1))).toBeUndefined()
    const top = { chunk_data: concat(...hashes), chunk_proof: { siblings: [], path: [] } }
    expect(past(challenged(2n ** 63n), proof(0, top))).toBeUndefined()
  })

  it('on a root without leaves is answered only as superseded', () => {
    const { alice, bob } = market
    const empty = { mmr_root: new Uint8Array(32), start_seq: 0n, leaf_count: 0n }
    const mmr_proof = { peaks: [], leaf, leaf_proof: { siblings: [], path: [] } }
    const deadline = market.next() + TIMES.challengeTimeout
    expect(market.errorOf(alice, offchain(bob, empty))).toBeUndefined()
    expect(market.errorOf(bob, respond(deadline, proof(0, { mmr_proof })))).toBe('InvalidChallengeProof')
    expect(market.errorOf(bob, respond(deadline, { type: 'Superseded' }))).toBeUndefined()
  })

  it('is answered by the admin’s word that it was deleted, if the admin is a provider', () => {
    const { alice, bob, charlie } = market
    const role = { type: 'Admin' as const }
    const deleted = (admin: DevAccount, new_start_seq: bigint): ChallengeResponse => {
      const next = { mmr_root: new Uint8Array(32).fill(5), start_seq: new_start_seq, leaf_count: 0n }
      const value = admin.sign(commitmentBytes({ bucket_id: 0n, ...next }))
      return {
        type: 'Deleted',
        value: {
          new_mmr_root: next.mmr_root,
          new_start_seq,
          admin: admin.publicKey,
          admin_signature: { type: 'Sr25519', value },
        },
      }
    }
    const deadline = challenged()
    expect(market.errorOf(bob, respond(deadline, deleted(alice, 1n)))).toBe('InvalidDeletionProof')
    expect(market.errorOf(bob, respond(deadline, deleted(charlie, 1n)))).toBe('InvalidDeletionProof')
    market.submit(alice, storageProvider('set_member', { bucket_id: 0n, member: charlie.publicKey, role }))
    expect(market.errorOf(bob, respond(deadline, deleted(charlie, 0n)))).toBe('InvalidDeletionProof')
    expect(market.errorOf(bob, respond(deadline, deleted(charlie, 1n)))).toBeUndefined()
  })
})

describe.each(CHALLENGE_LAYOUTS)('a replica whose challenges are kept in a %s', (layout) => {
  beforeEach(() => openMarket(layout))

  const none = Array.from({ length: 7 }, () => undefined as Uint8Array | undefined)
  const signature = { type: 'Sr25519' as const, value: new Uint8Array(64) }
  const confirm = (root: Uint8Array, place = 0) =>
    storageProvider('confirm_replica_sync', {
      bucket_id: 0n,
      roots: none.map((_, at) => (at === place ? root : undefined)),
      signature,
    })
  const onReplica = () =>
    storageProvider('challenge_replica', {
      bucket_id: 0n,
      provider: market.dave.publicKey,
      leaf_index: 0n,
      chunk_index: 0n,
    })

  it('confirms a root that the chain knows, now or from before, and is paid', () => {
    const { bob, dave } = market
    expect(market.errorOf(bob, confirm(mmrRoot))).toBe('NotReplica')
    expect(market.errorOf(dave, confirm(new Uint8Array(32)))).toBe('InvalidSyncRoot')
    expect(market.errorOf(dave, confirm(new Uint8Array(32).fill(7)))).toBe('InvalidSyncRoot')
    const { events } = market.submit(dave, confirm(mmrRoot, 1))
    expect(events.find(({ name }) => name.endsWith('ReplicaSynced'))?.data).toMatchObject({
      positionMatched: 1,
      syncPayment: 5,
    })
    expect(market.agreement(dave)!.role).toMatchObject({ value: { sync_balance: 7n } })
  })

  it('confirms no root twice, none too soon, and none that nobody pays for', () => {
    const { alice, bob, charlie, dave } = market
    market.submit(dave, confirm(mmrRoot))
    expect(market.errorOf(dave, confirm(mmrRoot))).toBe('InvalidSyncRoot')
    const checkpoint = (fill: number) => {
      const next = { mmr_root: new Uint8Array(32).fill(fill), start_seq: 0n, leaf_count: 3n }
      market.submit(alice, checkpointOf([bob, charlie], next))
      return next.mmr_root
    }
    const second = checkpoint(2)
    expect(market.errorOf(dave, confirm(second))).toBe('SyncTooFrequent')
    market.chain.skipTo(market.next() + 7)
    expect(market.errorOf(dave, confirm(second))).toBeUndefined()
    const third = checkpoint(3)
    market.chain.skipTo(market.next() + 7)
    expect(market.errorOf(dave, confirm(third))).toBe('InsufficientSyncBalance')
    const topUp = storageProvider('top_up_replica_sync_balance', {
      bucket_id: 0n,
      provider: dave.publicKey,
      amount: 5n,
    })
    expect(market.errorOf(charlie, topUp)).toBeUndefined()
    expect(market.errorOf(dave, confirm(third))).toBeUndefined()
  })

  it('is challenged on what it has confirmed', () => {
    const { alice, dave } = market
    expect(market.errorOf(alice, onReplica())).toBe('NoSnapshot')
    market.submit(dave, confirm(mmrRoot))
    const deadline = market.next() + TIMES.challengeTimeout
    expect(market.errorOf(alice, onReplica())).toBeUndefined()
    expect(open(deadline)).toMatchObject([{ mmr_root: mmrRoot, start_seq: 0n }])
    expect(market.errorOf(dave, respond(deadline, proof(0)))).toBeUndefined()
    const primary = storageProvider('challenge_replica', {
      bucket_id: 0n,
      provider: market.bob.publicKey,
      leaf_index: 0n,
      chunk_index: 0n,
    })
    expect(market.errorOf(alice, primary)).toBe('NotReplica')
  })
})
