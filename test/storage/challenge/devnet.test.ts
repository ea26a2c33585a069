import { describe, expect, it } from 'vitest'
import { DescribeItem, ReadEntries } from '../../../src/chain/reader/events.ts'
import { CHALLENGE_LAYOUTS, type ChallengeLayout } from '../../../src/devnet/challenge-layouts.ts'
import type { Call } from '../../../src/devnet/runtime/index.ts'
import { StoreError } from '../../../src/storage/store/errors.ts'
import { leafHash } from '../../../src/storage/store/leaf.ts'
import { append, bag, peaksOf } from '../../../src/storage/store/mmr.ts'
import type { Commitment } from '../../../src/storage/store/types.ts'
import { storageProvider } from '../../devnet/calls.ts'
import { commitObjects, putObject } from '../store/stage.ts'
import { startProvider } from './on-devnet.ts'

/** Alice stores Bob's bucket 0, with these objects under its snapshot. */
async function startStored(layout: ChallengeLayout, ...texts: string[]) {
  const p = await startProvider({ challengeTimeout: 40 }, layout)
  p.provide(p.alice)
  p.seal()
  p.store(0n, p.alice)
  const first = await commitObjects(p.content, 0n, ...texts)
  p.checkpoint(0n, first)
  p.seal()
  return { ...p, first }
}

/** Bob lets go of all leaves of bucket 0 before this one, and Alice of the leaves. */
async function letGoBefore(p: Awaited<ReturnType<typeof startStored>>, startSeq: bigint): Promise<Commitment> {
  const rest = await p.content.leaves(0n, startSeq, 1_000n)
  const mmrRoot = rootOf(rest.map(leafHash))
  const commitment = { mmrRoot, startSeq, leafCount: BigInt(rest.length) }
  const receipt = { commitment, admin: `0x${p.bob.hex}`, signature: p.letGo(p.bob, 0n, commitment) }
  return p.content.prune(0n, startSeq, receipt)
}

/** Indices of those that are on a bucket. */
const places = (open: ReadonlyMap<number, { readonly bucket_id: bigint }>, bucketId: bigint): number[] =>
  [...open].filter(([, { bucket_id }]) => bucket_id === bucketId).map(([index]) => index)

function rootOf(leaves: readonly string[]): string {
  const nodes = new Map<string, string>()
  const table = {
    get: (level: number, index: number) => nodes.get(`${level}/${index}`)!,
    set: (level: number, index: number, hash: string) => void nodes.set(`${level}/${index}`, hash),
  }
  for (const [count, leaf] of leaves.entries()) append(table, count, leaf)
  return bag(peaksOf(table, leaves.length))
}

describe.each(CHALLENGE_LAYOUTS)('challenges on the development chain, kept in a %s', (layout) => {
  it('a hundred on live and past commitments, while uploads and checkpoints go on: none is slashed', {
    timeout: 120_000,
  }, async () => {
    const p = await startStored(layout, 'the first object')
    const { told } = await p.startNode()
    const past: Commitment[] = [p.first]
    // An object has two or more: some are about places that never were.
    const chunks = 5n
    let made = 0
    for (let round = 0; round < 10; round += 1) {
      const live = past.at(-1)!
      const calls: Call[] = Array.from({ length: 5 }, (_, n) =>
        p.challengeCheckpoint(0n, BigInt(n * 7) % live.leafCount, BigInt(n) % chunks),
      )
      for (let n = 0; n < 5; n += 1) {
        const earlier = past[(n * 3) % past.length]!
        calls.push(p.challengeOffchain(0n, earlier, BigInt(n) % earlier.leafCount, BigInt(n) % chunks))
      }
      made += calls.length
      p.submit(p.bob, p.batch(...calls))
      // The bucket has moved on by the time that they are answered.
      const texts = Array.from({ length: 3 }, (_, n) => `object ${n} of round ${round}, of more than one chunk`)
      const next = await commitObjects(p.content, 0n, ...texts)
      past.push(next)
      p.checkpoint(0n, next)
      await p.blocksUntil(() => p.devnet.chain.pool.ready().length === 0, 'the round')
    }
    await p.blocksUntil(() => told('storage.ChallengeEnded').length === made, 'all answered')
    const ends = told('storage.ChallengeEnded')
    expect(ends.filter(({ outcome }) => outcome !== 'defended')).toEqual([])
    const answers = Map.groupBy(ends, ({ response }) => response)
    expect(['proof', 'stand-in', 'superseded']).toEqual(expect.arrayContaining([...answers.keys()]))
    expect(answers.get('proof')!.length).toBeGreaterThan(50)
    expect(p.events).toEqual({ defended: 100, slashed: 0 })
    expect(p.challengesOpen()).toBe(0)
    expect(p.stake(p.alice)).toBeGreaterThan(0n)
  })

  it('of one block are all answered, while others of that block are answered in between', {
    timeout: 120_000,
  }, async () => {
    // As many blocks as a machine with much else to do may make meanwhile.
    const challengeTimeout = 600
    const p = await startProvider({ challengeTimeout }, layout)
    for (const who of [p.alice, p.charlie]) p.provide(who)
    p.seal()
    p.store(0n, p.alice)
    p.store(1n, p.charlie)
    const held = await commitObjects(p.content, 0n, 'a', 'b', 'c')
    const scratch = await commitObjects(p.content, 1n, 'theirs')
    p.checkpoint(0n, held)
    p.checkpoint(1n, scratch, p.charlie)
    p.seal()
    const { told } = await p.startNode()
    const theirs = storageProvider('challenge_checkpoint', {
      bucket_id: 1n,
      provider: p.charlie.publicKey,
      leaf_index: 0n,
      chunk_index: 0n,
    })
    const calls = Array.from({ length: 60 }, (_, n) =>
      n % 6 === 0 ? theirs : p.challengeCheckpoint(0n, BigInt(n) % 3n),
    )
    p.submit(p.bob, p.batch(...calls))
    p.seal()
    const deadline = p.devnet.chain.best.number + challengeTimeout
    expect(p.challengesAt(deadline).size).toBe(60)
    // Charlie answers the first of his in each of the next blocks, below all that Alice answers at the time.
    for (let n = 0; n < 10; n += 1) {
      const index = Math.min(...places(p.challengesAt(deadline), 1n))
      const { leaf, peaks, leafProof } = await p.content.mmrProof(1n, scratch, 0n)
      const hash = (hex: string) => Buffer.from(hex.slice(2), 'hex')
      const mmr_proof = {
        peaks: peaks.map(hash),
        leaf: { data_root: hash(leaf.dataRoot), data_size: leaf.dataSize, total_size: leaf.totalSize },
        leaf_proof: { siblings: leafProof.siblings.map(hash), path: [...leafProof.path] },
      }
      const chunk_proof = { siblings: [], path: [] }
      const value = { chunk_data: Buffer.from('theirs'), mmr_proof, chunk_proof }
      const response = { type: 'Proof' as const, value }
      p.submit(p.charlie, storageProvider('respond_to_challenge', { challenge_id: { deadline, index }, response }))
      await p.blocksUntil(() => p.devnet.chain.pool.ready().length === 0, 'a block')
    }
    await p.blocksUntil(() => p.events.defended + p.events.slashed === 60, 'all answered', challengeTimeout)
    expect(p.events).toEqual({ defended: 60, slashed: 0 })
    const ended = () => told('storage.ChallengeEnded')
    // In a list, where those that are alike cannot be told apart, some answers meet others than they were meant for; an index that stays
    // is answered once.
    if (layout === 'map') {
      await p.blocksUntil(() => ended().length === 50, 'each known to be')
      expect(told('transactions.Settled')).toHaveLength(50)
    }
    expect(ended().filter(({ outcome }) => outcome !== 'defended')).toEqual([])
  })

  it('chunks as large as they may be are proved', { timeout: 60_000 }, async () => {
    const p = await startStored(layout, 'small')
    const size = 262_144
    const root = await putObject(p.content, 0n, Buffer.alloc(3 * size, 7), size)
    const commitment = await p.content.commit(0n, [root])
    p.checkpoint(0n, commitment)
    p.seal()
    const { told } = await p.startNode()
    p.submit(p.bob, p.batch(...[0n, 1n, 2n].map((chunk) => p.challengeCheckpoint(0n, 1n, chunk))))
    await p.blocksUntil(() => told('storage.ChallengeEnded').length === 3, 'all answered')
    expect(p.events).toEqual({ defended: 3, slashed: 0 })
  })

  it('a chunk that is missing: an alarm at once, no answer, and the stake is lost', { timeout: 60_000 }, async () => {
    const p = await startStored(layout, 'a', 'b')
    const lossy = {
      ...p.content,
      chunkProof: async () => {
        throw new StoreError('root_not_found', 'it is not here')
      },
    }
    const { told } = await p.startNode({}, lossy)
    p.submit(p.bob, p.challengeCheckpoint(0n, 1n))
    await p.blocksUntil(() => told('storage.ChallengeUndefended').length > 0, 'an alarm')
    const [alarm] = told('storage.ChallengeUndefended')
    expect(alarm).toMatchObject({ bucketId: 0n, leafIndex: 1n, reason: 'data-lost', detail: 'it is not here' })
    expect(alarm!['blocksLeft']).toBeGreaterThan(30)
    await p.blocksUntil(() => told('storage.ChallengeEnded').length > 0, 'an end')
    expect(told('storage.ChallengeEnded')).toMatchObject([{ outcome: 'slashed', response: null, blocksTaken: null }])
    expect(told('storage.ChallengeUndefended')).toHaveLength(1)
    expect(told('transactions.Settled')).toEqual([])
    expect(p.stake(p.alice)).toBe(0n)
    expect(told('duty.Changed').at(-1)).toMatchObject({ kind: 'challenge', state: 'missed' })
  })

  it('data that an admin has let go is defended by the receipt', { timeout: 60_000 }, async () => {
    const p = await startStored(layout, 'a', 'b', 'c')
    // The chain looks the admin's key up among providers.
    p.provide(p.bob)
    p.seal()
    const next = await letGoBefore(p, 2n)
    const [range] = await p.content.prunedRanges(0n)
    await p.content.erase(range!)
    p.checkpoint(0n, next)
    const { told } = await p.startNode()
    p.submit(p.bob, p.batch(p.challengeOffchain(0n, p.first, 0n), p.challengeOffchain(0n, p.first, 1n)))
    await p.blocksUntil(() => told('storage.ChallengeEnded').length === 2, 'all answered')
    expect(told('storage.ChallengeEnded')).toMatchObject(Array(2).fill({ outcome: 'defended', response: 'deleted' }))
  })

  it('a replica is challenged on the root of its last sync, recorded as if it began with 0', {
    timeout: 60_000,
  }, async () => {
    const p = await startProvider({}, layout)
    for (const who of [p.alice, p.charlie]) p.provide(who)
    p.seal()
    p.store(0n, p.charlie)
    const replica_params = { sync_balance: 0n, min_sync_interval: 1 }
    const terms = { bucket_id: 0n, provider: p.alice.publicKey, max_bytes: 1_000n, duration: 10_000, max_payment: 0n }
    p.submit(p.bob, storageProvider('request_agreement', { ...terms, replica_params }))
    p.seal()
    p.submit(p.alice, storageProvider('accept_agreement', { bucket_id: 0n }))
    await commitObjects(p.content, 0n, 'gone', 'one', 'two', 'three')
    const commitment = await p.content.prune(0n, 1n, null)
    p.checkpoint(0n, commitment, p.charlie)
    p.seal()
    const root = Buffer.from(commitment.mmrRoot.slice(2), 'hex')
    const roots = [root, ...Array<undefined>(6).fill(undefined)]
    const signature = { type: 'Sr25519' as const, value: new Uint8Array(64) }
    p.submit(p.alice, storageProvider('confirm_replica_sync', { bucket_id: 0n, roots, signature }))
    p.seal()
    const { told } = await p.startNode()
    const challenge = (leaf_index: bigint, chunk_index: bigint) =>
      storageProvider('challenge_replica', { bucket_id: 0n, provider: p.alice.publicKey, leaf_index, chunk_index })
    // The last two are about places that never were.
    const challenges = [challenge(0n, 0n), challenge(2n, 0n), challenge(2n, 9n), challenge(77n, 5n)]
    p.submit(p.bob, p.batch(...challenges))
    await p.blocksUntil(() => told('storage.ChallengeEnded').length === challenges.length, 'all answered')
    expect(p.events).toEqual({ defended: challenges.length, slashed: 0 })
    const answers = told('storage.ChallengeEnded').map(({ response }) => response)
    expect(answers.toSorted()).toEqual(['proof', 'proof', 'stand-in', 'stand-in'])
  })

  it('about places that never were are defended by the last resort, and nothing is slashed', {
    timeout: 60_000,
  }, async () => {
    const p = await startStored(layout, 'a', 'b', 'an object of more than one chunk')
    const { told } = await p.startNode()
    // What was signed away from the chain can be challenged at any leaf; what is under the snapshot at any chunk.
    const challenges = [
      p.challengeOffchain(0n, p.first, 3n),
      p.challengeOffchain(0n, p.first, 2n ** 60n, 2n ** 64n - 1n),
      p.challengeCheckpoint(0n, 0n, 1n),
      p.challengeCheckpoint(0n, 2n, 9n),
    ]
    p.submit(p.bob, p.batch(...challenges))
    await p.blocksUntil(() => told('storage.ChallengeEnded').length === challenges.length, 'all answered')
    expect(told('storage.ChallengeEnded').map(({ outcome, response }) => [outcome, response])).toEqual(
      Array(challenges.length).fill(['defended', 'stand-in']),
    )
    expect(p.events).toEqual({ defended: challenges.length, slashed: 0 })
    expect(p.stake(p.alice)).toBeGreaterThan(0n)
  })

  it('those that are open when the node starts anew are answered', { timeout: 60_000 }, async () => {
    const p = await startStored(layout, 'a', 'b')
    const mute = await p.startNode({ challenge: { enabled: false } })
    p.submit(
      p.bob,
      p.batch(p.challengeCheckpoint(0n, 0n), p.challengeCheckpoint(0n, 0n), p.challengeCheckpoint(0n, 1n)),
    )
    await p.blocksUntil(() => p.challengesOpen() === 3, 'challenges')
    await mute.system.stop('restart')
    const { told } = await p.startNode()
    await p.blocksUntil(() => told('storage.ChallengeEnded').length === 3, 'all answered')
    expect(p.events).toEqual({ defended: 3, slashed: 0 })
  })
})

describe('a runtime that comes to keep challenges in a map', () => {
  /** Of one block, with one of another provider before each of Alice's. */
  async function startChallenged() {
    const p = await startProvider({ challengeTimeout: 50 })
    for (const who of [p.alice, p.charlie]) p.provide(who)
    p.seal()
    p.store(0n, p.alice)
    p.store(1n, p.charlie)
    p.checkpoint(0n, await commitObjects(p.content, 0n, 'a', 'b', 'c'))
    p.checkpoint(1n, await commitObjects(p.content, 1n, 'theirs'), p.charlie)
    p.seal()
    const theirs = storageProvider('challenge_checkpoint', {
      bucket_id: 1n,
      provider: p.charlie.publicKey,
      leaf_index: 0n,
      chunk_index: 0n,
    })
    return {
      ...p,
      /** The next block has so many of each. @returns their deadline */
      challenge(count: number) {
        const calls = Array.from({ length: count }, (_, n) => [theirs, p.challengeCheckpoint(0n, BigInt(n) % 3n)])
        p.submit(p.bob, p.batch(...calls.flat()))
        return p.devnet.chain.best.number + 51
      },
    }
  }
  const openOf = (p: Awaited<ReturnType<typeof startProvider>>, deadline: number, bucketId = 0n) =>
    places(p.challengesAt(deadline), bucketId).length

  it('has those answered that were open, whatever was under way, and those that came after', {
    timeout: 120_000,
  }, async () => {
    const p = await startChallenged()
    const { told } = await p.startNode()
    const before = p.challenge(20)
    await p.blocksUntil(() => told('duty.Changed').some(({ state }) => state === 'running'), 'answers are under way')
    // Those that wait are signed for the runtime of before.
    p.upgrade([])
    p.seal()
    const after = p.challenge(10)
    p.seal()
    expect([openOf(p, before), openOf(p, after)]).toEqual([20, 10])
    await p.blocksUntil(() => openOf(p, before) + openOf(p, after) === 0, 'all answered', 20)
    expect([openOf(p, before, 1n), openOf(p, after, 1n)]).toEqual([20, 10])
    const ends = () => told('storage.ChallengeEnded').map(({ key, outcome }) => `${key}: ${outcome}`)
    await p.blocksUntil(() => ends().filter((end) => end.endsWith('defended')).length === 30, 'all known', 20)
    // Nothing that was known by its place in a list is mistaken for lost.
    expect(ends().filter((end) => end.endsWith('slashed'))).toEqual([])
    expect(told('storage.ChallengeUndefended')).toEqual([])
  })

  it('has those answered that came in the block which brings it, whose state is still in the form of before', {
    timeout: 120_000,
  }, async () => {
    const p = await startChallenged()
    // By events alone.
    const { system, told } = await p.startNode({
      challenge: { config: { scanEvery: 0, backoff: { min: 5, max: 200 } } },
    })
    await p.blocksUntil(() => told('chain.ResyncDone').some(({ consumer }) => consumer === 'challenge'), 'all is read')
    const deadline = p.challenge(10)
    p.upgrade()
    const { hash } = p.devnet.chain.best
    await p.blocksUntil(() => told('chain.RuntimeUpgraded').length > 0, 'the node knows of it', 5)
    const item = { pallet: 'StorageProvider', item: 'Challenges' }
    const keys = [await system.ask(DescribeItem, { ...item, at: hash }), await system.ask(DescribeItem, item)]
    expect(keys).toEqual([1, 2].map((keys) => ({ ok: true, value: { keys } })))
    expect(await system.ask(ReadEntries, { ...item, keys: [], at: hash })).toMatchObject({
      value: [{ keys: [deadline], value: { length: 20 } }],
    })
    await p.blocksUntil(() => openOf(p, deadline) === 0, 'all answered', 20)
    expect(openOf(p, deadline, 1n)).toBe(10)
  })

  it('has those answered that a node finds when it starts in the block which brings it', {
    timeout: 60_000,
  }, async () => {
    const p = await startChallenged()
    const deadline = p.challenge(5)
    p.seal()
    p.upgrade()
    p.seal()
    expect(p.devnet.chain.finalized.number).toBe(p.devnet.chain.best.number - 1)
    const { told } = await p.startNode()
    await p.blocksUntil(() => openOf(p, deadline) === 0, 'all answered', 20)
    await p.blocksUntil(() => told('storage.ChallengeEnded').some(({ outcome }) => outcome === 'defended'), 'it knows')
    expect(openOf(p, deadline, 1n)).toBe(5)
  })
})
