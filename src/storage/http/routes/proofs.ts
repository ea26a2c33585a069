import type { Hono } from 'hono'
import { z } from 'zod'
import type { BucketState, MerkleProof, MmrLeaf } from '../../store/types.ts'
import { admitReader, admitReaderOf } from '../admission.ts'
import type { Api } from '../api.ts'
import { HttpError } from '../errors.ts'
import { hash, ofBucket, queryOf, u64 } from '../input.ts'
import { json } from '../json.ts'

/** Leaves that one answer has at the most. */
const MOST_LEAVES = 4_096n

const ofLeaf = z.object({ bucket_id: u64, leaf_index: u64 })
/** Of a commitment that is no longer the present one. */
const past = z.object({ mmr_root: hash, start_seq: u64, leaf_count: u64 }).partial()
const ofChunk = z.object({ data_root: hash, chunk_index: u64 })
const ofPeak = z.object({ bucket_id: u64, peak_index: u64, depth: u64.default(0n) })
const ofLeaves = z.object({ bucket_id: u64, from_seq: u64, count: u64.default(MOST_LEAVES) })

const leaf = ({ dataRoot, dataSize, totalSize }: MmrLeaf) => ({
  data_root: dataRoot,
  data_size: dataSize,
  total_size: totalSize,
})
const way = ({ siblings, path }: MerkleProof) => ({ siblings, path })

/** What shows that something is under a commitment, and what replicas build theirs from. */
export function proofRoutes(app: Hono, api: Api): void {
  const { store } = api

  app.get('/mmr_proof', async (c) => {
    const { bucket_id, leaf_index, ...asked } = queryOf(c, ofLeaf.extend(past.shape))
    await admitReader(api, c, bucket_id)
    const { mmrRoot, startSeq, leafCount } = await stateOf(bucket_id)
    const commitment = {
      mmrRoot: asked.mmr_root ?? mmrRoot,
      startSeq: asked.start_seq ?? startSeq,
      leafCount: asked.leaf_count ?? leafCount,
    }
    const proof = await store.mmrProof(bucket_id, commitment, leaf_index)
    return json(c, { leaf: leaf(proof.leaf), proof: { peaks: proof.peaks, ...way(proof.leafProof) } })
  })

  app.get('/chunk_proof', async (c) => {
    const { data_root, chunk_index } = queryOf(c, ofChunk)
    await admitReaderOf(api, c, data_root)
    const { chunkHash, chunk, proof } = await store.chunkProof(data_root, chunk_index)
    return json(c, {
      chunk_hash: chunkHash,
      chunk_data: Buffer.from(chunk).toString('base64'),
      proof: way(proof),
    })
  })

  app.get('/mmr_peaks', async (c) => {
    const { bucket_id } = queryOf(c, ofBucket)
    await admitReader(api, c, bucket_id)
    const { mmrRoot } = await stateOf(bucket_id)
    return json(c, { bucket_id, mmr_root: mmrRoot, peaks: await store.peaks(bucket_id) })
  })

  /** The peak alone, at its place among all nodes when children are counted before their parents. */
  app.get('/mmr_subtree', async (c) => {
    const { bucket_id, peak_index } = queryOf(c, ofPeak)
    await admitReader(api, c, bucket_id)
    const { leafCount } = await stateOf(bucket_id)
    const peaks = await store.peaks(bucket_id)
    const found = peak_index < peaks.length ? peaks[Number(peak_index)] : undefined
    if (found === undefined)
      throw new HttpError('not_found', {
        message: `bucket ${bucket_id} has ${peaks.length} peaks, and none ${peak_index}`,
      })
    return json(c, { nodes: [{ position: positionOf(leafCount, Number(peak_index)), hash: found }] })
  })

  /** Leaves by their sequence numbers, from `from_seq` on or from the first that is still live. */
  app.get('/leaves', async (c) => {
    const { bucket_id, from_seq, count } = queryOf(c, ofLeaves)
    await admitReader(api, c, bucket_id)
    const { startSeq } = await stateOf(bucket_id)
    const from = from_seq > startSeq ? from_seq : startSeq
    const leaves = await store.leaves(bucket_id, from - startSeq, count < MOST_LEAVES ? count : MOST_LEAVES)
    return json(c, { start_seq: from, leaves: leaves.map(leaf) })
  })

  async function stateOf(bucketId: bigint): Promise<BucketState> {
    const found = await store.bucket(bucketId)
    if (found !== null) return found
    throw new HttpError('bucket_not_found', { message: `bucket ${bucketId} is not here`, bucket_id: bucketId })
  }
}

/** A mountain over 2^n leaves has 2^(n+1) - 1 nodes, its peak the last. The mountains are the bits of the count, highest first. */
function positionOf(leafCount: bigint, peak: number): bigint {
  const heights = [...leafCount.toString(2)].flatMap((bit, place, bits) =>
    bit === '1' ? [bits.length - 1 - place] : [],
  )
  return heights.slice(0, peak + 1).reduce((nodes, height) => nodes + 2n ** BigInt(height + 1) - 1n, 0n) - 1n
}
