import { u32, u128 } from '../../../scale/index.ts'
import { constant } from '../../pallet/index.ts'

const UNIT = 10n ** 12n

// Bounds of the types themselves: not for a preset to change.
export const MAX_MULTIADDR_LENGTH = 128
export const MAX_PUBLIC_KEY_LENGTH = 64
export const MAX_MEMBERS = 100
export const MAX_PRIMARY_PROVIDERS = 5
export const MAX_BUCKETS_PER_MEMBER = 1_000
export const MAX_CHUNK_SIZE = 262_144

/** The pallet's rules in numbers; durations in blocks, money in the smallest unit. */
export interface StorageProviderConstants {
  minProviderStake: bigint
  minStakePerByte: bigint
  challengeTimeout: number
  settlementTimeout: number
  requestTimeout: number
  defaultCheckpointInterval: number
  defaultCheckpointGrace: number
  checkpointReward: bigint
  checkpointMissPenalty: bigint
  deregisterAnnouncementPeriod: number
}

/** The local runtime's numbers at six seconds a block. */
export const DEFAULT_CONSTANTS: StorageProviderConstants = {
  minProviderStake: 1_000n * UNIT,
  minStakePerByte: 1_000n,
  challengeTimeout: 28_800,
  settlementTimeout: 14_400,
  requestTimeout: 3_600,
  defaultCheckpointInterval: 100,
  defaultCheckpointGrace: 20,
  checkpointReward: UNIT,
  checkpointMissPenalty: UNIT / 2n,
  deregisterAnnouncementPeriod: 32_400,
}

export const describeConstants = (numbers: StorageProviderConstants) => ({
  MinStakePerByte: constant(u128, numbers.minStakePerByte, 'Stake a provider needs per byte it commits.'),
  MaxMultiaddrLength: constant(u32, MAX_MULTIADDR_LENGTH, 'Maximum length of a multiaddr in bytes.'),
  MaxMembers: constant(u32, MAX_MEMBERS, 'Maximum members of a bucket.'),
  MaxPrimaryProviders: constant(u32, MAX_PRIMARY_PROVIDERS, 'Maximum primary providers of a bucket.'),
  MinProviderStake: constant(u128, numbers.minProviderStake, 'Least stake to register as a provider.'),
  MaxChunkSize: constant(u32, MAX_CHUNK_SIZE, 'Maximum size of a chunk in bytes.'),
  ChallengeTimeout: constant(u32, numbers.challengeTimeout, 'Blocks a provider has to answer a challenge.'),
  SettlementTimeout: constant(u32, numbers.settlementTimeout, 'Blocks an owner has to settle an expired agreement.'),
  RequestTimeout: constant(u32, numbers.requestTimeout, 'Blocks a provider has to accept a request.'),
  DefaultCheckpointInterval: constant(u32, numbers.defaultCheckpointInterval, 'Blocks of a checkpoint window.'),
  DefaultCheckpointGrace: constant(u32, numbers.defaultCheckpointGrace, "Blocks of a window that are its leader's."),
  CheckpointReward: constant(u128, numbers.checkpointReward, 'Reward of a submitted checkpoint.'),
  CheckpointMissPenalty: constant(u128, numbers.checkpointMissPenalty, 'What a missed checkpoint costs its leader.'),
  MaxBucketsPerMember: constant(u32, MAX_BUCKETS_PER_MEMBER, 'Maximum buckets an account is a member of.'),
  DeregisterAnnouncementPeriod: constant(
    u32,
    numbers.deregisterAnnouncementPeriod,
    'Blocks between announcing to deregister and doing so.',
  ),
})
