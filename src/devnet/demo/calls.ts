import type { DevAccount } from '../accounts.ts'
import type { Call } from '../runtime/index.ts'
import type { ProviderSettings } from '../runtime/pallets/storage-provider/index.ts'

const UNIT = 10n ** 12n

/** What is offered at most; every request of the demonstration stays far below. */
const MAX_PAYMENT = 1_000_000n * UNIT

export interface Asked {
  bucketId: bigint
  provider: Uint8Array
  bytes: bigint
  duration: number
}

const call = (value: Extract<Call, { type: 'StorageProvider' }>['value']): Call => ({ type: 'StorageProvider', value })

export const register = ({ publicKey, uri }: DevAccount): Call => {
  const multiaddr = new TextEncoder().encode(`/ip4/127.0.0.1/tcp/3333/p2p/${uri.replaceAll('/', '')}`)
  return call({ type: 'register_provider', value: { multiaddr, public_key: publicKey, stake: 2_000n * UNIT } })
}

export const setTerms = (settings: ProviderSettings): Call =>
  call({ type: 'update_provider_settings', value: { settings } })

export const createBuckets = (count: number): Call =>
  batch(Array.from({ length: count }, () => call({ type: 'create_bucket', value: { min_providers: 1 } })))

export const requestPrimary = (asked: Asked): Call => call({ type: 'request_primary_agreement', value: termsOf(asked) })

export const requestReplica = (asked: Asked, syncBalance: bigint): Call =>
  call({
    type: 'request_agreement',
    value: { ...termsOf(asked), replica_params: { sync_balance: syncBalance, min_sync_interval: 10 } },
  })

export const withdraw = ({ bucketId, provider }: Asked): Call =>
  call({ type: 'withdraw_agreement_request', value: { bucket_id: bucketId, provider } })

export const batch = (calls: Call[]): Call => ({ type: 'Utility', value: { type: 'batch_all', value: { calls } } })

const termsOf = ({ bucketId, provider, bytes, duration }: Asked) => ({
  bucket_id: bucketId,
  provider,
  max_bytes: bytes,
  duration,
  max_payment: MAX_PAYMENT,
})
