import { u32, u64, u128 } from '../../../scale/index.ts'
import { call, type Execution, signedBy } from '../../pallet/index.ts'
import { type AccountId, accountId } from '../../primitives/index.ts'
import type { Ledger } from '../balances/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { openBucket } from './buckets.ts'
import type { StorageProviderConstants } from './constants.ts'
import { removeAgreement } from './end-agreement.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { openAgreement } from './open-agreement.ts'
import { agreementOf, bucketOf, paymentFor, providerOf } from './rules.ts'
import { storage } from './storage.ts'
import type { ProviderInfo } from './types.ts'

/** Taking the cheapest provider there is, and getting rid of one that was slashed. */
export const marketCalls = (constants: StorageProviderConstants, ledger: Ledger) => ({
  remove_slashed: call(
    {
      index: 15,
      args: { bucket_id: u64, provider: accountId },
      weight: () => nominalWeight(4, 4),
      docs: 'Remove a provider from a bucket that has lost its stake; its payment goes back to the owner.',
    },
    (execution, origin, { bucket_id, provider }) => {
      signedBy(origin)
      if (providerOf(execution, provider).stake > 0n) throw failure.ProviderNotSlashed()
      const agreement = agreementOf(execution, bucket_id, provider)
      const payment_returned_to_owner = agreement.payment_locked
      ledger.unreserve(execution, agreement.owner, payment_returned_to_owner)
      removeAgreement(execution, { bucket_id, provider }, agreement, 'Slashed', ledger)
      execution.deposit(event.SlashedProviderRemoved({ bucket_id, provider, payment_returned_to_owner }))
    },
  ),

  create_bucket_with_storage: call(
    {
      index: 16,
      args: { max_bytes: u64, duration: u32, max_price_per_byte: u128 },
      weight: () => nominalWeight(6, 6),
      docs: 'Create a bucket with an agreement at once, with the cheapest provider that takes it.',
    },
    (execution, origin, { max_bytes, duration, max_price_per_byte }) => {
      const owner = signedBy(origin)
      const { storage: access } = execution
      const found = cheapest(execution, { max_bytes, duration, max_price_per_byte }, constants)
      if (found === undefined) throw failure.NoMatchingProvider()
      const [provider, info] = found
      const { price_per_byte } = info.settings
      const payment_locked = paymentFor(price_per_byte, max_bytes, duration)
      ledger.reserve(execution, owner, payment_locked)
      const bucket_id = openBucket(access, owner, 1)
      execution.deposit(event.BucketCreated({ bucket_id, admin: owner }))
      const bucket = bucketOf(execution, bucket_id)
      storage.Buckets.set(access, bucket_id, { ...bucket, primary_providers: [provider] })
      // The bytes ever committed are not counted here, as in the pallet that this stands for.
      storage.Providers.set(access, provider, {
        ...info,
        committed_bytes: info.committed_bytes + max_bytes,
        stats: { ...info.stats, agreements_total: info.stats.agreements_total + 1 },
      })
      const terms = { owner, max_bytes, payment_locked, price_per_byte, role: { type: 'Primary' as const } }
      openAgreement(execution, { bucket_id, provider }, terms, duration)
    },
  ),
})

interface Wanted {
  readonly max_bytes: bigint
  readonly duration: number
  readonly max_price_per_byte: bigint
}

/** Of equals, the first in the order of storage. */
function cheapest(
  { storage: access }: Execution,
  wanted: Wanted,
  constants: StorageProviderConstants,
): [AccountId, ProviderInfo] | undefined {
  const matching = storage.Providers.entries(access).filter(({ value }) => takes(value, wanted, constants))
  const [best] = matching.sort((a, b) => Number(a.value.settings.price_per_byte - b.value.settings.price_per_byte))
  return best && [best.keys[0], best.value]
}

function takes(
  { settings, stake, committed_bytes, deregister_at }: ProviderInfo,
  { max_bytes, duration, max_price_per_byte }: Wanted,
  { minStakePerByte }: StorageProviderConstants,
): boolean {
  const committed = committed_bytes + max_bytes
  return (
    deregister_at === undefined &&
    settings.accepting_primary &&
    settings.price_per_byte <= max_price_per_byte &&
    settings.min_duration <= duration &&
    duration <= settings.max_duration &&
    (settings.max_capacity === 0n || committed <= settings.max_capacity) &&
    minStakePerByte * committed <= stake
  )
}
