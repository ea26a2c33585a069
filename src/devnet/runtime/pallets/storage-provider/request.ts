import type { Execution } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import type { Ledger } from '../balances/index.ts'
import type { StorageProviderConstants } from './constants.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { blocksAfter, ensureDuration, lockedBy, paymentFor } from './rules.ts'
import { storage } from './storage.ts'
import type { AgreementRequest, ProviderInfo } from './types.ts'

interface AskedTerms {
  requester: AccountId
  bucket_id: bigint
  provider: AccountId
  max_bytes: bigint
  duration: number
  max_payment: bigint
  replica_params: AgreementRequest['replica_params']
}

/** What primary and replica requests have in common: terms, price, money held back, the request itself. */
export function placeRequest(
  execution: Execution,
  { requester, bucket_id, provider, max_bytes, duration, max_payment, replica_params }: AskedTerms,
  providerInfo: ProviderInfo,
  { constants, ledger }: { constants: StorageProviderConstants; ledger: Ledger },
): void {
  ensureDuration(providerInfo, duration)
  const payment_locked = paymentFor(providerInfo.settings.price_per_byte, max_bytes, duration)
  if (payment_locked > max_payment) throw failure.PaymentExceedsMax()
  const expires_at = blocksAfter(execution.blockNumber, constants.requestTimeout)
  const request = { requester, max_bytes, payment_locked, duration, expires_at, replica_params }
  ledger.reserve(execution, requester, lockedBy(request))
  if (storage.AgreementRequests.has(execution.storage, bucket_id, provider)) {
    throw failure.AgreementRequestAlreadyExists()
  }
  storage.AgreementRequests.set(execution.storage, bucket_id, provider, request)
  execution.deposit(event.AgreementRequested({ bucket_id, provider, requester, max_bytes, payment_locked, duration }))
}
