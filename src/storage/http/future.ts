import { leafHash } from '../store/leaf.ts'
import { append, bag, type MmrNodes, peaksOf } from '../store/mmr.ts'
import type { Commitment, ContentStore, Hash } from '../store/types.ts'
import { HttpError } from './errors.ts'

/** Leaves read at a time. */
const PAGE = 4_096n

/** The commitment that a bucket will have once leaves before a new first one are dropped. @throws HttpError */
export async function commitmentAfter(store: ContentStore, bucketId: bigint, startSeq: bigint): Promise<Commitment> {
  const live = await store.bucket(bucketId)
  if (live === null)
    throw new HttpError('bucket_not_found', { message: `bucket ${bucketId} is not here`, bucket_id: bucketId })
  const end = live.startSeq + live.leafCount
  if (startSeq < live.startSeq || startSeq > end)
    throw new HttpError('invalid_request', {
      message: `new_start_seq: bucket ${bucketId} has leaves from ${live.startSeq} up to ${end}`,
      start_seq: live.startSeq,
      end,
    })
  const hashes = new Map<string, Hash>()
  const nodes: MmrNodes = {
    get: (level, index) => hashes.get(`${level}/${index}`)!,
    set: (level, index, hash) => void hashes.set(`${level}/${index}`, hash),
  }
  let count = 0
  for (let seq = startSeq; seq < end; seq += PAGE)
    for (const leaf of await store.leaves(bucketId, seq - live.startSeq, end - seq < PAGE ? end - seq : PAGE)) {
      append(nodes, count, leafHash(leaf))
      count += 1
    }
  return { mmrRoot: bag(peaksOf(nodes, count)), startSeq, leafCount: BigInt(count) }
}
