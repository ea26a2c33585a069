import { z } from 'zod'
import { readEntries, readHead, readState } from '../../chain/reader/read.ts'
import type { TaskContext } from '../../kernel/index.ts'
import { ZERO } from '../store/hashing.ts'
import type { ContentStore } from '../store/types.ts'
import { accountId, bucket, storageAgreement, u64 } from '../types.ts'
import { assess, type Facts, type SyncCase } from './case.ts'

const PALLET = 'StorageProvider'
const agreementKeys = z.tuple([u64, accountId])

type Asking = Pick<TaskContext, 'ask'>

/** What the chain and the store have about a bucket, the chain's part as of one block. */
export async function readFacts(ctx: Asking, store: ContentStore, bucketId: bigint, provider: string): Promise<Facts> {
  const { number, hash } = await readHead(ctx)
  const item = (name: string, keys: readonly unknown[]) => ({ pallet: PALLET, item: name, keys, at: hash })
  const [agreement, found] = await Promise.all([
    readState(ctx, storageAgreement.nullable(), item('StorageAgreements', [bucketId, provider])),
    readState(ctx, bucket.nullable(), item('Buckets', [bucketId])),
  ])
  const local = await store.bucket(bucketId)
  return { bucketId, at: number, agreement, bucket: found, localRoot: local?.mmrRoot ?? ZERO }
}

export const readCase = async (
  ctx: Asking,
  store: ContentStore,
  bucketId: bigint,
  provider: string,
): Promise<SyncCase> => assess(await readFacts(ctx, store, bucketId, provider))

/** Buckets that this provider is a replica of, as of a block. The map's first key is the bucket, so all of it is read. */
export async function readReplicas(ctx: Asking, provider: string, at: string): Promise<bigint[]> {
  const entries = await readEntries(ctx, agreementKeys, storageAgreement, {
    pallet: PALLET,
    item: 'StorageAgreements',
    at,
  })
  return entries
    .filter(({ keys, value }) => keys[1] === provider && value.role.role === 'replica')
    .map(({ keys }) => keys[0])
}
