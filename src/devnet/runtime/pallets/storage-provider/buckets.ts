import type { Execution, StorageAccess } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import { MAX_BUCKETS_PER_MEMBER } from './constants.ts'
import { failure } from './errors.ts'
import { storage } from './storage.ts'

const ZERO_ROOT = new Uint8Array(32)

/** Opens a bucket that `admin` alone is a member of; gives its id. */
export function openBucket(access: StorageAccess, admin: AccountId, minProviders: number): bigint {
  const id = storage.NextBucketId.get(access)
  storage.NextBucketId.set(access, id + 1n)
  storage.Buckets.set(access, id, {
    members: [{ account: admin, role: { type: 'Admin' } }],
    frozen_start_seq: undefined,
    min_providers: minProviders,
    primary_providers: [],
    snapshot: undefined,
    historical_roots: Array.from({ length: 6 }, () => [0, ZERO_ROOT] as [number, Uint8Array]),
    total_snapshots: 0,
  })
  addMembership(access, admin, id)
  return id
}

export function addMembership(access: StorageAccess, member: AccountId, bucketId: bigint): void {
  const buckets = storage.MemberBuckets.get(access, member)
  if (buckets.includes(bucketId)) return
  if (buckets.length >= MAX_BUCKETS_PER_MEMBER) throw failure.TooManyBucketsForMember()
  storage.MemberBuckets.set(access, member, [...buckets, bucketId])
}

export function removeMembership({ storage: access }: Execution, member: AccountId, bucketId: bigint): void {
  const buckets = storage.MemberBuckets.get(access, member)
  storage.MemberBuckets.set(
    access,
    member,
    buckets.filter((id) => id !== bucketId),
  )
}
