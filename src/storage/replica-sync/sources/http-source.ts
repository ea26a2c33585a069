import type { z } from 'zod'
import type { Clock } from '../../../kernel/index.ts'
import type { MmrLeaf } from '../../store/types.ts'
import { request } from './request.ts'
import { commitmentAnswer, nodesAnswer, peaksAnswer, proofAnswer, subtreeAnswer } from './shapes.ts'
import { type Exchange, type Source, SourceError } from './source.ts'

/** Bytes of an answer whose size does not depend on what was asked; a proof has a hash for each level of a tree. */
const SMALL = 65_536
/** Bytes around a leaf and around a node in an answer, all names and quotes included. */
const PER_LEAF = 256
const PER_NODE = 512
/** Deeper than any peak is high: the whole subtree. */
const WHOLE = 64

/** A provider's HTTP interface. @param base its address, without a slash at the end */
export function httpSource(base: string, clock: Clock): Source {
  const get = <Answer>(
    path: string,
    shape: z.ZodType<Answer>,
    exchange: Exchange,
    limit: number = SMALL,
  ): Promise<Answer> => request(clock, { ...exchange, url: `${base}/${path}`, shape, limit })

  return {
    name: base,
    commitment: (bucketId, exchange) => get(`commitment?bucket_id=${bucketId}`, commitmentAnswer, exchange),
    peaks: (bucketId, exchange) => get(`mmr_peaks?bucket_id=${bucketId}`, peaksAnswer, exchange),
    leaf: (bucketId, index, exchange) =>
      get(`mmr_proof?bucket_id=${bucketId}&leaf_index=${index}`, proofAnswer, exchange),
    async subtree(bucketId, { index, count }, exchange): Promise<MmrLeaf[] | null> {
      const path = `mmr_subtree?bucket_id=${bucketId}&peak_index=${index}&depth=${WHOLE}`
      try {
        return await get(path, subtreeAnswer, exchange, SMALL + count * PER_LEAF)
      } catch (error) {
        if (error instanceof SourceError && error.fault === 'unwilling') return null
        throw error
      }
    },
    nodes: (bucketId, { hashes, bytes }, exchange) =>
      request(clock, {
        ...exchange,
        url: `${base}/fetch_nodes`,
        // Ids beyond 2^53 are not written as a number by JavaScript; no chain has that many buckets.
        body: { bucket_id: Number(bucketId), hashes },
        shape: nodesAnswer,
        limit: SMALL + Math.ceil((bytes * 4) / 3) + hashes.length * PER_NODE,
      }),
  }
}
