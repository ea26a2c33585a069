import { readConstant, readState } from '../../chain/reader/read.ts'
import type { TaskContext } from '../../kernel/index.ts'
import { CountChallenges } from '../challenge/events.ts'
import { readAll, readLayout } from '../challenge/read.ts'
import { type BucketSnapshot, bucket, type StorageAgreement, storageAgreement, u32 } from '../types.ts'

type Asking = Pick<TaskContext, 'ask'>

const PALLET = 'StorageProvider'

/** What the chain says about a bucket and our agreement about it, as of one block. */
export interface BucketTruth {
  readonly exists: boolean
  readonly snapshot: BucketSnapshot | null
  readonly agreement: StorageAgreement | null
}

/** @throws ReadFailed */
export async function readTruth(ctx: Asking, bucketId: bigint, provider: string, at: string): Promise<BucketTruth> {
  const [row, agreement] = await Promise.all([
    readState(ctx, bucket.nullable(), { pallet: PALLET, item: 'Buckets', keys: [bucketId], at }),
    readState(ctx, storageAgreement.nullable(), {
      pallet: PALLET,
      item: 'StorageAgreements',
      keys: [bucketId, provider],
      at,
    }),
  ])
  return { exists: row !== null, snapshot: row?.snapshot ?? null, agreement }
}

/** Blocks. @throws ReadFailed */
export const readSettlementTimeout = (ctx: Asking): Promise<number> =>
  readConstant(ctx, u32, PALLET, 'SettlementTimeout')

/** Whether a challenge of ours on a bucket is open. */
export type IsChallenged = (bucketId: bigint) => Promise<boolean>

/**
 * By the chain, read once and only when it is asked for, and by the actor that answers challenges, which has followed every event:
 * entries of a map come without a proof that there are no others. Where nobody answers challenges the chain's word is all there is.
 */
export function challengesAt(ctx: Asking, provider: string, at: string): IsChallenged {
  let onChain: Promise<ReadonlySet<bigint>> | undefined

  async function read(): Promise<ReadonlySet<bigint>> {
    const open = await readAll(ctx, await readLayout(ctx, at), provider, at)
    return new Set(open.map(({ challenge }) => challenge.bucketId))
  }

  return async (bucketId) => {
    onChain ??= read()
    if ((await onChain).has(bucketId)) return true
    const known = await ctx.ask(CountChallenges, { bucketId })
    if (known.ok) return known.value.open > 0
    if (known.refusal.code === 'no-owner') return false
    throw new Error(
      `open challenges on bucket ${bucketId} are not known: ${known.refusal.reason ?? known.refusal.code}`,
    )
  }
}
