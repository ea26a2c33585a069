import { z } from 'zod'
import { DescribeItem } from '../../chain/reader/events.ts'
import { readConstant, readEntries, readState } from '../../chain/reader/read.ts'
import type { TaskContext } from '../../kernel/index.ts'
import {
  accountId,
  bucket,
  type CheckpointWindowConfig,
  checkpointWindowConfig,
  type ProviderContact,
  providerContact,
  u32,
  u64,
} from '../types.ts'
import { inChunks } from './in-chunks.ts'

const PALLET = 'StorageProvider'
const agreementKeys = z.tuple([u64, accountId])
const primaryTerms = bucket.pick({ frozenStartSeq: true, minProviders: true, primaryProviders: true, snapshot: true })

/** What the chain asks for of a bucket's checkpoints, as of one block. */
export interface BucketTerms extends z.infer<typeof primaryTerms> {
  readonly bucketId: bigint
  readonly config: CheckpointWindowConfig
  /** The last window that the chain holds for done with; null before the first. */
  readonly lastWindow: bigint | null
}

/** What holds for a bucket without a config of its own. @throws ReadFailed */
export async function readDefaults(ctx: TaskContext): Promise<CheckpointWindowConfig> {
  const [interval, gracePeriod] = await Promise.all([
    readConstant(ctx, u32, PALLET, 'DefaultCheckpointInterval'),
    readConstant(ctx, u32, PALLET, 'DefaultCheckpointGrace'),
  ])
  return { interval, gracePeriod, enabled: true }
}

/** Null for a bucket that does not exist. @throws ReadFailed */
export async function readTerms(
  ctx: TaskContext,
  bucketId: bigint,
  at: string,
  defaults: CheckpointWindowConfig,
): Promise<BucketTerms | null> {
  const [terms, config, lastWindow] = await Promise.all([
    readState(ctx, primaryTerms.nullable(), { pallet: PALLET, item: 'Buckets', keys: [bucketId], at }),
    readState(ctx, checkpointWindowConfig.nullable(), {
      pallet: PALLET,
      item: 'CheckpointConfigs',
      keys: [bucketId],
      at,
    }),
    readLastWindow(ctx, bucketId, at),
  ])
  return terms === null ? null : { ...terms, bucketId, config: config ?? defaults, lastWindow }
}

/** @throws ReadFailed */
export const readLastWindow = (ctx: TaskContext, bucketId: bigint, at: string): Promise<bigint | null> =>
  readState(ctx, u64.nullable(), { pallet: PALLET, item: 'LastCheckpointWindow', keys: [bucketId], at })

/** Each as of the same block, null where there is none. @throws ReadFailed */
export async function readAllTerms(
  ctx: TaskContext,
  bucketIds: readonly bigint[],
  at: string,
): Promise<Map<bigint, BucketTerms | null>> {
  if (bucketIds.length === 0) return new Map()
  const defaults = await readDefaults(ctx)
  return new Map(
    await inChunks(bucketIds, async (bucketId) => [bucketId, await readTerms(ctx, bucketId, at, defaults)] as const),
  )
}

/** Buckets that this provider has an agreement for, as of a block. The map's first key is the bucket, so all of it is read. */
export async function readBucketsOf(ctx: TaskContext, provider: string, at: string): Promise<bigint[]> {
  const entries = await readEntries(ctx, agreementKeys, z.unknown(), { pallet: PALLET, item: 'StorageAgreements', at })
  return entries.filter(({ keys }) => keys[1] === provider).map(({ keys }) => keys[0])
}

/** Null for who is registered no more. @throws ReadFailed */
export const readContact = (ctx: TaskContext, provider: string, at: string): Promise<ProviderContact | null> =>
  readState(ctx, providerContact.nullable(), { pallet: PALLET, item: 'Providers', keys: [provider], at })

/** Whether this runtime lets providers checkpoint at all: later ones do not. */
export async function hasCheckpointWindows(ctx: TaskContext): Promise<boolean> {
  const outcome = await ctx.ask(DescribeItem, { pallet: PALLET, item: 'CheckpointConfigs' })
  return outcome.ok || outcome.refusal.reason !== 'unknown-item'
}
