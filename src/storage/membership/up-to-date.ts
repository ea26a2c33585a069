import { ReadFailed } from '../../chain/reader/read.ts'
import { messageOf, Refused, type TaskContext } from '../../kernel/index.ts'
import type { BucketMemory, Dated } from './bucket-memory.ts'
import type { MembershipConfig } from './config.ts'
import type { MembershipPorts } from './ports.ts'

export type Ctx = TaskContext<MembershipConfig, MembershipPorts>

/** Reads that are begun for one ask, when changes outdate them. */
const MOST_READS = 2

/** What is known of a bucket, read anew where that is too old; for a while also what was known before. @throws Refused `unavailable` */
export async function upToDate<Known extends Dated>(
  memory: BucketMemory<Known>,
  bucketId: bigint,
  read: () => Promise<Known>,
  ctx: Ctx,
): Promise<Known> {
  try {
    return await readOrKnown(memory, bucketId, read, ctx)
  } catch (error) {
    if (!(error instanceof ReadFailed)) throw error
    // What became known to be wrong meanwhile is not there any more.
    const stale = inMind(memory, bucketId, ctx.config.maxStale, ctx)
    if (stale !== undefined) return stale
    throw new Refused('unavailable', { detail: messageOf(error), retryable: true })
  }
}

/** A read that a revocation has overtaken would bring the revoked one back: it is neither kept nor answered from. */
async function readOrKnown<Known extends Dated>(
  memory: BucketMemory<Known>,
  bucketId: bigint,
  begin: () => Promise<Known>,
  ctx: Ctx,
): Promise<Known> {
  for (let reads = 0; reads < MOST_READS; reads += 1) {
    const known = inMind(memory, bucketId, ctx.config.ttl, ctx)
    if (known !== undefined) return known
    const read = memory.reading(bucketId) ?? memory.read(bucketId, ctx.config.buckets, begin)
    const found = await read.result
    if (!read.isOutdated) return found
  }
  throw new Refused('unavailable', { detail: 'it changes faster than it can be read', retryable: true })
}

function inMind<Known extends Dated>(
  memory: BucketMemory<Known>,
  bucketId: bigint,
  age: number,
  ctx: Ctx,
): Known | undefined {
  const known = memory.get(bucketId)
  return known !== undefined && ctx.now() - known.readAt <= age ? known : undefined
}
