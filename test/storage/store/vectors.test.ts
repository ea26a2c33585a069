import { describe, expect, it } from 'vitest'
import { commitmentPayload, proposalPayload } from '../../../src/storage/commitment/payloads.ts'
import { buildTree, chunksOf } from '../../../src/storage/store/chunk-tree.ts'
import { toHash } from '../../../src/storage/store/hashing.ts'
import { leafHash } from '../../../src/storage/store/leaf.ts'
import { append, bag, type MmrNodes, peaksOf, proofOf } from '../../../src/storage/store/mmr.ts'
import { isChunkOf, isLeafAt, isLeafUnder } from '../../../src/storage/store/verify.ts'
import { vectors } from '../../storage-vectors.ts'

const createNodes = (): MmrNodes => {
  const nodes = new Map<string, string>()
  return {
    get: (level, index) => nodes.get(`${level}/${index}`)!,
    set: (level, index, hash) => void nodes.set(`${level}/${index}`, hash),
  }
}

describe('trees, by numbers worked out elsewhere', () => {
  it.each(vectors.chunkTrees.entries().toArray())('have the root and the proofs of object %i', (_, tree) => {
    const chunks = chunksOf(tree.dataHex, tree.chunkSize)
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
