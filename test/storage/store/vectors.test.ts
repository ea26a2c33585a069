import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { commitmentPayload, proposalPayload } from '../../../src/storage/commitment/payloads.ts'
import { buildTree, chunksOf } from '../../../src/storage/store/chunk-tree.ts'
import { toHash } from '../../../src/storage/store/hashing.ts'
import { leafHash } from '../../../src/storage/store/leaf.ts'
import { append, bag, type MmrNodes, peaksOf, proofOf } from '../../../src/storage/store/mmr.ts'
import { isChunkOf, isLeafAt, isLeafUnder } from '../../../src/storage/store/verify.ts'

const number = z.coerce.bigint()
const path = z.object({ siblings: z.array(z.string()), path: z.array(z.boolean()) })
const vectors = z
  .object({
    chunkTrees: z.array(
      z.object({
        dataHex: z.string(),
        chunkSize: z.number(),
        chunkHashes: z.array(z.string()),
        dataRoot: z.string(),
        proof: path.extend({ chunkIndex: z.number() }),
      }),
    ),
    mmrs: z.array(
      z.object({
        leaves: z.array(z.object({ dataRoot: z.string(), dataSize: number, totalSize: number })),
        peaks: z.array(z.string()),
        root: z.string(),
        proof: path.extend({ leafIndex: z.number() }),
      }),
    ),
    payloads: z.array(
      z.object({
        bucketId: number,
        mmrRoot: z.string(),
        startSeq: number,
        leafCount: number,
        window: number,
        commitment: z.string(),
        checkpointProposal: z.string(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/storage-and-billing.json', import.meta.url), 'utf8')))

const createNodes = (): MmrNodes => {
  const nodes = new Map<string, string>()
  return {
    get: (level, index) => nodes.get(`${level}/${index}`)!,
    set: (level, index, hash) => void nodes.set(`${level}/${index}`, hash),
  }
}

describe('trees, by numbers worked out elsewhere', () => {
  it.each(vectors.chunkTrees.entries().toArray())('have the root and the proofs of object %i', (_, tree) => {
    const data = Buffer.from(tree.dataHex.slice(2), 'hex')
    const chunks = chunksOf(data, tree.chunkSize)
    const { root, nodes } = buildTree(chunks)
    expect(root).toBe(tree.dataRoot)
    expect(nodes.slice(0, chunks.length).map(({ hash }) => hash)).toEqual(tree.chunkHashes.slice(0, chunks.length))
    const { chunkIndex, ...proof } = tree.proof
    const chunk = chunks[chunkIndex]!
    expect(isChunkOf(root, chunk, BigInt(chunkIndex), proof)).toBe(true)
    expect(isChunkOf(root, Buffer.concat([chunk, Buffer.of(1)]), BigInt(chunkIndex), proof)).toBe(false)
    expect(isChunkOf(root, chunk, BigInt(chunkIndex), { ...proof, path: [...proof.path, true] })).toBe(false)
  })

  it.each(vectors.mmrs.entries().toArray())('have the peaks, root and proof of range %i', (_, mmr) => {
    const nodes = createNodes()
    for (const [count, leaf] of mmr.leaves.entries()) append(nodes, count, leafHash(leaf))
    const count = mmr.leaves.length
    const peaks = peaksOf(nodes, count)
    expect([peaks, bag(peaks)]).toEqual([mmr.peaks, mmr.root])
    const { leafIndex, ...expected } = mmr.proof
    const leafProof = proofOf(nodes, count, leafIndex)
    expect(leafProof).toEqual(expected)
    const proof = { peaks, leaf: mmr.leaves[leafIndex]!, leafProof }
    expect(isLeafUnder(mmr.root, proof)).toBe(true)
    expect(isLeafAt(mmr.root, BigInt(count), BigInt(leafIndex), proof)).toBe(true)
    for (let other = 0; other <= count; other += 1)
      if (other !== leafIndex) expect(isLeafAt(mmr.root, BigInt(count), BigInt(other), proof)).toBe(false)
  })

  it('make the bytes that are signed', () => {
    for (const { bucketId, window, commitment, checkpointProposal, ...content } of vectors.payloads) {
      expect(toHash(commitmentPayload(bucketId, content))).toBe(commitment)
      expect(toHash(proposalPayload(bucketId, content, window))).toBe(checkpointProposal)
    }
  })
})
