import {
  array,
  bool,
  boundedBytes,
  boundedVec,
  bytes,
  encode,
  type Infer,
  option,
  struct,
  tuple,
  u8,
  u16,
  u32,
  u64,
  u128,
  variant,
  vec,
} from '../../../scale/index.ts'
import { accountId, h256, multiSignature } from '../../primitives/index.ts'
import {
  MAX_CHUNK_SIZE,
  MAX_MEMBERS,
  MAX_MULTIADDR_LENGTH,
  MAX_PRIMARY_PROVIDERS,
  MAX_PUBLIC_KEY_LENGTH,
} from './constants.ts'

const PAYLOAD_VERSION = 1

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

export const endAction = variant(primitive('EndAction'), {
  Pay: { index: 0 },
  Burn: { index: 1, fields: { burn_percent: u8 } },
})

const mmrLeaf = struct(primitive('MmrLeaf'), { data_root: h256, data_size: u64, total_size: u64 })
export const leafBytes = (leaf: Infer<typeof mmrLeaf>): Uint8Array => encode(mmrLeaf, leaf)

/** A path up a binary tree; true where the node is the right child. */
const merkleProof = struct(primitive('MerkleProof'), { siblings: vec(h256), path: vec(bool) })
export type MerkleProof = Infer<typeof merkleProof>

const mmrProof = struct(primitive('MmrProof'), { peaks: vec(h256), leaf: mmrLeaf, leaf_proof: merkleProof })
export type MmrProof = Infer<typeof mmrProof>

/** What a provider's signature is over when it commits to a bucket. */
const commitmentPayload = struct(primitive('CommitmentPayload'), {
  version: u8,
  bucket_id: u64,
  mmr_root: h256,
  start_seq: u64,
  leaf_count: u64,
})
type Commitment = Omit<Infer<typeof commitmentPayload>, 'version'>
export const commitmentBytes = (commitment: Commitment): Uint8Array =>
  encode(commitmentPayload, { version: PAYLOAD_VERSION, ...commitment })

const checkpointProposal = struct(primitive('CheckpointProposal'), {
  version: u8,
  bucket_id: u64,
  mmr_root: h256,
  start_seq: u64,
  leaf_count: u64,
  window: u64,
})
export const proposalBytes = (proposal: Omit<Infer<typeof checkpointProposal>, 'version'>): Uint8Array =>
  encode(checkpointProposal, { version: PAYLOAD_VERSION, ...proposal })

/** Who says that they hold it. */
export const signatures = boundedVec(tuple(accountId, multiSignature), MAX_PRIMARY_PROVIDERS)

/** A root for each place where a replica's may be found: the snapshot, then the slots of history. */
export const syncRoots = array(option(h256), 7)

export const challengeResponse = variant(primitive('ChallengeResponse'), {
  Proof: {
    index: 0,
    fields: { chunk_data: boundedBytes(MAX_CHUNK_SIZE), mmr_proof: mmrProof, chunk_proof: merkleProof },
  },
  Deleted: {
    index: 1,
    fields: { new_mmr_root: h256, new_start_seq: u64, admin: accountId, admin_signature: multiSignature },
  },
  Superseded: { index: 2 },
})
export type ChallengeResponse = Infer<typeof challengeResponse>

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

export type StorageAgreement = Infer<typeof storageAgreement>

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
export type Challenge = Infer<typeof challenge>

const chunkLocation = struct(primitive('ChunkLocation'), { leaf_index: u64, chunk_index: u64 })

/** A challenge where each is kept under a number of its own. */
export const numberedChallenge = struct(pallet('Challenge'), {
  bucket_id: u64,
  provider: accountId,
  challenger: accountId,
  mmr_root: h256,
  start_seq: u64,
  target: chunkLocation,
  deposit: u128,
  authorized: bool,
})
export type NumberedChallenge = Infer<typeof numberedChallenge>

export const checkpointWindowConfig = struct(primitive('CheckpointWindowConfig'), {
  interval: u32,
  grace_period: u32,
  enabled: bool,
})
