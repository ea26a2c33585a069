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

export type AgreementDecision = { readonly accept: true } | { readonly accept: false; readonly reason: string }

const reject = (reason: RejectionReason): AgreementDecision => ({ accept: false, reason })

/**
 * The default policy: accept what the provider's own settings offer and its stake can cover, at its price or better.
 * Everything here the chain would check too, if not at once then when the data is challenged; rejecting frees the
 * requester's money now instead of when the request runs out.
 */
export function decide({ request, provider, hasAgreement, minStakePerByte }: AgreementCase): AgreementDecision {
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
  return { accept: true }
}
