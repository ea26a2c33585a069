import type { Execution } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import { MAX_PRIMARY_PROVIDERS, type StorageProviderConstants } from './constants.ts'
import { failure } from './errors.ts'
import { openAgreement } from './open-agreement.ts'
import { activeProvider, bucketOf, checked, checkedBytes, requestOf } from './rules.ts'
import { storage } from './storage.ts'
import type { AgreementRequest, ProviderInfo } from './types.ts'

/** Turns a request into an agreement, if the provider's capacity and stake still bear it. */
export function acceptRequest(
  execution: Execution,
  who: AccountId,
  bucketId: bigint,
  constants: StorageProviderConstants,
): void {
  const { storage: access, blockNumber } = execution
  const provider = activeProvider(execution, who)
  const request = requestOf(execution, bucketId, who)
  storage.AgreementRequests.remove(access, bucketId, who)
  if (blockNumber > request.expires_at) throw failure.RequestExpired()
  const role = takeRole(execution, who, bucketId, provider, request)
  const committed = ensureBorne(provider, request.max_bytes, constants)

  storage.Providers.set(access, who, {
    ...provider,
    committed_bytes: committed,
    stats: {
      ...provider.stats,
      agreements_total: provider.stats.agreements_total + 1,
      total_bytes_committed: provider.stats.total_bytes_committed + request.max_bytes,
    },
  })
  const { requester: owner, max_bytes, payment_locked, duration } = request
  const { price_per_byte } = provider.settings
  const terms = { owner, max_bytes, payment_locked, price_per_byte, role }
  openAgreement(execution, { bucket_id: bucketId, provider: who }, terms, duration)
}

function takeRole(
  execution: Execution,
  who: AccountId,
  bucketId: bigint,
  { settings }: ProviderInfo,
  { replica_params }: AgreementRequest,
) {
  if (replica_params) {
    const sync_price = settings.replica_sync_price
    if (sync_price === undefined) throw failure.ProviderNotAcceptingReplicas()
    return { type: 'Replica' as const, value: { ...replica_params, sync_price, last_sync: undefined } }
  }
  const bucket = bucketOf(execution, bucketId)
  if (bucket.primary_providers.length >= MAX_PRIMARY_PROVIDERS) throw failure.MaxPrimaryProvidersReached()
  const primary_providers = [...bucket.primary_providers, who]
  storage.Buckets.set(execution.storage, bucketId, { ...bucket, primary_providers })
  return { type: 'Primary' as const }
}

/** The bytes the provider would then be committed to. */
function ensureBorne(provider: ProviderInfo, more: bigint, { minStakePerByte }: StorageProviderConstants): bigint {
  const committed = checkedBytes(provider.committed_bytes + more)
  const { max_capacity } = provider.settings
  if (max_capacity > 0n && committed > max_capacity) throw failure.CapacityExceeded()
  if (provider.stake < checked(minStakePerByte * committed)) throw failure.InsufficientStakeForBytes()
  return committed
}
