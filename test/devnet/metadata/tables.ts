/** The storage provider pallet's interface, written out from its specification: what the devnet must present. */

/** Index, name, arguments. */
export const CALLS = [
  '0 register_provider(multiaddr: Bytes, public_key: Bytes, stake: u128)',
  '1 add_stake(amount: u128)',
  '2 deregister_provider()',
  '3 update_provider_settings(settings: ProviderSettings)',
  '4 set_extensions_blocked(bucket_id: u64, blocked: bool)',
  '5 update_provider_multiaddr(multiaddr: Bytes)',
  '6 complete_deregister()',
  '7 cancel_deregister()',
  '10 create_bucket(min_providers: u32)',
  '11 set_min_providers(bucket_id: u64, min_providers: u32)',
  '12 freeze_bucket(bucket_id: u64)',
  '13 set_member(bucket_id: u64, member: AccountId32, role: Role)',
  '14 remove_member(bucket_id: u64, member: AccountId32)',
  '15 remove_slashed(bucket_id: u64, provider: AccountId32)',
  '16 create_bucket_with_storage(max_bytes: u64, duration: u32, max_price_per_byte: u128)',
  '20 request_agreement(bucket_id: u64, provider: AccountId32, max_bytes: u64, duration: u32, max_payment: u128, replica_params: ReplicaRequestParams)',
  '21 request_primary_agreement(bucket_id: u64, provider: AccountId32, max_bytes: u64, duration: u32, max_payment: u128)',
  '22 accept_agreement(bucket_id: u64)',
  '23 reject_agreement(bucket_id: u64)',
  '24 withdraw_agreement_request(bucket_id: u64, provider: AccountId32)',
  '25 end_agreement(bucket_id: u64, provider: AccountId32, action: EndAction)',
  '26 claim_expired_agreement(bucket_id: u64)',
  '27 extend_agreement(bucket_id: u64, provider: AccountId32, additional_duration: u32, max_payment: u128)',
  '28 top_up_agreement(bucket_id: u64, provider: AccountId32, additional_bytes: u64, max_payment: u128)',
  '30 checkpoint(bucket_id: u64, mmr_root: H256, start_seq: u64, leaf_count: u64, signatures: Vec<(AccountId32,MultiSignature)>)',
  '31 extend_checkpoint(bucket_id: u64, additional_signatures: Vec<(AccountId32,MultiSignature)>)',
  '32 provider_checkpoint(bucket_id: u64, mmr_root: H256, start_seq: u64, leaf_count: u64, window: u64, signatures: Vec<(AccountId32,MultiSignature)>)',
  '33 configure_checkpoint_window(bucket_id: u64, interval: u32, grace_period: u32, enabled: bool)',
  '34 report_missed_checkpoint(bucket_id: u64, window: u64)',
  '35 claim_checkpoint_rewards(bucket_id: u64)',
  '36 fund_checkpoint_pool(bucket_id: u64, amount: u128)',
  '40 challenge_checkpoint(bucket_id: u64, provider: AccountId32, leaf_index: u64, chunk_index: u64)',
  '41 respond_to_challenge(challenge_id: ChallengeId, response: ChallengeResponse)',
  '42 challenge_offchain(bucket_id: u64, provider: AccountId32, mmr_root: H256, start_seq: u64, leaf_index: u64, chunk_index: u64, provider_signature: MultiSignature)',
  '43 challenge_replica(bucket_id: u64, provider: AccountId32, leaf_index: u64, chunk_index: u64)',
  '50 confirm_replica_sync(bucket_id: u64, roots: [Option<H256>;7], signature: MultiSignature)',
  '51 top_up_replica_sync_balance(bucket_id: u64, provider: AccountId32, amount: u128)',
]

export const EVENTS = [
  '0 ProviderRegistered(provider: AccountId32, stake: u128)',
  '1 ProviderDeregistered(provider: AccountId32, stake_returned: u128)',
  '2 DeregisterAnnounced(provider: AccountId32, complete_after: u32)',
  '3 DeregisterCancelled(provider: AccountId32)',
  '4 ProviderStakeAdded(provider: AccountId32, amount: u128, total_stake: u128)',
  '5 ProviderSettingsUpdated(provider: AccountId32, settings: ProviderSettings)',
  '6 ProviderMultiaddrUpdated(provider: AccountId32)',
  '7 ExtensionsBlocked(bucket_id: u64, provider: AccountId32, blocked: bool)',
  '8 BucketCreated(bucket_id: u64, admin: AccountId32)',
  '9 BucketFrozen(bucket_id: u64, frozen_start_seq: u64)',
  '10 BucketDeleted(bucket_id: u64)',
  '11 MemberSet(bucket_id: u64, member: AccountId32, role: Role)',
  '12 MemberRemoved(bucket_id: u64, member: AccountId32)',
  '13 BucketCheckpointed(bucket_id: u64, mmr_root: H256, start_seq: u64, leaf_count: u64, providers: Vec<AccountId32>)',
  '14 ProviderAddedToBucket(bucket_id: u64, provider: AccountId32)',
  '15 PrimaryProviderRemoved(bucket_id: u64, provider: AccountId32, reason: RemovalReason)',
  '16 PrimaryAgreementEndedEarly(bucket_id: u64, provider: AccountId32, payment_to_provider: u128, burned: u128)',
  '17 SlashedProviderRemoved(bucket_id: u64, provider: AccountId32, payment_returned_to_owner: u128)',
  '18 ReplicaSynced(bucket_id: u64, provider: AccountId32, mmr_root: H256, position_matched: u8, sync_payment: u128)',
  '19 ReplicaSyncBalanceToppedUp(bucket_id: u64, provider: AccountId32, amount: u128, new_total: u128)',
  '20 AgreementRequested(bucket_id: u64, provider: AccountId32, requester: AccountId32, max_bytes: u64, payment_locked: u128, duration: u32)',
  '21 AgreementAccepted(bucket_id: u64, provider: AccountId32, expires_at: u32)',
  '22 AgreementRejected(bucket_id: u64, provider: AccountId32, payment_returned: u128)',
  '23 AgreementRequestWithdrawn(bucket_id: u64, provider: AccountId32, payment_returned: u128)',
  '24 AgreementToppedUp(bucket_id: u64, provider: AccountId32, amount: u128, new_max_bytes: u64)',
  '25 AgreementExtended(bucket_id: u64, provider: AccountId32, new_expires_at: u32, payment: u128)',
  '26 AgreementOwnershipTransferred(bucket_id: u64, provider: AccountId32, old_owner: AccountId32, new_owner: AccountId32)',
  '27 AgreementEnded(bucket_id: u64, provider: AccountId32, payment_to_provider: u128, burned: u128)',
  '28 AgreementExpiredClaimed(bucket_id: u64, provider: AccountId32, payment_to_provider: u128)',
  '29 ChallengeCreated(challenge_id: ChallengeId, bucket_id: u64, provider: AccountId32, challenger: AccountId32, respond_by: u32)',
  '30 ChallengeDefended(challenge_id: ChallengeId, provider: AccountId32, response_time_blocks: u32, challenger_cost: u128, provider_cost: u128)',
  '31 ChallengeSlashed(challenge_id: ChallengeId, provider: AccountId32, slashed_amount: u128, challenger_reward: u128)',
  '32 ProviderCheckpointSubmitted(bucket_id: u64, mmr_root: H256, window: u64, leader: AccountId32, signers: Vec<AccountId32>, reward: u128)',
  '33 CheckpointConfigUpdated(bucket_id: u64, interval: u32, grace_period: u32, enabled: bool)',
  '34 CheckpointMissPenalized(bucket_id: u64, provider: AccountId32, window: u64, penalty: u128)',
  '35 CheckpointRewardClaimed(bucket_id: u64, provider: AccountId32, amount: u128)',
  '36 CheckpointPoolFunded(bucket_id: u64, funder: AccountId32, amount: u128)',
]

/** In the order of their indices, from 0. */
export const ERRORS =
  'ProviderAlreadyRegistered ProviderNotFound InsufficientStake InsufficientStakeForBytes ProviderHasActiveAgreements ProviderNotAcceptingPrimary ProviderNotAcceptingReplicas ProviderNotAcceptingExtensions ProviderNotSlashed CapacityBelowCommitted CapacityExceeded InsufficientStakeForCapacity MinDurationExceedsMaxDuration DeregisterAnnounced DeregisterNotAnnounced DeregisterPeriodNotElapsed BucketNotFound BucketFrozen BucketNotFrozen NotBucketAdmin NotBucketMember NotBucketWriter MemberNotFound CannotDemoteAdmin MaxMembersReached MaxPrimaryProvidersReached MinProvidersNotMet InvalidMinProviders AgreementNotFound AgreementRequestNotFound AgreementAlreadyExists AgreementRequestAlreadyExists AgreementExpired AgreementNotExpired AgreementExtensionsBlocked NotAgreementOwner DurationTooShort DurationTooLong PaymentExceedsMax RequestExpired CannotTerminateReplica SettlementWindowPassed NotReplica SyncTooFrequent InvalidSyncRoot InsufficientSyncBalance ChallengeNotFound ChallengeAlreadyExists InvalidChallengeProof ChallengeExpired NotChallengeProvider ProviderNotInSnapshot LeafBeyondCanonical InvalidDeletionProof InvalidSignature NoSnapshot SnapshotViolatesFrozen InsufficientSignatures ArithmeticOverflow InvalidMultiaddr InvalidPublicKey ProviderCheckpointsDisabled NotCheckpointLeader CheckpointWindowNotStarted CheckpointAlreadySubmitted InvalidCheckpointWindow InsufficientCheckpointPool NoMissedCheckpoint WithinGracePeriod NoRewardsToClaim TooManyBucketsForMember NoMatchingProvider'.split(
    ' ',
  )

/** Name, keys with their hashers, value, and whether absence is a value. */
export const STORAGE = [
  'Providers[Blake2_128Concat AccountId32] ProviderInfo optional',
  'NextBucketId[] u64 default',
  'Buckets[Blake2_128Concat u64] Bucket optional',
  'StorageAgreements[Blake2_128Concat,Blake2_128Concat (u64,AccountId32)] StorageAgreement optional',
  'AgreementRequests[Blake2_128Concat,Blake2_128Concat (u64,AccountId32)] AgreementRequest optional',
  'CheckpointConfigs[Blake2_128Concat u64] CheckpointWindowConfig optional',
  'LastCheckpointWindow[Blake2_128Concat u64] u64 optional',
  'CheckpointRewards[Blake2_128Concat,Blake2_128Concat (AccountId32,u64)] u128 default',
  'CheckpointPool[Blake2_128Concat u64] u128 default',
  'MemberBuckets[Blake2_128Concat AccountId32] Vec<u64> default',
  'Challenges[Blake2_128Concat u32] Vec<Challenge> optional',
]

export const CONSTANTS: Record<string, string> = {
  MinProviderStake: '1000000000000000',
  MinStakePerByte: '1000',
  MaxMultiaddrLength: '128',
  MaxMembers: '100',
  MaxPrimaryProviders: '5',
  MaxChunkSize: '262144',
  ChallengeTimeout: '28800',
  SettlementTimeout: '14400',
  RequestTimeout: '3600',
  DefaultCheckpointInterval: '100',
  DefaultCheckpointGrace: '20',
  CheckpointReward: '1000000000000',
  CheckpointMissPenalty: '500000000000',
  MaxBucketsPerMember: '1000',
  DeregisterAnnouncementPeriod: '32400',
}

/** Fields in their order, or cases in the order of their indices. */
export const TYPES: Record<string, string> = {
  Role: 'Admin Writer Reader',
  RemovalReason: 'Slashed AdminTerminated Expired',
  ProviderRole: 'Primary Replica',
  ReplicaRequestParams: 'sync_balance:u128 min_sync_interval:u32',
  ChallengeId: 'deadline:u32 index:u16',
  BucketSnapshot: 'mmr_root:H256 start_seq:u64 leaf_count:u64 checkpoint_block:u32 primary_signers:Bytes',
  CheckpointWindowConfig: 'interval:u32 grace_period:u32 enabled:bool',
  ProviderSettings:
    'min_duration:u32 max_duration:u32 price_per_byte:u128 accepting_primary:bool replica_sync_price:Option<u128> accepting_extensions:bool max_capacity:u64',
  ProviderStats:
    'registered_at:u32 agreements_total:u32 agreements_extended:u32 agreements_not_extended:u32 agreements_burned:u32 total_bytes_committed:u64 challenges_received:u32 challenges_failed:u32',
  ProviderInfo:
    'multiaddr:Bytes public_key:Bytes stake:u128 committed_bytes:u64 settings:ProviderSettings stats:ProviderStats deregister_at:Option<u32>',
  Member: 'account:AccountId32 role:Role',
  Bucket:
    'members:Vec<Member> frozen_start_seq:Option<u64> min_providers:u32 primary_providers:Vec<AccountId32> snapshot:Option<BucketSnapshot> historical_roots:[(u32,H256);6] total_snapshots:u32',
  StorageAgreement:
    'owner:AccountId32 max_bytes:u64 payment_locked:u128 price_per_byte:u128 expires_at:u32 extensions_blocked:bool role:ProviderRole started_at:u32',
  AgreementRequest:
    'requester:AccountId32 max_bytes:u64 payment_locked:u128 duration:u32 expires_at:u32 replica_params:Option<ReplicaRequestParams>',
  Challenge:
    'bucket_id:u64 provider:AccountId32 challenger:AccountId32 mmr_root:H256 start_seq:u64 leaf_index:u64 chunk_index:u64 deposit:u128',
}

/** What another version of the pallet has otherwise, which keeps challenges in a map. */
export const WITH_MAP = {
  ERRORS: [...ERRORS, 'TooManyChallengesThisBlock'],
  STORAGE: [
    ...STORAGE.filter((item) => !item.startsWith('Challenges')),
    'Challenges[Blake2_128Concat,Twox64Concat (u32,u16)] Challenge optional',
    'NextChallengeIndex[Blake2_128Concat u32] u16 default',
  ],
  CONSTANTS: { ...CONSTANTS, MaxChallengesPerDeadline: '1000' },
  TYPES: {
    ...TYPES,
    ChunkLocation: 'leaf_index:u64 chunk_index:u64',
    Challenge:
      'bucket_id:u64 provider:AccountId32 challenger:AccountId32 mmr_root:H256 start_seq:u64 target:ChunkLocation deposit:u128 authorized:bool',
  },
}
