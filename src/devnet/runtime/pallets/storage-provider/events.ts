import { bool, u8, u32, u64, u128, vec } from '../../../scale/index.ts'
import { defineEvents } from '../../pallet/index.ts'
import { accountId, h256 } from '../../primitives/index.ts'
import { storageProviderIdentity } from './identity.ts'
import { challengeId, providerSettings, removalReason, role } from './types.ts'

const provider = accountId
const bucket_id = u64
const agreement = { bucket_id, provider } as const

export const { type: events, event } = defineEvents(storageProviderIdentity, {
  ProviderRegistered: { index: 0, fields: { provider, stake: u128 } },
  ProviderDeregistered: { index: 1, fields: { provider, stake_returned: u128 } },
  DeregisterAnnounced: { index: 2, fields: { provider, complete_after: u32 } },
  DeregisterCancelled: { index: 3, fields: { provider } },
  ProviderStakeAdded: { index: 4, fields: { provider, amount: u128, total_stake: u128 } },
  ProviderSettingsUpdated: { index: 5, fields: { provider, settings: providerSettings } },
  ProviderMultiaddrUpdated: { index: 6, fields: { provider } },
  ExtensionsBlocked: { index: 7, fields: { ...agreement, blocked: bool } },

  BucketCreated: { index: 8, fields: { bucket_id, admin: accountId } },
  BucketFrozen: { index: 9, fields: { bucket_id, frozen_start_seq: u64 } },
  BucketDeleted: { index: 10, fields: { bucket_id } },
  MemberSet: { index: 11, fields: { bucket_id, member: accountId, role } },
  MemberRemoved: { index: 12, fields: { bucket_id, member: accountId } },
  BucketCheckpointed: {
    index: 13,
    fields: { bucket_id, mmr_root: h256, start_seq: u64, leaf_count: u64, providers: vec(accountId) },
  },
  ProviderAddedToBucket: { index: 14, fields: agreement },
  PrimaryProviderRemoved: { index: 15, fields: { ...agreement, reason: removalReason } },
  PrimaryAgreementEndedEarly: { index: 16, fields: { ...agreement, payment_to_provider: u128, burned: u128 } },
  SlashedProviderRemoved: { index: 17, fields: { ...agreement, payment_returned_to_owner: u128 } },

  ReplicaSynced: {
    index: 18,
    fields: { ...agreement, mmr_root: h256, position_matched: u8, sync_payment: u128 },
  },
  ReplicaSyncBalanceToppedUp: { index: 19, fields: { ...agreement, amount: u128, new_total: u128 } },

  AgreementRequested: {
    index: 20,
    fields: { ...agreement, requester: accountId, max_bytes: u64, payment_locked: u128, duration: u32 },
  },
  AgreementAccepted: { index: 21, fields: { ...agreement, expires_at: u32 } },
  AgreementRejected: { index: 22, fields: { ...agreement, payment_returned: u128 } },
  AgreementRequestWithdrawn: { index: 23, fields: { ...agreement, payment_returned: u128 } },
  AgreementToppedUp: { index: 24, fields: { ...agreement, amount: u128, new_max_bytes: u64 } },
  AgreementExtended: { index: 25, fields: { ...agreement, new_expires_at: u32, payment: u128 } },
  AgreementOwnershipTransferred: {
    index: 26,
    fields: { ...agreement, old_owner: accountId, new_owner: accountId },
  },
  AgreementEnded: { index: 27, fields: { ...agreement, payment_to_provider: u128, burned: u128 } },
  AgreementExpiredClaimed: { index: 28, fields: { ...agreement, payment_to_provider: u128 } },

  ChallengeCreated: {
    index: 29,
    fields: { challenge_id: challengeId, bucket_id, provider, challenger: accountId, respond_by: u32 },
  },
  ChallengeDefended: {
    index: 30,
    fields: {
      challenge_id: challengeId,
      provider,
      response_time_blocks: u32,
      challenger_cost: u128,
      provider_cost: u128,
    },
  },
  ChallengeSlashed: {
    index: 31,
    fields: { challenge_id: challengeId, provider, slashed_amount: u128, challenger_reward: u128 },
  },

  ProviderCheckpointSubmitted: {
    index: 32,
    fields: {
      bucket_id,
      mmr_root: h256,
      window: u64,
      leader: accountId,
      signers: vec(accountId),
      reward: u128,
    },
  },
  CheckpointConfigUpdated: { index: 33, fields: { bucket_id, interval: u32, grace_period: u32, enabled: bool } },
  CheckpointMissPenalized: { index: 34, fields: { ...agreement, window: u64, penalty: u128 } },
  CheckpointRewardClaimed: { index: 35, fields: { ...agreement, amount: u128 } },
  CheckpointPoolFunded: { index: 36, fields: { bucket_id, funder: accountId, amount: u128 } },
})
