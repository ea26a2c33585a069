import { readHead } from '../../chain/reader/read.ts'
import { messageOf, type TaskContext } from '../../kernel/index.ts'
import type { BucketState, ContentStore } from '../store/types.ts'
import type { CollectorConfig } from './config.ts'
import { BucketForgotten, RangeErased } from './events.ts'
import type { CollectorPorts } from './ports.ts'
import { type BucketTruth, challengesAt, type IsChallenged, readSettlementTimeout, readTruth } from './truth.ts'

export type TaskCtx = TaskContext<CollectorConfig, CollectorPorts>

/** Looks at every bucket that is pending now. One of which the truth is not known keeps all it has. @returns how many those are */
export async function collectPending(ctx: TaskCtx): Promise<number> {
  const { pending } = ctx.ports
  const due = [...pending]
  pending.clear()
  let failures = 0
  try {
    const { number, hash } = await readHead(ctx)
    const isChallenged = challengesAt(ctx, ctx.config.provider, hash)
    while (due.length > 0) {
      const [bucketId, { isAgreed }] = due[0]!
      try {
        await collect(ctx, bucketId, isAgreed, { number, hash, isChallenged })
      } catch (error) {
        if (ctx.signal.aborted) throw error
        ctx.log.warn({ bucket: String(bucketId), error: messageOf(error) }, 'a bucket is left as it is')
        pending.set(bucketId, { isAgreed })
        failures += 1
      }
      due.shift()
    }
    return failures
  } finally {
    for (const [bucketId, { isAgreed }] of due) pending.set(bucketId, { isAgreed })
  }
}

interface Now {
  readonly number: number
  readonly hash: string
  readonly isChallenged: IsChallenged
}

async function collect(ctx: TaskCtx, bucketId: bigint, isAgreed: boolean, now: Now): Promise<void> {
  const { store, goneSince } = ctx.ports
  const state = await store.bucket(bucketId)
  if (state === null && !isAgreed) return
  const truth = await readTruth(ctx, bucketId, ctx.config.provider, now.hash)
  if (truth.exists && truth.agreement !== null) {
    goneSince.delete(bucketId)
    if (state?.quota !== truth.agreement.maxBytes) await store.setQuota(bucketId, truth.agreement.maxBytes)
    if (state === null) return
    await follow(ctx, state, truth)
    await eraseRanges(ctx, bucketId, truth, now)
  } else if (state !== null) await forget(ctx, bucketId, truth, now)
}

/** Lets the bucket begin where its snapshot begins. A replica does so itself, when it takes over what the primaries have. */
async function follow(
  { ports: { store }, log }: TaskCtx,
  { bucketId, startSeq, leafCount }: BucketState,
  { snapshot, agreement }: BucketTruth,
): Promise<void> {
  if (snapshot === null || agreement?.role.role !== 'primary' || snapshot.startSeq <= startSeq) return
  if (snapshot.startSeq <= startSeq + leafCount) await store.prune(bucketId, snapshot.startSeq, null)
  else log.warn({ bucket: String(bucketId) }, 'the snapshot begins behind all that is here')
}

/** What an admin has let go and the bucket begins behind; the receipt stays, and defends its absence. */
async function eraseRanges(ctx: TaskCtx, bucketId: bigint, { snapshot }: BucketTruth, now: Now): Promise<void> {
  const { store } = ctx.ports
  for (const range of await store.prunedRanges(bucketId)) {
    const { fromSeq, toSeq, receipt } = range
    if (receipt === null || snapshot === null || snapshot.startSeq < toSeq) continue
    if (await now.isChallenged(bucketId)) return
    await store.erase(range)
    ctx.log.info({ bucket: String(bucketId), from: String(fromSeq), to: String(toSeq) }, 'erased what was let go')
    ctx.emit(RangeErased, { bucketId, fromSeq, toSeq })
  }
}

/** Nobody is owed it any more, once there was time to settle; without a bucket nothing can be challenged, and it goes at once. */
async function forget(ctx: TaskCtx, bucketId: bigint, { exists }: BucketTruth, now: Now): Promise<void> {
  const { goneSince, store } = ctx.ports
  const since = goneSince.get(bucketId) ?? now.number
  goneSince.set(bucketId, since)
  const grace = exists ? (ctx.config.forgetAfter ?? (await readSettlementTimeout(ctx))) : 0
  if (now.number < since + grace || (await now.isChallenged(bucketId))) return
  await store.forget(bucketId)
  goneSince.delete(bucketId)
  ctx.log.info({ bucket: String(bucketId) }, 'forgot a bucket')
  ctx.emit(BucketForgotten, { bucketId })
}

/** Everything here becomes pending. */
export async function addAll(store: ContentStore, pending: CollectorPorts['pending']): Promise<void> {
  for (const { bucketId } of await store.buckets()) pending.set(bucketId, pending.get(bucketId) ?? { isAgreed: false })
}
