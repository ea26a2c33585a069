import { u32, u64 } from '../../../scale/index.ts'
import { call, signedBy } from '../../pallet/index.ts'
import { accountId } from '../../primitives/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { addMembership, openBucket, removeMembership } from './buckets.ts'
import { MAX_MEMBERS } from './constants.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { bucketAdministeredBy, sameAccount } from './rules.ts'
import { signersIn } from './snapshot.ts'
import { storage } from './storage.ts'
import { role } from './types.ts'

/** Buckets and who may use them. */
export const bucketCalls = {
  create_bucket: call(
    {
      index: 10,
      args: { min_providers: u32 },
      weight: () => nominalWeight(2, 3),
      docs: 'Create a bucket; the caller is its admin.',
    },
    (execution, origin, { min_providers }) => {
      const admin = signedBy(origin)
      const bucket_id = openBucket(execution.storage, admin, min_providers)
      execution.deposit(event.BucketCreated({ bucket_id, admin }))
    },
  ),

  set_min_providers: call(
    {
      index: 11,
      args: { bucket_id: u64, min_providers: u32 },
      weight: () => nominalWeight(1, 1),
      docs: 'Set how many primaries have to sign a checkpoint.',
    },
    (execution, origin, { bucket_id, min_providers }) => {
      const bucket = bucketAdministeredBy(execution, bucket_id, signedBy(origin))
      if (min_providers > bucket.primary_providers.length) throw failure.InvalidMinProviders()
      storage.Buckets.set(execution.storage, bucket_id, { ...bucket, min_providers })
    },
  ),

  freeze_bucket: call(
    {
      index: 12,
      args: { bucket_id: u64 },
      weight: () => nominalWeight(1, 1),
      docs: 'Let nothing of what the last checkpoint has ever be pruned.',
    },
    (execution, origin, { bucket_id }) => {
      const bucket = bucketAdministeredBy(execution, bucket_id, signedBy(origin))
      if (bucket.frozen_start_seq !== undefined) throw failure.BucketFrozen()
      if (bucket.snapshot === undefined) throw failure.NoSnapshot()
      if (signersIn(bucket).length < bucket.min_providers) throw failure.MinProvidersNotMet()
      const frozen_start_seq = bucket.snapshot.start_seq
      storage.Buckets.set(execution.storage, bucket_id, { ...bucket, frozen_start_seq })
      execution.deposit(event.BucketFrozen({ bucket_id, frozen_start_seq }))
    },
  ),

  set_member: call(
    {
      index: 13,
      args: { bucket_id: u64, member: accountId, role },
      weight: () => nominalWeight(2, 2),
      docs: "Add a member to a bucket, or change a member's role.",
    },
    (execution, origin, { bucket_id, member, role: given }) => {
      const who = signedBy(origin)
      const { storage: access } = execution
      const bucket = bucketAdministeredBy(execution, bucket_id, who)
      const present = bucket.members.find(({ account }) => sameAccount(account, member))
      if (present?.role.type === 'Admin' && !sameAccount(member, who)) throw failure.CannotDemoteAdmin()
      if (!present && bucket.members.length >= MAX_MEMBERS) throw failure.MaxMembersReached()
      const changed = { account: member, role: given }
      const members = present
        ? bucket.members.map((each) => (each === present ? changed : each))
        : [...bucket.members, changed]
      if (!present) addMembership(access, member, bucket_id)
      storage.Buckets.set(access, bucket_id, { ...bucket, members })
      execution.deposit(event.MemberSet({ bucket_id, member, role: given }))
    },
  ),

  remove_member: call(
    {
      index: 14,
      args: { bucket_id: u64, member: accountId },
      weight: () => nominalWeight(2, 2),
      docs: 'Remove a member from a bucket.',
    },
    (execution, origin, { bucket_id, member }) => {
      const who = signedBy(origin)
      const bucket = bucketAdministeredBy(execution, bucket_id, who)
      const present = bucket.members.find(({ account }) => sameAccount(account, member))
      if (!present) throw failure.MemberNotFound()
      if (present.role.type === 'Admin' && !sameAccount(member, who)) throw failure.CannotDemoteAdmin()
      const members = bucket.members.filter((each) => each !== present)
      storage.Buckets.set(execution.storage, bucket_id, { ...bucket, members })
      removeMembership(execution, member, bucket_id)
      execution.deposit(event.MemberRemoved({ bucket_id, member }))
    },
  ),
}
