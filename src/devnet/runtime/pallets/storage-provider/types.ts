import {
  array,
  bool,
  boundedBytes,
  boundedVec,
  bytes,
  type Infer,
  option,
  struct,
  tuple,
  u16,
  u32,
  u64,
  u128,
  variant,
} from '../../../scale/index.ts'
import { accountId, h256 } from '../../primitives/index.ts'
import { MAX_MEMBERS, MAX_MULTIADDR_LENGTH, MAX_PRIMARY_PROVIDERS, MAX_PUBLIC_KEY_LENGTH } from './constants.ts'

const primitive = (name: string) => `storage_primitives::${name}`
const pallet = (name: string) => `pallet_storage_provider::pallet::${name}`

export const role = variant(primitive('Role'), { Admin: { index: 0 }, Writer: { index: 1 }, Reader: { index: 2 } })

export const removalReason = variant(primitive('RemovalReason'), {
  Slashed: { index: 0 },
  AdminTerminated: { index: 1 },
  Expired: { index: 2 },
})

export const providerRole = variant(primitive('ProviderRole'), {
  Primary: { index: 0 },
  Replica: {
    index: 1,
    fields: {
      sync_balance: u128,
      sync_price: u128,
      min_sync_interval: u32,
      last_sync: option(tuple(h256, u32)),
    },
  },
})

export const replicaRequestParams = struct(primitive('ReplicaRequestParams'), {
  sync_balance: u128,
  min_sync_interval: u32,
})

export const challengeId = struct(primitive('ChallengeId'), { deadline: u32, index: u16 })

export const multiaddr = boundedBytes(MAX_MULTIADDR_LENGTH)
export const publicKey = boundedBytes(MAX_PUBLIC_KEY_LENGTH)

export const providerSettings = struct(pallet('ProviderSettings'), {
  min_duration: u32,
  max_duration: u32,
  price_per_byte: u128,
  accepting_primary: bool,
  replica_sync_price: option(u128),
  accepting_extensions: bool,
  max_capacity: u64,
})

const providerStats = struct(pallet('ProviderStats'), {
  registered_at: u32,
  agreements_total: u32,
  agreements_extended: u32,
  agreements_not_extended: u32,
  agreements_burned: u32,
  total_bytes_committed: u64,
  challenges_received: u32,
  challenges_failed: u32,
})

export const providerInfo = struct(pallet('ProviderInfo'), {
  multiaddr,
  public_key: publicKey,
  stake: u128,
  committed_bytes: u64,
  settings: providerSettings,
  stats: providerStats,
  deregister_at: option(u32),
})
export type ProviderInfo = Infer<typeof providerInfo>

const member = struct(pallet('Member'), { account: accountId, role })

const bucketSnapshot = struct(primitive('BucketSnapshot'), {
  mmr_root: h256,
  start_seq: u64,
  leaf_count: u64,
  checkpoint_block: u32,
  primary_signers: bytes,
})

export const bucket = struct(pallet('Bucket'), {
  members: boundedVec(member, MAX_MEMBERS),
  frozen_start_seq: option(u64),
  min_providers: u32,
  primary_providers: boundedVec(accountId, MAX_PRIMARY_PROVIDERS),
  snapshot: option(bucketSnapshot),
  historical_roots: array(tuple(u32, h256), 6),
  total_snapshots: u32,
})
export type Bucket = Infer<typeof bucket>

export const storageAgreement = struct(pallet('StorageAgreement'), {
  owner: accountId,
  max_bytes: u64,
  payment_locked: u128,
  price_per_byte: u128,
  expires_at: u32,
  extensions_blocked: bool,
  role: providerRole,
  started_at: u32,
})

export const agreementRequest = struct(pallet('AgreementRequest'), {
  requester: accountId,
  max_bytes: u64,
  payment_locked: u128,
  duration: u32,
  expires_at: u32,
  replica_params: option(replicaRequestParams),
})
export type AgreementRequest = Infer<typeof agreementRequest>

export const challenge = struct(pallet('Challenge'), {
  bucket_id: u64,
  provider: accountId,
  challenger: accountId,
  mmr_root: h256,
  start_seq: u64,
  leaf_index: u64,
  chunk_index: u64,
  deposit: u128,
})

export const checkpointWindowConfig = struct(primitive('CheckpointWindowConfig'), {
  interval: u32,
  grace_period: u32,
  enabled: bool,
})
