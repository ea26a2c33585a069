import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildTree, chunksOf } from '../../../src/storage/store/chunk-tree.ts'
import { hashOf, ZERO } from '../../../src/storage/store/hashing.ts'
import type { Commitment, ContentStore, MmrLeaf } from '../../../src/storage/store/types.ts'
import { isChunkOf, isLeafAt } from '../../../src/storage/store/verify.ts'
import { useFolder } from '../../folder.ts'
import { CHUNK, commitObjects, contentOf, putObject, useStores } from './stage.ts'

const folder = useFolder()
const stores = useStores(folder)
const refused = (code: string) => expect.objectContaining({ name: 'StoreError', code })

describe('an object', () => {
  it('is read back as it was, whole and in part, each chunk with a proof', async () => {
    const store = await stores.open()
    const text = 'what is stored here is more than one chunk'
    const { roots } = await commitObjects(store, 1n, text)
    expect(await contentOf(store, roots[0]!)).toBe(text)
    expect(await contentOf(store, roots[0]!, 17n, 3n)).toBe(text.slice(16, 24))
    expect(await contentOf(store, roots[0]!, BigInt(text.length), 5n)).toBe('')
    expect(await store.objectSize(roots[0]!)).toBe(BigInt(text.length))
    for await (const { index, chunk, proof } of store.read(roots[0]!, 0n, 100n))
      expect(isChunkOf(roots[0]!, chunk, index, proof)).toBe(true)
    const last = await store.chunkProof(roots[0]!, 5n)
    expect(isChunkOf(roots[0]!, last.chunk, 5n, last.proof)).toBe(true)
    await expect(store.chunkProof(roots[0]!, 6n)).rejects.toEqual(refused('not_found'))
    await expect(contentOf(store, roots[0]!, 1_000n)).rejects.toEqual(refused('not_found'))
  })

  it('may be empty, and may have chunks of any sizes', async () => {
    const store = await stores.open()
    const empty = await putObject(store, 1n, Buffer.alloc(0))
    const { root, nodes } = buildTree(['a', 'bcd', 'ef', 'ghijk', 'l'].map((text) => Buffer.from(text)))
    for (const node of nodes) await store.putNode(1n, node)
    expect(await store.commit(1n, [empty, root])).toMatchObject({ leafIndices: [0n, 1n], leafCount: 2n })
    expect(await contentOf(store, empty)).toBe('')
    expect(await contentOf(store, root)).toBe('abcdefghijkl')
    expect(await contentOf(store, root, 6n, 1n)).toBe('ghijk')
    expect(await store.leaves(1n, 0n, 9n)).toMatchObject([
      { dataSize: 0n, totalSize: 0n },
      { dataSize: 12n, totalSize: 12n },
    ])
  })

  it('whose chunk looks like a node is still what it is', async () => {
    const store = await stores.open()
    // Two chunks of 64 bytes, one of which has the bytes of the node above two others, and one those of a node above nothing.
    const pair = buildTree(chunksOf(Buffer.from('0123456789abcdef'), CHUNK))
    for (const node of pair.nodes) await store.putNode(1n, node)
    const data = Buffer.concat([pair.nodes.at(-1)!.data, Buffer.alloc(64), Buffer.from('end')])
    const filled = buildTree(chunksOf(Buffer.from('five chunks are filled up to eight...'), CHUNK))
    for (const node of filled.nodes) await store.putNode(1n, node)
    const root = await putObject(store, 1n, data, 64)
    await store.commit(1n, [pair.root, root, filled.root])
    expect(await store.objectSize(root)).toBe(131n)
    expect(await store.objectSize(pair.root)).toBe(16n)
    expect(Buffer.from(await contentOf(store, pair.root)).toString()).toBe('0123456789abcdef')
  })

  it('is refused when it is not what it says, and nothing of it is kept', async () => {
    const store = await stores.open()
    const data = Buffer.from('data')
    const hash = hashOf(data)
    const put = (node: object) => store.putNode(1n, { hash, data, children: [], ...node })
    await expect(put({ hash: ZERO })).rejects.toEqual(refused('invalid_hash'))
    await expect(put({ children: [hash] })).rejects.toEqual(refused('invalid_node'))
    await expect(put({ children: [hash, hash] })).rejects.toEqual(refused('invalid_node'))
    const big = Buffer.alloc(262_145)
    await expect(put({ data: big, hash: hashOf(big) })).rejects.toEqual(refused('invalid_node'))
    const { nodes, root } = buildTree(chunksOf(Buffer.from('more than one'), CHUNK))
    await expect(store.putNode(1n, nodes.at(-1)!)).rejects.toEqual(refused('children_missing'))
    await expect(store.commit(1n, [root])).rejects.toEqual(refused('root_not_found'))
    expect(await store.node(hash)).toBeNull()
    expect(await store.missing(1n, [hash])).toEqual([hash])
    expect(await store.bucket(1n)).toBeNull()
  })

  it('that has changed on disk is not given out', async () => {
    const store = await stores.open()
    const { roots } = await commitObjects(store, 1n, 'one', 'a text of more chunks than one')
    await store.close()
    stores.damage(roots[0]!)
    const again = await stores.open()
    await expect(contentOf(again, roots[0]!)).rejects.toEqual(refused('corrupt'))
    expect(await contentOf(again, roots[1]!)).toBe('a text of more chunks than one')
  })

  it('that has changed on disk is as it was once the same bytes are put again, by whichever bucket', async () => {
    const store = await stores.open()
    const text = 'a text of more chunks than one'
    const { nodes, root } = buildTree(chunksOf(Buffer.from(text), CHUNK))
    const { mmrRoot, leafCount } = await commitObjects(store, 1n, text)
    const [chunk, inner] = [nodes[1]!, nodes.at(-2)!]
    for (const each of [chunk, inner]) stores.damage(each.hash)
    await expect(contentOf(store, root)).rejects.toEqual(refused('corrupt'))
    expect(await store.putNode(1n, inner)).toBe('present')
    await expect(contentOf(store, root)).rejects.toEqual(refused('corrupt'))
    expect(await store.putNode(2n, chunk)).toBe('stored')
    expect(await contentOf(store, root)).toBe(text)
    expect(await store.bucket(1n)).toMatchObject({ mmrRoot, leafCount, bytesStored: 30n + 3n * 64n })
    await store.close()
    expect(await contentOf(await stores.open(), root)).toBe(text)
  })

  it('that was found to have changed on disk is said to be missing until it is put again', async () => {
    const store = await stores.open()
    const { roots } = await commitObjects(store, 1n, 'one', 'a text of more chunks than one')
    const [small, large] = roots as [string, string]
    stores.damage(small)
    const { chunkHash } = await store.chunkProof(large, 2n)
    stores.damage(chunkHash)
    for (const root of roots) await expect(contentOf(store, root)).rejects.toEqual(refused('corrupt'))
    expect(await store.missing(1n, [small, large, chunkHash])).toEqual([small, large, chunkHash])
    // What is left of it may be all that somebody is challenged for.
    expect(await store.chunkProof(large, 1n)).toMatchObject({ chunk: new Uint8Array(Buffer.from('f more c')) })
    expect(await store.objectSize(large)).toBe(30n)
    await commitObjects(store, 1n, 'one', 'a text of more chunks than one')
    expect(await store.missing(1n, [small, large, chunkHash])).toEqual([])
  })
})

describe('a bucket', () => {
  it('has all of a commit, or nothing', async () => {
    const store = await stores.open()
    const { mmrRoot } = await commitObjects(store, 1n, 'one')
    const root = await putObject(store, 1n, Buffer.from('two'))
    await expect(store.commit(1n, [root, hashOf(Buffer.from('nowhere'))])).rejects.toEqual(refused('root_not_found'))
    expect(await store.bucket(1n)).toMatchObject({ mmrRoot, leafCount: 1n })
  })

  it('counts what it refers to once, and no more than it may', async () => {
    const store = await stores.open()
    await store.setQuota(1n, 20n)
    await commitObjects(store, 1n, 'eight by', 'eight by')
    expect(await store.bucket(1n)).toMatchObject({ bytesStored: 8n, nodeCount: 1n, quota: 20n, leafCount: 2n })
    await expect(putObject(store, 1n, Buffer.from('thirteen byte'), 16)).rejects.toEqual(refused('quota_exceeded'))
    expect(await store.bucket(1n)).toMatchObject({ bytesStored: 8n, nodeCount: 1n })
    // Another bucket has limits of its own, though the bytes are on disk once.
    await commitObjects(store, 2n, 'eight by')
    expect(await store.bucket(2n)).toMatchObject({ bytesStored: 8n, quota: null })
    await store.setQuota(1n, null)
    await putObject(store, 1n, Buffer.from('thirteen byte'), 16)
  })

  it('says what it could not commit', async () => {
    const store = await stores.open()
    const root = await putObject(store, 1n, Buffer.from('here'))
    const elsewhere = await putObject(store, 2n, Buffer.from('there'))
    expect(await store.missing(1n, [root, elsewhere, ZERO])).toEqual([elsewhere, ZERO])
  })

  it('lets go of what was put and never committed, and of nothing else', async () => {
    const store = await stores.open()
    const { roots } = await commitObjects(store, 1n, 'kept')
    const lost = await putObject(store, 1n, Buffer.from('forgotten'))
    expect(await store.sweep(1_000)).toBe(0n)
    stores.pass(1_001)
    expect(await store.sweep(1_000)).toBe(9n + 64n)
    expect(await store.node(lost)).toBeNull()
    expect(await contentOf(store, roots[0]!)).toBe('kept')
    expect(await store.bucket(1n)).toMatchObject({ bytesStored: 4n })
  })

  it('prunes, keeps the data until it is erased, and the receipt for longer', async () => {
    const store = await stores.open()
    const before = await commitObjects(store, 1n, 'one', 'two', 'three')
    await expect(store.prune(1n, 4n, null)).rejects.toEqual(refused('not_found'))
    const wrong = { commitment: before, admin: '0x01', signature: '0x02' }
    await expect(store.prune(1n, 2n, wrong)).rejects.toEqual(refused('invalid_hash'))
    const next = await store.prune(1n, 2n, null)
    expect(next).toMatchObject({ startSeq: 2n, leafCount: 1n })
    const after = await store.prune(1n, 3n, null)
    expect(after).toMatchObject({ mmrRoot: ZERO, startSeq: 3n, leafCount: 0n })
    const ranges = await store.prunedRanges(1n)
    expect(ranges).toMatchObject([
      { fromSeq: 0n, toSeq: 2n, receipt: null },
      { fromSeq: 2n, toSeq: 3n, receipt: null },
    ])
    expect((await store.mmrProof(1n, before, 1n)).leaf.dataRoot).toBe(before.roots[1])
    await store.erase(ranges[0]!)
    await expect(store.erase(ranges[0]!)).rejects.toEqual(refused('not_found'))
    await expect(store.mmrProof(1n, before, 2n)).rejects.toEqual(refused('commitment_unknown'))
    expect((await store.mmrProof(1n, next, 0n)).leaf.dataRoot).toBe(before.roots[2])
    stores.pass(10)
    expect(await store.sweep(1)).toBe(6n)
    expect(await store.node(before.roots[0]!)).toBeNull()
    expect(await contentOf(store, before.roots[2]!)).toBe('three')
  })

  it('has a receipt for what an admin let it delete, when the data and the bucket are long gone', async () => {
    const store = await stores.open()
    await commitObjects(store, 1n, 'one', 'two')
    const probe = await stores.open('probe.db')
    await commitObjects(probe, 1n, 'one', 'two')
    const commitment = await probe.prune(1n, 1n, null)
    const receipt = { commitment, admin: '0xaa', signature: '0xbb' }
    await store.prune(1n, 1n, receipt)
    expect(await store.receiptFor(1n, 0n)).toEqual(receipt)
    expect(await store.receiptFor(1n, 1n)).toBeNull()
    await store.erase((await store.prunedRanges(1n))[0]!)
    await store.forget(1n)
    expect(await store.receiptFor(1n, 0n)).toEqual(receipt)
    expect(await store.prunedRanges(1n)).toEqual([])
    expect(await store.buckets()).toEqual([])
  })

  it('takes a receipt later for what it has dropped last, if it is for what is left now', async () => {
    const store = await stores.open()
    await commitObjects(store, 1n, 'one', 'two', 'three')
    const left = await store.prune(1n, 2n, null)
    const receiptFor = (commitment: Commitment) => ({ commitment, admin: '0xaa', signature: '0xbb' })
    const { leafIndices: _, roots: __, ...now } = await commitObjects(store, 1n, 'four')
    await expect(store.prune(1n, 2n, receiptFor(left))).rejects.toEqual(refused('invalid_hash'))
    expect(await store.receiptFor(1n, 1n)).toBeNull()
    expect(await store.prune(1n, 2n, receiptFor(now))).toEqual(now)
    expect(await store.receiptFor(1n, 1n)).toEqual(receiptFor(now))
    // It stands: a second one changes nothing.
    await store.prune(1n, 2n, { ...receiptFor(now), admin: '0xcc' })
    expect(await store.prunedRanges(1n)).toMatchObject([{ fromSeq: 0n, toSeq: 2n, receipt: { admin: '0xaa' } }])
  })

  it('is taken over by a replica as it is, further on, and anew where it is another', async () => {
    const [primary, replica] = [await stores.open('primary.db'), await stores.open('replica.db')]
    const copy = async (): Promise<Commitment> => {
      const { startSeq, leafCount } = (await primary.bucket(1n))!
      const leaves: MmrLeaf[] = await primary.leaves(1n, 0n, leafCount)
      for (const { dataRoot } of leaves) await putObject(replica, 1n, Buffer.from(await contentOf(primary, dataRoot)))
      return replica.adopt(1n, startSeq, leaves)
    }
    const live = async () => (await primary.bucket(1n))!.mmrRoot
    await commitObjects(primary, 1n, 'one', 'two')
    const first = await copy()
    expect(first.mmrRoot).toBe(await live())
    await commitObjects(primary, 1n, 'three')
    await primary.prune(1n, 1n, null)
    expect((await copy()).mmrRoot).toBe(await live())
    // What it has said before it can still prove.
    expect((await replica.mmrProof(1n, first, 0n)).leaf.dataSize).toBe(3n)
    await primary.forget(1n)
    await commitObjects(primary, 1n, 'something', 'else')
    expect((await copy()).mmrRoot).toBe(await live())
    const lying = (await primary.leaves(1n, 0n, 2n)).map((leaf) => ({ ...leaf, dataSize: leaf.dataSize + 1n }))
    await expect((await stores.open('other.db')).adopt(1n, 0n, lying)).rejects.toEqual(refused('root_not_found'))
  })
})

type Step = { readonly kind: 'commit'; readonly texts: string[] } | { readonly kind: 'prune' | 'restart' | 'erase' }

const steps = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('commit' as const),
        texts: fc.array(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 4 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constantFrom('prune' as const, 'restart' as const, 'erase' as const) }),
    },
  ),
  { minLength: 3, maxLength: 12 },
)

/** A commitment with the objects that were under it when it was made. */
interface Made extends Commitment {
  readonly roots: readonly string[]
}

describe('any history', () => {
  it('proves each leaf against the commitment of its time, and against nothing else', async () => {
    let file = 0
    await fc.assert(
      fc.asyncProperty(steps, async (list: readonly Step[]) => {
        const name = `history-${(file += 1)}.db`
        let store: ContentStore = await stores.open(name)
        await store.setQuota(7n, null)
        let live: string[] = []
        let made: Made[] = []
        for (const step of list) {
          if (step.kind === 'commit') {
            const { roots } = await commitObjects(store, 7n, ...step.texts)
            live = [...live, ...roots]
          } else if (step.kind === 'prune' && live.length > 1) {
            const { startSeq } = (await store.bucket(7n))!
            const by = Math.ceil(live.length / 3)
            await store.prune(7n, startSeq + BigInt(by), null)
            live = live.slice(by)
          } else if (step.kind === 'erase') {
            const [range] = await store.prunedRanges(7n)
            if (range === undefined) continue
            await store.erase(range)
            made = made.filter(
              ({ startSeq, leafCount }) => startSeq >= range.toSeq || startSeq + leafCount <= range.fromSeq,
            )
          } else {
            await store.close()
            store = await stores.open(name)
          }
          const { mmrRoot, startSeq, leafCount } = (await store.bucket(7n))!
          expect(leafCount).toBe(BigInt(live.length))
          if (live.length > 0) made.push({ mmrRoot, startSeq, leafCount, roots: live })
        }
        for (const commitment of made) {
          for (const [index, root] of commitment.roots.entries()) {
            const proof = await store.mmrProof(7n, commitment, BigInt(index))
            expect(proof.leaf.dataRoot).toBe(root)
            for (const other of made) {
              const isItsPlace = other.mmrRoot === commitment.mmrRoot && other.leafCount === commitment.leafCount
              expect(isLeafAt(other.mmrRoot, other.leafCount, BigInt(index), proof)).toBe(isItsPlace)
            }
          }
          const beyond = store.mmrProof(7n, commitment, commitment.leafCount)
          await expect(beyond).rejects.toEqual(refused('not_found'))
          const known = await store.commitmentsTo(7n, commitment.mmrRoot)
          const { mmrRoot, startSeq, leafCount } = commitment
          expect(known).toContainEqual({ mmrRoot, startSeq, leafCount })
        }
        await store.close()
      }),
      { numRuns: 25 },
    )
  })
})
