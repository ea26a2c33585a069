import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { accountsReady, devAccount } from '../../../src/devnet/accounts.ts'
import { type ProofOutcome, prove } from '../../../src/storage/challenge/prove.ts'
import { type ChallengeResponse, respondCall } from '../../../src/storage/challenge/response.ts'
import { verify } from '../../../src/storage/challenge/verify.ts'
import { commitmentPayload } from '../../../src/storage/commitment/payloads.ts'
import { createContentStore } from '../../../src/storage/store/content-store.ts'
import { StoreError } from '../../../src/storage/store/errors.ts'
import { ZERO } from '../../../src/storage/store/hashing.ts'
import type { Commitment, ContentStore, DeletionReceipt } from '../../../src/storage/store/types.ts'
import { hashOf, THEM, US } from '../stage.ts'
import { commitObjects } from '../store/stage.ts'
import { failed, isTaken, type Options, type Stored, startChallenges } from './stage.ts'

beforeAll(accountsReady)

const admin = devAccount('Bob')
const ADMIN = `0x${admin.hex}`

/** A bucket's row as a reader gives it. */
const row = (snapshot: Commitment | null, admins: readonly string[] = [ADMIN]) => ({
  members: admins.map((account) => ({ account, role: 'Admin' })),
  frozenStartSeq: null,
  minProviders: 1,
  primaryProviders: [US],
  snapshot: snapshot && { ...snapshot, checkpointBlock: 1, primarySigners: '0x01' },
  historicalRoots: [],
})

/** Bucket 1 with four objects, the first two of which the admin has let go; they are erased. */
async function startPruned({
  isKnown = true,
  signed,
  ...options
}: Options & { isKnown?: boolean; signed?: object } = {}) {
  const s = await startChallenges(options)
  const first = await s.commit(1n, 'a', 'b')
  const all = await s.commit(1n, 'c', 'd')
  const scratch = createContentStore(':memory:', () => 0)
  await commitObjects(scratch, 1n, 'a', 'b', 'c', 'd')
  const commitment = await scratch.prune(1n, 2n, null)
  await scratch.close()
  const statement = commitmentPayload(1n, { ...commitment, leafCount: 0n, ...signed })
  const signature = `0x01${Buffer.from(admin.sign(statement)).toString('hex')}`
  const receipt: DeletionReceipt = { commitment, admin: ADMIN, signature }
  await s.store.prune(1n, 2n, receipt)
  const [range] = await s.store.prunedRanges(1n)
  await s.store.erase(range!)
  s.state.set('Buckets/1', row(commitment))
  if (isKnown) s.state.set(`Providers/${ADMIN}`, { multiaddr: '0x', publicKey: ADMIN })
  await s.block({ marked: true })
  return { ...s, first, all, commitment, receipt }
}

const kinds = (s: { submissions: ReadonlyArray<{ call: { args: readonly unknown[] } }> }) =>
  s.submissions.map(({ call }) => Object.keys(call.args[1] as object)[0])

/** What is answered by what was found. */
function answerOf(found: ProofOutcome): ChallengeResponse {
  if (found.kind === 'proof') return found
  if (found.standIn === null) throw new Error(found.detail)
  return { kind: 'stand-in', shown: found.standIn }
}

describe('what an admin has let go', () => {
  it('is answered by the receipt, as the chain takes it', async () => {
    const s = await startPruned()
    s.created(s.put({ mmrRoot: s.first.mmrRoot, leafIndex: 1n }))
    await s.blocks(6)
    expect(s.submissions.map(({ call }) => call.args[1])).toEqual([
      {
        Deleted: {
          newMmrRoot: s.commitment.mmrRoot,
          newStartSeq: 2n,
          admin: ADMIN,
          adminSignature: s.receipt.signature,
        },
      },
    ])
    expect(s.ended()).toEqual([['defended', 'deleted']])
  })

  it.each([
    ['the admin is no provider, so that the chain has no key of theirs', { isKnown: false }],
    ['the signature is under something else', { signed: { startSeq: 1n } }],
  ])('is not answered by a receipt of no use: %s', async (_, options) => {
    const s = await startPruned({ ...options, config: { superseded: 'never' } })
    s.created(s.put({ mmrRoot: s.first.mmrRoot }))
    await s.blocks(6)
    expect(s.submissions).toEqual([])
    expect(s.undefended()).toMatchObject([{ reason: 'refused', detail: 'not taken: deleted' }])
  })

  it('is not answered by a receipt of who is no admin any more', async () => {
    const s = await startPruned({ config: { superseded: 'never' } })
    s.state.set('Buckets/1', row(s.commitment, [THEM]))
    s.created(s.put({ mmrRoot: s.first.mmrRoot }))
    await s.blocks(6)
    expect(s.submissions).toEqual([])
    expect(s.undefended()).toHaveLength(1)
  })

  it('is otherwise answered as superseded, in the last resort', async () => {
    const s = await startPruned({ isKnown: false })
    s.created(s.put({ mmrRoot: s.first.mmrRoot }))
    await s.blocks(6)
    expect(kinds(s)).toEqual(['Superseded'])
    expect(s.ended()).toEqual([['defended', 'superseded']])
  })

  it('in part is proved where it is still held', async () => {
    const s = await startPruned()
    s.created(s.put({ mmrRoot: s.commitment.mmrRoot, startSeq: 2n, leafIndex: 1n }))
    await s.blocks(6)
    expect(kinds(s)).toEqual(['Proof'])
  })
})

describe('superseded', () => {
  it('is never said of the bucket’s own root, of data that is lost, or when this node does not hold what came after', async () => {
    const lost = async (): Promise<never> => {
      throw new StoreError('root_not_found', 'lost')
    }
    const s = await startChallenges()
    const first = await s.commit(1n, 'a')
    const second = await s.commit(1n, 'b')
    await s.block({ marked: true })
    // Of a root that is not the bucket's any more, but whose leaf still is.
    Object.assign(s.store, { chunkProof: lost })
    s.state.set('Buckets/1', row(second))
    s.created(s.put({ mmrRoot: first.mmrRoot }))
    // Unknown, while the snapshot is unknown too.
    s.state.set('Buckets/2', row({ ...second, mmrRoot: hashOf(3) }))
    s.created(s.put({ bucketId: 2n, mmrRoot: hashOf(4) }))
    s.created(s.put({ bucketId: 2n, mmrRoot: hashOf(3) }))
    await s.blocks(6)
    expect(s.submissions).toEqual([])
    expect(s.undefended().map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['data-lost', 'commitment-unknown', 'commitment-unknown']),
    )
  })

  it('is said of what a replica has replaced, and of a root without leaves', async () => {
    const s = await startChallenges()
    const now = await s.commit(1n, 'a')
    await s.block({ marked: true })
    s.state.set('Buckets/1', row(now))
    s.created(s.put({ mmrRoot: hashOf(5) }))
    s.created(s.put({ mmrRoot: ZERO }))
    await s.blocks(6)
    expect(kinds(s)).toEqual(['Superseded', 'Superseded'])
  })

  it('is not said where the chain would not take it', async () => {
    const s = await startChallenges()
    const now = await s.commit(1n, 'a')
    await s.block({ marked: true })
    s.state.set('Buckets/1', row(now))
    s.created(s.put({ mmrRoot: hashOf(5), leafIndex: 1n }))
    await s.blocks(6)
    expect(s.submissions).toEqual([])
    const m = await startPruned({ layout: 'map', isKnown: false })
    m.created(m.put({ mmrRoot: m.first.mmrRoot }))
    await m.blocks(6)
    expect(m.submissions).toEqual([])
  })
})

describe.each(['list', 'map'] as const)('a place that never was, challenges kept in a %s', (layout) => {
  const places = [{ leafIndex: 7n }, { chunkIndex: 9n }]

  async function startMoved(config: Record<string, unknown> = {}) {
    const s = await startChallenges({ layout, config })
    const first = await s.commit(1n, 'abc', 'def')
    const now = await s.commit(1n, ...Array.from({ length: 8 }, (_, n) => `object ${n}`))
    await s.block({ marked: true })
    return { ...s, first, now }
  }

  it('is answered by what is under the root, as a last resort, and said so', async () => {
    const s = await startMoved()
    s.state.set('Buckets/1', row(s.now))
    for (const place of [{ leafIndex: 70n }, { chunkIndex: 9n }]) s.created(s.put({ mmrRoot: s.now.mmrRoot, ...place }))
    await s.blocks(6)
    expect(kinds(s)).toEqual(['Proof', 'Proof'])
    expect(s.ended()).toEqual(Array(2).fill(['defended', 'stand-in']))
    expect(s.undefended()).toEqual([])
    const said = s.told('duty.Changed').flatMap(({ state, detail }) => (state === 'running' ? [detail] : []))
    expect(said.toSorted()).toEqual([
      expect.stringMatching(/^stand-in, as a last resort: .* \(chunk 9 of leaf 0 never was\)$/),
      expect.stringMatching(/^stand-in, as a last resort: .* \(leaf 70 of 10 never was\)$/),
    ])
  })

  it('is answered as superseded where it was, before anything is shown in its stead', async () => {
    const s = await startMoved()
    s.state.set('Buckets/1', row(s.now))
    for (const place of places) s.created(s.put({ mmrRoot: s.first.mmrRoot, ...place }))
    await s.blocks(6)
    expect(kinds(s)).toEqual(['Superseded', 'Superseded'])
  })

  it('is not answered by what an operator does not want, or where there is nothing to show: the alarm is at once', async () => {
    const s = await startMoved({ superseded: 'never', standIn: 'never' })
    s.state.set('Buckets/1', row(s.now))
    for (const place of places) s.created(s.put({ mmrRoot: s.first.mmrRoot, ...place }))
    s.created(s.put({ mmrRoot: ZERO }))
    const head = s.head
    await s.blocks(6)
    expect(s.submissions).toEqual([])
    expect(s.undefended().map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['no-such-place', 'no-such-place']),
    )
    for (const { deadline, blocksLeft } of s.undefended())
      expect(Number(deadline) - Number(blocksLeft)).toBeLessThanOrEqual(head + 1)
    const said = s.told('duty.Changed').map(({ detail }) => detail)
    expect(said).toContainEqual(
      expect.stringMatching(/^no answer: no-such-place: .*nothing may or can be shown.*leaf 7 of 2 never was/),
    )
  })

  it('that the chain does not take either is said to the operator', async () => {
    const s = await startMoved()
    s.land(() => failed('InvalidChallengeProof'))
    s.created(s.put({ mmrRoot: s.now.mmrRoot, leafIndex: 70n }))
    await s.blocks(3)
    expect(s.undefended()).toMatchObject([{ reason: 'refused', detail: 'not taken: stand-in' }])
  })
})

describe('a handler of an operator’s own', () => {
  it('chooses, and what does not hold is still not submitted', async () => {
    const s = await startChallenges()
    const { mmrRoot } = await s.commit(1n, 'a')
    s.system.handlers.override('challenge', 'challenge.choose', async () => ({ answer: 'superseded' }), {
      origin: 'mine',
    })
    await s.block({ marked: true })
    s.created(s.put({ mmrRoot }))
    await s.blocks(6)
    expect(s.submissions).toEqual([])
    expect(s.undefended()).toMatchObject([{ reason: 'refused', detail: 'not taken: superseded' }])
  })
})

describe('a proof', () => {
  const leafOf = (texts: readonly string[]) => texts.map((text, n) => `${text}#${n}`)

  it('of any leaf of any history is taken for the commitment of its time, wherever the bucket is by then', async () => {
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ add: fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 4 }) }),
      },
      { weight: 1, arbitrary: fc.record({ prune: fc.nat(3) }) },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        fc.nat(),
        async (steps, which, chunk) => {
          const store = createContentStore(':memory:', () => 0)
          const past: Commitment[] = []
          for (const each of steps) {
            const now = await store.bucket(1n)
            if ('add' in each) past.push(await commitObjects(store, 1n, ...leafOf(each.add)))
            else if (now !== null && now.leafCount > BigInt(each.prune))
              past.push(await store.prune(1n, now.startSeq + BigInt(each.prune), null))
          }
          for (const { mmrRoot, startSeq, leafCount } of past) {
            const leafIndex = BigInt(which) % leafCount
            const challenge: Stored = {
              bucketId: 1n,
              provider: US,
              challenger: THEM,
              mmrRoot,
              startSeq,
              leafIndex,
              chunkIndex: BigInt(chunk % 8),
            }
            const proof = await prove(store, challenge)
            const answer = answerOf(proof)
            expect(answer.kind).toBe(proof.kind === 'proof' ? 'proof' : 'stand-in')
            expect(verify(answer, { challenge, layout: 'map', evidence: null })).toEqual({ holds: true })
            const [, response] = respondCall({ deadline: 1, index: 0 }, answer).args as [unknown, { Proof: never }]
            expect(isTaken(challenge, response.Proof)).toBe(true)
            // And for nothing else.
            for (const other of past.filter((each) => each.mmrRoot !== mmrRoot))
              expect(isTaken({ ...challenge, mmrRoot: other.mmrRoot }, response.Proof)).toBe(false)
            const exact = await prove(store, { ...challenge, chunkIndex: 0n })
            expect(exact).toMatchObject({ kind: 'proof', commitment: { startSeq } })
          }
          await store.close()
        },
      ),
      { numRuns: 60 },
    )
  })

  it('of a place that never was there is none, but what the chain takes for it', async () => {
    const store = createContentStore(':memory:', () => 0)
    const { mmrRoot } = await commitObjects(store, 1n, 'one chunk', 'three chunks of eight')
    for (const leafIndex of [0n, 1n, 2n, 1_000n])
      for (const chunkIndex of [3n, 7n, 2n ** 63n, 2n ** 64n - 1n]) {
        const challenge = { bucketId: 1n, provider: US, challenger: THEM, mmrRoot, startSeq: 0n, leafIndex, chunkIndex }
        const found = await prove(store, challenge)
        expect(found).toMatchObject({ kind: 'missing', reason: 'no-such-place' })
        const answer = answerOf(found)
        const [, response] = respondCall({ deadline: 1, index: 0 }, answer).args as [unknown, { Proof: never }]
        expect(isTaken(challenge, response.Proof)).toBe(true)
        expect(verify(answer, { challenge, layout: 'map', evidence: null })).toEqual({ holds: true })
      }
    await store.close()
  })

  it('of a leaf that never was is stood in for by any leaf whose data is here; of a lost leaf by none', async () => {
    const inner = createContentStore(':memory:', () => 0)
    const { mmrRoot } = await commitObjects(inner, 1n, 'here', 'lost')
    const [, lost] = await inner.leaves(1n, 0n, 2n)
    const store: ContentStore = {
      ...inner,
      chunkProof: async (root, index) => {
        if (root === lost!.dataRoot) throw new StoreError('root_not_found', 'it is not here')
        return inner.chunkProof(root, index)
      },
    }
    const challenge = { bucketId: 1n, provider: US, challenger: THEM, mmrRoot, startSeq: 0n, chunkIndex: 0n }
    expect(await prove(store, { ...challenge, leafIndex: 2n })).toMatchObject({
      reason: 'no-such-place',
      standIn: { chunkProof: { chunk: expect.toSatisfy((chunk: Uint8Array) => `${Buffer.from(chunk)}` === 'here') } },
    })
    for (const chunkIndex of [0n, 9n])
      expect(await prove(store, { ...challenge, leafIndex: 1n, chunkIndex })).toMatchObject({
        reason: 'data-lost',
        standIn: null,
      })
    await inner.close()
  })

  it('is looked for by the root, when the sequence number is another', async () => {
    const store = createContentStore(':memory:', () => 0)
    await commitObjects(store, 1n, 'a', 'b', 'c')
    const { mmrRoot } = await store.prune(1n, 1n, null)
    const challenge = {
      bucketId: 1n,
      provider: US,
      challenger: THEM,
      mmrRoot,
      startSeq: 0n,
      leafIndex: 1n,
      chunkIndex: 0n,
    }
    expect(await prove(store, challenge)).toMatchObject({
      kind: 'proof',
      commitment: { startSeq: 1n, leafCount: 2n },
      chunkProof: { chunk: expect.toSatisfy((chunk: Uint8Array) => Buffer.from(chunk).toString() === 'c') },
    })
    await store.close()
  })

  it('that the store cannot give now is asked for again; nothing is concluded from that', async () => {
    let isBusy = true
    const inner = createContentStore(':memory:', () => 0)
    const store: ContentStore = {
      ...inner,
      mmrProof: (...args) => (isBusy ? Promise.reject(new Error('database is locked')) : inner.mmrProof(...args)),
    }
    const s = await startChallenges({ store })
    const { mmrRoot } = await s.commit(1n, 'a')
    await s.block({ marked: true })
    s.created(s.put({ mmrRoot }))
    await s.blocks(6)
    expect(s.undefended()).toEqual([])
    isBusy = false
    await s.blocks(8)
    expect(s.ended()).toEqual([['defended', 'proof']])
    await inner.close()
  })

  it('that does not hold is never submitted', async () => {
    const inner = createContentStore(':memory:', () => 0)
    const store: ContentStore = {
      ...inner,
      chunkProof: async (...args) => ({ ...(await inner.chunkProof(...args)), chunk: Buffer.from('other') }),
    }
    const s = await startChallenges({ store })
    const { mmrRoot } = await s.commit(1n, 'a')
    await s.block({ marked: true })
    s.created(s.put({ mmrRoot }))
    await s.blocks(6)
    expect(s.submissions).toEqual([])
    expect(s.undefended()).toMatchObject([{ reason: 'refused' }])
    await inner.close()
  })
})
