import { z } from 'zod'
import type { MmrLeaf } from '../../store/types.ts'
import { hash, u64 } from '../../types.ts'
import type { Source } from '../sources/read.ts'
import { isLacking, type Requests } from '../sources/requests.ts'

/** Leaves in one request. */
const PAGE = 4_096
/** Requests for single leaves that are made before one of them is answered. */
const AT_ONCE = 16

const leaf = z.object({ data_root: hash, data_size: u64, total_size: u64 }).transform(
  ({ data_root, data_size, total_size }): MmrLeaf => ({
    dataRoot: data_root,
    dataSize: data_size,
    totalSize: total_size,
  }),
)
const leavesAnswer = z.object({ start_seq: u64, leaves: z.array(leaf).max(PAGE) })
const commitmentAnswer = z.object({ start_seq: u64, leaf_count: u64 })
const proofAnswer = z.object({ leaf })
const peaksAnswer = z.object({ peaks: z.array(hash).max(64) })

export interface LeafRange {
  readonly bucketId: bigint
  readonly fromSeq: bigint
  readonly count: number
}

/**
 * Leaves of a bucket as a source tells them; null when it does not have all of them, or not any more.
 *
 * @throws PeerError
 */
export async function askLeaves(requests: Requests, source: Source, range: LeafRange): Promise<MmrLeaf[] | null> {
  const leaves: MmrLeaf[] = []
  while (leaves.length < range.count) {
    const from = range.fromSeq + BigInt(leaves.length)
    const count = Math.min(PAGE, range.count - leaves.length)
    const path = `/leaves?bucket_id=${range.bucketId}&from_seq=${from}&count=${count}`
    const page = await requests.ask(source, { path, answer: leavesAnswer }).catch((error: unknown) => {
      if (isLacking(error)) return null
      throw error
    })
    if (page === null) return leaves.length === 0 ? askEachLeaf(requests, source, range) : null
    if (page.start_seq > from || page.leaves.length === 0) return null
    for (const each of page.leaves.slice(0, count)) leaves.push(each)
  }
  return leaves
}

/** Leaf by leaf, with the proof that is not asked for: of providers that have no better way. Their indices move when they prune. */
async function askEachLeaf(requests: Requests, source: Source, range: LeafRange): Promise<MmrLeaf[] | null> {
  const { bucketId, fromSeq, count } = range
  const startOf = () =>
    lacking(requests.ask(source, { path: `/commitment?bucket_id=${bucketId}`, answer: commitmentAnswer }))
  const before = await startOf()
  if (before === null || before.start_seq > fromSeq) return null
  if (before.start_seq + before.leaf_count < fromSeq + BigInt(count)) return null
  const leaves: MmrLeaf[] = []
  while (leaves.length < count) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - leaves.length) }, (_, place) => {
      const index = fromSeq - before.start_seq + BigInt(leaves.length + place)
      const path = `/mmr_proof?bucket_id=${bucketId}&leaf_index=${index}`
      return lacking(requests.ask(source, { path, answer: proofAnswer }))
    })
    for (const found of await Promise.all(some)) {
      if (found === null) return null
      leaves.push(found.leaf)
    }
  }
  const after = await startOf()
  return after?.start_seq === before.start_seq ? leaves : null
}

/** The peaks of the bucket as it is there now; null when it is not there. */
export async function askPeaks(requests: Requests, source: Source, bucketId: bigint): Promise<string[] | null> {
  const found = await lacking(requests.ask(source, { path: `/mmr_peaks?bucket_id=${bucketId}`, answer: peaksAnswer }))
  return found?.peaks ?? null
}

const lacking = <Answer>(answer: Promise<Answer>): Promise<Answer | null> =>
  answer.catch((error: unknown) => {
    if (isLacking(error)) return null
    throw error
  })
