import type { Execution } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import type { Ledger } from '../balances/index.ts'
import { event } from './events.ts'
import { isPrimary, sameAccount } from './rules.ts'
import { bitsOf, hasSigned } from './signer-bits.ts'
import { storage } from './storage.ts'
import type { Bucket, StorageAgreement } from './types.ts'

export type RemovalReason = 'Slashed' | 'AdminTerminated' | 'Expired'

/** Takes an agreement out of the books: the provider has its bytes free again, and a replica's owner what was left for syncs. */
export function removeAgreement(
  execution: Execution,
  { bucket_id, provider }: { bucket_id: bigint; provider: AccountId },
  agreement: StorageAgreement,
  reason: RemovalReason,
  ledger: Ledger,
): void {
  const { storage: access } = execution
  storage.StorageAgreements.remove(access, bucket_id, provider)
  const info = storage.Providers.get(access, provider)
  if (info !== undefined) {
    const committed_bytes = info.committed_bytes > agreement.max_bytes ? info.committed_bytes - agreement.max_bytes : 0n
    storage.Providers.set(access, provider, { ...info, committed_bytes })
  }
  if (agreement.role.type === 'Replica') ledger.unreserve(execution, agreement.owner, agreement.role.value.sync_balance)
  const bucket = storage.Buckets.get(access, bucket_id)
  if (bucket === undefined || !isPrimary(bucket, provider)) return
  storage.Buckets.set(access, bucket_id, withoutPrimary(bucket, provider))
  execution.deposit(event.PrimaryProviderRemoved({ bucket_id, provider, reason: { type: reason } }))
}

/** Those after it move up, and so do the bits that say who signed. */
function withoutPrimary(bucket: Bucket, provider: AccountId): Bucket {
  const place = bucket.primary_providers.findIndex((each) => sameAccount(each, provider))
  const primary_providers = bucket.primary_providers.filter((_, index) => index !== place)
  if (bucket.snapshot === undefined) return { ...bucket, primary_providers }
  const signed = bucket.primary_providers.map((_, index) => hasSigned(bucket.snapshot!.primary_signers, index))
  const primary_signers = bitsOf(signed.filter((_, index) => index !== place))
  return { ...bucket, primary_providers, snapshot: { ...bucket.snapshot, primary_signers } }
}
