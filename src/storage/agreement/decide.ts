import type { AgreementRequest, ProviderInfo } from '../types.ts'

/** All that is known about a request when it is to be decided, as of one finalized block. */
export interface AgreementCase {
  readonly bucketId: bigint
  readonly request: AgreementRequest
  /** Our own entry in the registry of providers. */
  readonly provider: ProviderInfo
  /** Whether the bucket has an agreement with us already: accepting another would overwrite it. */
  readonly hasAgreement: boolean
  /** Planck of stake that each committed byte needs. */
  readonly minStakePerByte: bigint
  /** Number of the block all this was read at. */
  readonly at: number
}

export type RejectionReason =
  | 'deregistering'
  | 'agreement-exists'
  | 'not-accepting-primary'
  | 'not-accepting-replicas'
  | 'duration-too-short'
  | 'duration-too-long'
  | 'price-too-low'
  | 'over-capacity'
  | 'under-staked'
  | 'sync-balance-too-low'
  | 'sync-interval-too-short'
  | 'sync-interval-too-long'

export type AgreementDecision = { readonly accept: true } | { readonly accept: false; readonly reason: string }

/** What a request for a replica has to offer besides. */
export interface ReplicaRules {
  /** Syncs that its balance pays for at least, at our price. */
  readonly paidSyncs: number
  /** Blocks between two syncs, at least: each costs the transfer of what is new. */
  readonly minSyncInterval: number
}

export const DEFAULT_REPLICA_RULES: ReplicaRules = { paidSyncs: 1, minSyncInterval: 0 }

const reject = (reason: RejectionReason): AgreementDecision => ({ accept: false, reason })

/**
 * The default policy: accept what the provider's own settings offer and its stake can cover, at its price or better.
 * Everything here the chain would check too, if not at once then when the data is challenged; rejecting frees the
 * requester's money now instead of when the request runs out.
 */
export function decide(
  { request, provider, hasAgreement, minStakePerByte }: AgreementCase,
  rules: ReplicaRules = DEFAULT_REPLICA_RULES,
): AgreementDecision {
  const { settings, stake, committedBytes, deregisterAt } = provider
  if (deregisterAt !== null) return reject('deregistering')
  if (hasAgreement) return reject('agreement-exists')
  if (request.replicaParams === null && !settings.acceptingPrimary) return reject('not-accepting-primary')
  if (request.replicaParams !== null && settings.replicaSyncPrice === null) return reject('not-accepting-replicas')
  if (request.duration < settings.minDuration) return reject('duration-too-short')
  if (request.duration > settings.maxDuration) return reject('duration-too-long')
  if (request.paymentLocked < settings.pricePerByte * request.maxBytes * BigInt(request.duration))
    return reject('price-too-low')
  const committed = committedBytes + request.maxBytes
  if (settings.maxCapacity !== 0n && committed > settings.maxCapacity) return reject('over-capacity')
  if (stake < committed * minStakePerByte) return reject('under-staked')
  return decideReplica(request, settings.replicaSyncPrice, rules)
}

/** The first sync follows the data itself; from then on a replica is paid for each, and not more often than was agreed. */
function decideReplica(
  { replicaParams, duration }: AgreementRequest,
  syncPrice: bigint | null,
  { paidSyncs, minSyncInterval }: ReplicaRules,
): AgreementDecision {
  if (replicaParams === null || syncPrice === null) return { accept: true }
  if (replicaParams.syncBalance < syncPrice * BigInt(paidSyncs)) return reject('sync-balance-too-low')
  if (replicaParams.minSyncInterval < minSyncInterval) return reject('sync-interval-too-short')
  // It would end before a second sync is allowed.
  if (replicaParams.minSyncInterval > duration) return reject('sync-interval-too-long')
  return { accept: true }
}
