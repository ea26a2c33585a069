import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fromHex, to0x } from '../../../src/devnet/bytes.ts'
import { isChunkOf, isLeafUnder } from '../../../src/devnet/runtime/pallets/storage-provider/proofs.ts'
import { commitmentBytes, proposalBytes } from '../../../src/devnet/runtime/pallets/storage-provider/types.ts'
import { leaderIndex } from '../../../src/devnet/runtime/pallets/storage-provider/windows.ts'

const hex = z.string().transform((text) => fromHex(text.slice(2)))
const number = z.coerce.bigint()
const path = z.object({ siblings: z.array(hex), path: z.array(z.boolean()) })
const vectors = z
  .object({
    chunkTrees: z.array(
      z.object({ dataHex: hex, chunkSize: z.number(), dataRoot: hex, proof: path.extend({ chunkIndex: number }) }),
    ),
    mmrs: z.array(
      z.object({
        leaves: z.array(z.object({ dataRoot: hex, dataSize: number, totalSize: number })),
        peaks: z.array(hex),
        root: hex,
        proof: path.extend({ leafIndex: z.number() }),
      }),
    ),
    payloads: z.array(
      z.object({
        bucketId: number,
        mmrRoot: hex,
        startSeq: number,
        leafCount: number,
        window: number,
        commitment: z.string(),
        checkpointProposal: z.string(),
      }),
    ),
    leaders: z.array(z.object({ bucketId: number, window: number, primaries: z.number(), leaderIndex: z.number() })),
  })
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/storage-and-billing.json', import.meta.url), 'utf8')))

describe('the storage pallet, by numbers worked out elsewhere', () => {
  it.each(vectors.chunkTrees.entries().toArray())('takes the proof of a chunk, tree %i', (_, tree) => {
    const { dataHex, chunkSize, dataRoot, proof } = tree
    const start = Number(proof.chunkIndex) * chunkSize
    const chunk = dataHex.subarray(start, start + chunkSize)
    expect(isChunkOf(dataRoot, chunk, proof.chunkIndex, proof)).toBe(true)
    expect(isChunkOf(dataRoot, Buffer.concat([chunk, Buffer.of(0)]), proof.chunkIndex, proof)).toBe(false)
    if (proof.path.length > 0) expect(isChunkOf(dataRoot, chunk, proof.chunkIndex ^ 1n, proof)).toBe(false)
  })

  it.each(vectors.mmrs.entries().toArray())(
    'takes the proof of a leaf, range %i',
    (_, { leaves, peaks, root, proof }) => {
      const { dataRoot, dataSize, totalSize } = leaves[proof.leafIndex]!
      const leaf = { data_root: dataRoot, data_size: dataSize, total_size: totalSize }
      expect(isLeafUnder(root, { peaks, leaf, leaf_proof: proof })).toBe(true)
      const touched = { ...leaf, data_size: dataSize + 1n }
      expect(isLeafUnder(root, { peaks, leaf: touched, leaf_proof: proof })).toBe(false)
      expect(isLeafUnder(root, { peaks: [...peaks, root], leaf, leaf_proof: proof })).toBe(false)
    },
  )

  it('has the bytes that providers sign', () => {
    for (const { bucketId, mmrRoot, startSeq, leafCount, window, ...signed } of vectors.payloads) {
      const content = { bucket_id: bucketId, mmr_root: mmrRoot, start_seq: startSeq, leaf_count: leafCount }
      expect(to0x(commitmentBytes(content))).toBe(signed.commitment)
      expect(to0x(proposalBytes({ ...content, window }))).toBe(signed.checkpointProposal)
    }
  })

  it('finds the leader of a window', () => {
    for (const { bucketId, window, primaries, leaderIndex: expected } of vectors.leaders)
      expect(leaderIndex(bucketId, window, primaries)).toBe(expected)
  })
})
