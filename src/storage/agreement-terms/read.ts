import { z } from 'zod'
import { readConstant, readEntries, readHead, readState } from '../../chain/reader/read.ts'
import type { TaskContext } from '../../kernel/index.ts'
import {
  accountId,
  balance,
  type ProviderInfo,
  providerInfo,
  type StorageAgreement,
  storageAgreement,
  u32,
  u64,
} from '../types.ts'

const PALLET = 'StorageProvider'
const agreementKeys = z.tuple([u64, accountId])

/** An agreement of ours and all that is decided about it by, as of one finalized block. */
export interface TermCase {
  readonly bucketId: bigint
  readonly agreement: StorageAgreement
  readonly provider: ProviderInfo
  /** Planck of stake that each committed byte needs. */
  readonly minStakePerByte: bigint
  /** Blocks after its end in which its owner may settle it. */
  readonly settlementTimeout: number
  /** Number of the block all this was read at. */
  readonly at: number
}

/** Null when there is no such agreement. @throws ReadFailed */
export async function readCase(ctx: TaskContext, bucketId: bigint, provider: string): Promise<TermCase | null> {
  const { number, hash } = await readHead(ctx)
  const [agreement, info, minStakePerByte, settlementTimeout] = await Promise.all([
    readState(ctx, storageAgreement.nullable(), {
      pallet: PALLET,
      item: 'StorageAgreements',
      keys: [bucketId, provider],
      at: hash,
    }),
    readState(ctx, providerInfo.nullable(), { pallet: PALLET, item: 'Providers', keys: [provider], at: hash }),
    readConstant(ctx, balance, PALLET, 'MinStakePerByte'),
    readConstant(ctx, u32, PALLET, 'SettlementTimeout'),
  ])
  if (agreement === null || info === null) return null
  return { bucketId, agreement, provider: info, minStakePerByte, settlementTimeout, at: number }
}

/** Buckets that have an agreement with this provider, as of a block. The map's first key is the bucket, so all of it is read. */
export async function readBuckets(ctx: TaskContext, provider: string, at: string): Promise<bigint[]> {
  const entries = await readEntries(ctx, agreementKeys, z.unknown(), { pallet: PALLET, item: 'StorageAgreements', at })
  return entries.filter(({ keys }) => keys[1] === provider).map(({ keys }) => keys[0])
}
