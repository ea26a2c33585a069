import { describe, expect, it } from 'vitest'
import { fromHex, to0x } from '../../../src/devnet/bytes.ts'
import { isChunkOf, isLeafUnder } from '../../../src/devnet/runtime/pallets/storage-provider/proofs.ts'
import { commitmentBytes, proposalBytes } from '../../../src/devnet/runtime/pallets/storage-provider/types.ts'
import { leaderIndex } from '../../../src/devnet/runtime/pallets/storage-provider/windows.ts'
import { vectors } from '../../storage-vectors.ts'

const hex = (text: string) => fromHex(text.slice(2))
const pathOf = ({ siblings, path }: { siblings: string[]; path: boolean[] }) => ({ siblings: siblings.map(hex), path })

describe('the storage pallet, by numbers worked out elsewhere', () => {
  it.each(vectors.chunkTrees.entries().toArray())('takes the proof of a chunk, tree %i', (_, tree) => {
    const { dataHex, chunkSize } = tree
    const [root, proof, index] = [hex(tree.dataRoot), pathOf(tree.proof), BigInt(tree.proof.chunkIndex)]
    const chunk = dataHex.subarray(tree.proof.chunkIndex * chunkSize, (tree.proof.chunkIndex + 1) * chunkSize)
    expect(isChunkOf(root, chunk, index, proof)).toBe(true)
    expect(isChunkOf(root, Buffer.concat([chunk, Buffer.of(0)]), index, proof)).toBe(false)
    if (proof.path.length > 0) expect(isChunkOf(root, chunk, index ^ 1n, proof)).toBe(false)
  })

  it.each(vectors.mmrs.entries().toArray())('takes the proof of a leaf, range %i', (_, mmr) => {
    const { dataRoot, dataSize, totalSize } = mmr.leaves[mmr.proof.leafIndex]!
    const leaf = { data_root: hex(dataRoot), data_size: dataSize, total_size: totalSize }
    const [root, peaks, leaf_proof] = [hex(mmr.root), mmr.peaks.map(hex), pathOf(mmr.proof)]
    expect(isLeafUnder(root, { peaks, leaf, leaf_proof })).toBe(true)
    const touched = { ...leaf, data_size: dataSize + 1n }
    expect(isLeafUnder(root, { peaks, leaf: touched, leaf_proof })).toBe(false)
    expect(isLeafUnder(root, { peaks: [...peaks, root], leaf, leaf_proof })).toBe(false)
  })

  it('has the bytes that providers sign', () => {
    for (const { bucketId, mmrRoot, startSeq, leafCount, window, ...signed } of vectors.payloads) {
      const content = { bucket_id: bucketId, mmr_root: hex(mmrRoot), start_seq: startSeq, leaf_count: leafCount }
      expect(to0x(commitmentBytes(content))).toBe(signed.commitment)
      expect(to0x(proposalBytes({ ...content, window }))).toBe(signed.checkpointProposal)
    }
  })

  it('finds the leader of a window', () => {
    for (const { bucketId, window, primaries, leaderIndex: expected } of vectors.leaders)
      expect(leaderIndex(bucketId, window, primaries)).toBe(expected)
  })
})
