import type { CheckpointContext } from '../../../../machines/coordinators/checkpoint.ts'
import { ResyncDone } from '../../../chain/follower/events.ts'
import { readHead } from '../../../chain/reader/read.ts'
import type { TaskArgs } from '../../../kernel/index.ts'
import type { TaskCtx } from '../ports.ts'
import { hasCheckpointWindows, readAllTerms, readBucketsOf } from '../read.ts'
import { forget, replan } from './plan.ts'

type Args = TaskArgs<CheckpointContext>

/** Reads every bucket that we are a primary of as of one block, and goes by that. @throws ReadFailed */
export async function scan({ context: { scanAt } }: Args, ctx: TaskCtx): Promise<void> {
  const { number, hash } = scanAt!
  const { memory } = ctx.ports
  const ours = (await hasCheckpointWindows(ctx)) ? await readBucketsOf(ctx, ctx.config.provider, hash) : []
  const found = await readAllTerms(ctx, ours, hash)
  // A scan that was given up must not speak for one that has begun since.
  ctx.signal.throwIfAborted()
  for (const bucketId of memory.buckets.keys()) if (!found.has(bucketId)) forget(ctx, bucketId, 'no agreement any more')
  for (const [bucketId, terms] of found) replan(ctx, bucketId, terms)
  memory.synced = true
  ctx.log.info({ block: number, buckets: memory.buckets.size }, 'read the buckets to be checkpointed')
  ctx.emit(ResyncDone, { consumer: ctx.name, number })
}

/** Reads again the buckets that something has happened to: an event is never put in the place of what the chain has. */
export async function refresh(_: Args, ctx: TaskCtx): Promise<void> {
  const { news } = ctx.ports.memory
  const { hash } = await readHead(ctx)
  const taken = [...news]
  news.clear()
  try {
    const found = await readAllTerms(ctx, taken, hash)
    ctx.signal.throwIfAborted()
    for (const [bucketId, terms] of found) replan(ctx, bucketId, terms)
  } catch (error) {
    for (const bucketId of taken) news.add(bucketId)
    throw error
  }
}
