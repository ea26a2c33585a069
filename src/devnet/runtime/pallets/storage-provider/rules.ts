import { sameBytes } from '../../../bytes.ts'
import type { Execution } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import { failure } from './errors.ts'
import { storage } from './storage.ts'
import type { AgreementRequest, Bucket, ProviderInfo, StorageAgreement } from './types.ts'

const U128_MAX = (1n << 128n) - 1n
const U64_MAX = (1n << 64n) - 1n
const U32_MAX = 0xffff_ffff

type Reads = Pick<Execution, 'storage'>

export const sameAccount = (a: AccountId, b: AccountId): boolean => sameBytes(a, b)

export function providerOf({ storage: access }: Reads, who: AccountId): ProviderInfo {
  const provider = storage.Providers.get(access, who)
  if (!provider) throw failure.ProviderNotFound()
  return provider
}

/** A provider that has not announced to leave. */
export function activeProvider(execution: Reads, who: AccountId): ProviderInfo {
  const provider = providerOf(execution, who)
  ensureActive(provider)
  return provider
}

function ensureActive(provider: ProviderInfo): void {
  if (provider.deregister_at !== undefined) throw failure.DeregisterAnnounced()
}

export function bucketOf({ storage: access }: Reads, id: bigint): Bucket {
  const bucket = storage.Buckets.get(access, id)
  if (!bucket) throw failure.BucketNotFound()
  return bucket
}

export function bucketAdministeredBy(execution: Reads, id: bigint, who: AccountId): Bucket {
  const bucket = bucketOf(execution, id)
  const admin = bucket.members.some(({ account, role }) => role.type === 'Admin' && sameAccount(account, who))
  if (!admin) throw failure.NotBucketAdmin()
  return bucket
}

export function requestOf({ storage: access }: Reads, bucketId: bigint, provider: AccountId): AgreementRequest {
  const request = storage.AgreementRequests.get(access, bucketId, provider)
  if (!request) throw failure.AgreementRequestNotFound()
  return request
}

export function agreementOf({ storage: access }: Reads, bucketId: bigint, provider: AccountId): StorageAgreement {
  const agreement = storage.StorageAgreements.get(access, bucketId, provider)
  if (!agreement) throw failure.AgreementNotFound()
  return agreement
}

/** A bucket that `who` may change the content of: as its writer or admin. */
export function bucketWrittenBy(execution: Reads, id: bigint, who: AccountId): Bucket {
  const bucket = bucketOf(execution, id)
  const member = bucket.members.find(({ account }) => sameAccount(account, who))
  if (!member) throw failure.NotBucketMember()
  if (member.role.type === 'Reader') throw failure.NotBucketWriter()
  return bucket
}

export const isPrimary = ({ primary_providers }: Bucket, who: AccountId): boolean =>
  primary_providers.some((each) => sameAccount(each, who))

export function ensureDuration({ settings }: ProviderInfo, duration: number): void {
  if (duration < settings.min_duration) throw failure.DurationTooShort()
  if (duration > settings.max_duration) throw failure.DurationTooLong()
}

/** Price per byte and block × bytes × blocks. */
export const paymentFor = (pricePerByte: bigint, bytes: bigint, duration: number): bigint =>
  checked(checked(pricePerByte * bytes) * BigInt(duration))

/** Money that fits an account. */
export function checked(amount: bigint): bigint {
  if (amount > U128_MAX) throw failure.ArithmeticOverflow()
  return amount
}

export function checkedBytes(bytes: bigint): bigint {
  if (bytes > U64_MAX) throw failure.ArithmeticOverflow()
  return bytes
}

/** A block number that many blocks on, or the last one there is. */
export const blocksAfter = (block: number, blocks: number): number => Math.min(block + blocks, U32_MAX)

/** All a request holds back from its requester. */
export const lockedBy = ({ payment_locked, replica_params }: AgreementRequest): bigint =>
  checked(payment_locked + (replica_params?.sync_balance ?? 0n))
