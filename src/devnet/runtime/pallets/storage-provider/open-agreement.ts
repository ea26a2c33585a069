import type { Execution } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import { event } from './events.ts'
import { blocksAfter } from './rules.ts'
import { storage } from './storage.ts'
import type { StorageAgreement } from './types.ts'

type Terms = Pick<StorageAgreement, 'owner' | 'max_bytes' | 'payment_locked' | 'price_per_byte' | 'role'>

/** Begins an agreement now, for so many blocks. */
export function openAgreement(
  execution: Execution,
  { bucket_id, provider }: { bucket_id: bigint; provider: AccountId },
  terms: Terms,
  duration: number,
): void {
  const { storage: access, blockNumber } = execution
  const expires_at = blocksAfter(blockNumber, duration)
  storage.StorageAgreements.set(access, bucket_id, provider, {
    ...terms,
    expires_at,
    extensions_blocked: false,
    started_at: blockNumber,
  })
  execution.deposit(event.AgreementAccepted({ bucket_id, provider, expires_at }))
  execution.deposit(event.ProviderAddedToBucket({ bucket_id, provider }))
}
