import { u32, u64, u128 } from '../../../scale/index.ts'
import { call, signedBy } from '../../pallet/index.ts'
import { accountId } from '../../primitives/index.ts'
import type { Ledger } from '../balances/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { acceptRequest } from './accept.ts'
import { MAX_PRIMARY_PROVIDERS, type StorageProviderConstants } from './constants.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { placeRequest } from './request.ts'
import { activeProvider, bucketAdministeredBy, bucketOf, lockedBy, requestOf, sameAccount } from './rules.ts'
import { storage } from './storage.ts'
import { replicaRequestParams } from './types.ts'

const terms = {
  bucket_id: u64,
  provider: accountId,
  max_bytes: u64,
  duration: u32,
  max_payment: u128,
} as const

/** Asking a provider to store a bucket, and its answer. */
export const agreementCalls = (constants: StorageProviderConstants, ledger: Ledger) => ({
  request_agreement: call(
    {
      index: 20,
      args: { ...terms, replica_params: replicaRequestParams },
      weight: () => nominalWeight(4, 3),
      docs: 'Request a replica agreement from a provider; reserves payment and sync balance.',
    },
    (execution, origin, { replica_params, ...asked }) => {
      const requester = signedBy(origin)
      bucketOf(execution, asked.bucket_id)
      const provider = activeProvider(execution, asked.provider)
      if (provider.settings.replica_sync_price === undefined) throw failure.ProviderNotAcceptingReplicas()
      placeRequest(execution, { ...asked, requester, replica_params }, provider, { constants, ledger })
    },
  ),

  request_primary_agreement: call(
    {
      index: 21,
      args: terms,
      weight: () => nominalWeight(4, 3),
      docs: 'Request a primary agreement from a provider as admin of the bucket; reserves the payment.',
    },
    (execution, origin, asked) => {
      const requester = signedBy(origin)
      const bucket = bucketAdministeredBy(execution, asked.bucket_id, requester)
      if (bucket.primary_providers.length >= MAX_PRIMARY_PROVIDERS) throw failure.MaxPrimaryProvidersReached()
      const provider = activeProvider(execution, asked.provider)
      if (!provider.settings.accepting_primary) throw failure.ProviderNotAcceptingPrimary()
      placeRequest(execution, { ...asked, requester, replica_params: undefined }, provider, { constants, ledger })
    },
  ),

  accept_agreement: call(
    {
      index: 22,
      args: { bucket_id: u64 },
      weight: () => nominalWeight(4, 4),
      docs: 'Accept a request as the provider it was made to.',
    },
    (execution, origin, { bucket_id }) => acceptRequest(execution, signedBy(origin), bucket_id, constants),
  ),

  reject_agreement: call(
    {
      index: 23,
      args: { bucket_id: u64 },
      weight: () => nominalWeight(2, 2),
      docs: 'Reject a request as the provider it was made to; returns what it reserved.',
    },
    (execution, origin, { bucket_id }) => {
      const provider = signedBy(origin)
      const request = requestOf(execution, bucket_id, provider)
      const payment_returned = lockedBy(request)
      storage.AgreementRequests.remove(execution.storage, bucket_id, provider)
      ledger.unreserve(execution, request.requester, payment_returned)
      execution.deposit(event.AgreementRejected({ bucket_id, provider, payment_returned }))
    },
  ),

  withdraw_agreement_request: call(
    {
      index: 24,
      args: { bucket_id: u64, provider: accountId },
      weight: () => nominalWeight(2, 2),
      docs: 'Withdraw a request as the one who made it; returns what it reserved.',
    },
    (execution, origin, { bucket_id, provider }) => {
      const who = signedBy(origin)
      const request = requestOf(execution, bucket_id, provider)
      if (!sameAccount(request.requester, who)) throw failure.NotAgreementOwner()
      const payment_returned = lockedBy(request)
      storage.AgreementRequests.remove(execution.storage, bucket_id, provider)
      ledger.unreserve(execution, who, payment_returned)
      execution.deposit(event.AgreementRequestWithdrawn({ bucket_id, provider, payment_returned }))
    },
  ),
})
