import { boundedVec, u64, u128 } from '../../../scale/index.ts'
import { defaulted, defineStorage, optional } from '../../pallet/index.ts'
import { accountId } from '../../primitives/index.ts'
import { MAX_BUCKETS_PER_MEMBER } from './constants.ts'
import { agreementRequest, bucket, checkpointWindowConfig, providerInfo, storageAgreement } from './types.ts'

const byAccount = ['Blake2_128Concat', accountId] as const
const byBucket = ['Blake2_128Concat', u64] as const

/** All but open challenges, which are kept in one of several ways. */
export const storage = defineStorage('StorageProvider', {
  Providers: optional(providerInfo, [byAccount], { docs: 'Registered storage providers.' }),
  NextBucketId: defaulted(u64, 0n, [], { docs: 'Id of the next bucket.' }),
  Buckets: optional(bucket, [byBucket], { docs: 'Buckets by id.' }),
  StorageAgreements: optional(storageAgreement, [byBucket, byAccount], { docs: 'Agreements by bucket and provider.' }),
  AgreementRequests: optional(agreementRequest, [byBucket, byAccount], {
    docs: 'Requests not yet answered, by bucket and provider.',
  }),
  CheckpointConfigs: optional(checkpointWindowConfig, [byBucket], {
    docs: 'Checkpoint windows of a bucket, where they differ from the default.',
  }),
  LastCheckpointWindow: optional(u64, [byBucket], { docs: 'The last window a checkpoint was submitted in.' }),
  CheckpointRewards: defaulted(u128, 0n, [byAccount, byBucket], { docs: 'Rewards not yet claimed.' }),
  CheckpointPool: defaulted(u128, 0n, [byBucket], { docs: 'What is left to reward checkpoints of a bucket with.' }),
  MemberBuckets: defaulted(boundedVec(u64, MAX_BUCKETS_PER_MEMBER), [], [byAccount], {
    docs: 'Buckets an account is a member of.',
  }),
})
