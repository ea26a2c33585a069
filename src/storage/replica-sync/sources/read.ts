import { z } from 'zod'
import { readEntries, readHead, readState } from '../../../chain/reader/read.ts'
import type { TaskContext } from '../../../kernel/index.ts'
import type { Hash } from '../../store/types.ts'
import { accountId, bucket, providerContact, storageAgreement, u64 } from '../../types.ts'

/** A provider that may have a bucket's data. */
export interface Source {
  /** 32 bytes, hex. */
  readonly account: string
  /** Multiaddr. */
  readonly address: string
}

const PALLET = 'StorageProvider'
const agreementKeys = z.tuple([u64, accountId])

/**
 * Who may have a bucket's data, as the chain has it: its primaries, then replicas that have confirmed the root which is looked
 * for, then those that have confirmed another. One for each address.
 */
export async function readSources(
  ctx: Pick<TaskContext, 'ask'>,
  { bucketId, provider, root, most }: { bucketId: bigint; provider: string; root: Hash; most: number },
): Promise<Source[]> {
  const { hash } = await readHead(ctx)
  const [found, agreements] = await Promise.all([
    readState(ctx, bucket.nullable(), { pallet: PALLET, item: 'Buckets', keys: [bucketId], at: hash }),
    readEntries(ctx, agreementKeys, storageAgreement, {
      pallet: PALLET,
      item: 'StorageAgreements',
      keys: [bucketId],
      at: hash,
    }),
  ])
  const replicas = agreements.flatMap(({ keys, value: { role } }) =>
    role.role === 'replica' && role.lastSync !== null ? [{ account: keys[1], root: role.lastSync[0] }] : [],
  )
  const accounts = [
    ...(found?.primaryProviders ?? []),
    ...replicas.filter((each) => each.root === root).map(({ account }) => account),
    ...replicas.filter((each) => each.root !== root).map(({ account }) => account),
  ]
    .filter((account) => account !== provider)
    .slice(0, most)
  const contacts = await Promise.all(
    accounts.map((account) =>
      readState(ctx, providerContact.nullable(), { pallet: PALLET, item: 'Providers', keys: [account], at: hash }),
    ),
  )
  const byAddress = new Map<string, Source>()
  for (const [index, account] of accounts.entries()) {
    const address = contacts[index]?.multiaddr ?? ''
    if (address !== '' && !byAddress.has(address)) byAddress.set(address, { account, address })
  }
  return [...byAddress.values()]
}
