import { z } from 'zod'
import { readConstant, readEntries, readHead, readState } from '../../chain/reader/read.ts'
import type { TaskContext } from '../../kernel/index.ts'
import { accountId, agreementRequest, balance, providerInfo, u64 } from '../types.ts'
import type { AgreementCase } from './decide.ts'

const PALLET = 'StorageProvider'
const requestKeys = z.tuple([u64, accountId])

/** A request and all that its decision needs, read at one block; null when there is no such request. */
export async function readCase(ctx: TaskContext, bucketId: bigint, provider: string): Promise<AgreementCase | null> {
  const { number, hash } = await readHead(ctx)
  const [request, info, agreement, minStakePerByte] = await Promise.all([
    readState(ctx, agreementRequest.nullable(), {
      pallet: PALLET,
      item: 'AgreementRequests',
      keys: [bucketId, provider],
      at: hash,
    }),
    readState(ctx, providerInfo, { pallet: PALLET, item: 'Providers', keys: [provider], at: hash }),
    readState(ctx, z.unknown(), {
      pallet: PALLET,
      item: 'StorageAgreements',
      keys: [bucketId, provider],
      at: hash,
    }),
    readConstant(ctx, balance, PALLET, 'MinStakePerByte'),
  ])
  return request === null
    ? null
    : { bucketId, request, provider: info, hasAgreement: agreement !== null, minStakePerByte, at: number }
}

/** Buckets with an open request for this provider, as of a block. The map's first key is the bucket, so all of it is read. */
export async function readOpenBuckets(ctx: TaskContext, provider: string, at: string): Promise<bigint[]> {
  const entries = await readEntries(ctx, requestKeys, z.unknown(), { pallet: PALLET, item: 'AgreementRequests', at })
  return entries.filter(({ keys }) => keys[1] === provider).map(({ keys }) => keys[0])
}
