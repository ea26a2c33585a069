import { z } from 'zod'
import { readEntries, readHead, readState } from '../../chain/reader/read.ts'
import type { PayloadOf } from '../../kernel/index.ts'
import { accountId, bucket, providerContact, storageAgreement, u64 } from '../types.ts'
import type { Part, PartOf } from './events.ts'
import { type Ctx, upToDate } from './up-to-date.ts'

const PALLET = 'StorageProvider'
const agreementKeys = z.tuple([u64, accountId])

/** A bucket's providers as the chain had them. */
export interface Providers {
  /** By registered key, hex. */
  readonly parts: ReadonlyMap<string, Part>
  /** When reading them began, in milliseconds. */
  readonly readAt: number
}

/** Answers `PartOf`. @throws Refused `unavailable` */
export async function partOf({ bucketId, key }: PayloadOf<typeof PartOf>, ctx: Ctx) {
  const { parts } = await upToDate(ctx.ports.providers, bucketId, () => readProviders(bucketId, ctx), ctx)
  return { part: parts.get(key.toLowerCase()) ?? null }
}

async function readProviders(bucketId: bigint, ctx: Ctx): Promise<Providers> {
  const readAt = ctx.now()
  const { hash: at } = await readHead(ctx)
  const [row, agreements] = await Promise.all([
    readState(ctx, bucket.nullable(), { pallet: PALLET, item: 'Buckets', keys: [bucketId], at }),
    readEntries(ctx, agreementKeys, storageAgreement, {
      pallet: PALLET,
      item: 'StorageAgreements',
      keys: [bucketId],
      at,
    }),
  ])
  const replicas = agreements.filter(({ value }) => value.role.role === 'replica').map(({ keys }) => keys[1])
  const partBy = new Map<string, Part>([
    ...replicas.map((account) => [account, 'replica'] as const),
    ...(row?.primaryProviders ?? []).map((account) => [account, 'primary'] as const),
  ])
  const found = await Promise.all(
    [...partBy].map(async ([account, part]) => {
      const query = { pallet: PALLET, item: 'Providers', keys: [account], at }
      const contact = await readState(ctx, providerContact.nullable(), query)
      return contact === null ? [] : [[contact.publicKey.toLowerCase(), part] as const]
    }),
  )
  return { parts: new Map(found.flat()), readAt }
}
