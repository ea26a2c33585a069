import { u64 } from '../../../scale/index.ts'
import { call, type Execution, signedBy } from '../../pallet/index.ts'
import { type AccountId, h256 } from '../../primitives/index.ts'
import { nominalWeight } from '../system/limits.ts'
import type { StorageProviderConstants } from './constants.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { bucketOf, bucketWrittenBy, isPrimary, sameAccount } from './rules.ts'
import { bitsFor, signersIn, signersOf, takeSnapshot } from './snapshot.ts'
import { storage } from './storage.ts'
import { type Bucket, commitmentBytes, proposalBytes, signatures } from './types.ts'
import { leaderIndex, type WindowConfig, windowAt, windowConfig, windowStart } from './windows.ts'

const commitment = { bucket_id: u64, mmr_root: h256, start_seq: u64, leaf_count: u64 } as const

function ensureUnfrozen({ frozen_start_seq }: Bucket, startSeq: bigint): void {
  if (frozen_start_seq !== undefined && startSeq < frozen_start_seq) throw failure.SnapshotViolatesFrozen()
}

/** How it comes onto the chain what a bucket's primaries hold. */
export const checkpointCalls = (constants: StorageProviderConstants) => ({
  checkpoint: call(
    {
      index: 30,
      args: { ...commitment, signatures },
      weight: () => nominalWeight(8, 2),
      docs: 'Record what the primaries of a bucket have signed, as one who writes to it.',
    },
    (execution, origin, { bucket_id, signatures: given, ...content }) => {
      const bucket = bucketWrittenBy(execution, bucket_id, signedBy(origin))
      ensureUnfrozen(bucket, content.start_seq)
      const signers = signersOf(execution, bucket, given, commitmentBytes({ bucket_id, ...content }))
      if (signers.length < bucket.min_providers) throw failure.InsufficientSignatures()
      takeSnapshot(execution, bucket_id, bucket, content, signers)
      execution.deposit(event.BucketCheckpointed({ bucket_id, ...content, providers: signers }))
    },
  ),

  extend_checkpoint: call(
    {
      index: 31,
      args: { bucket_id: u64, additional_signatures: signatures },
      weight: () => nominalWeight(8, 2),
      docs: 'Add signatures of more primaries to the last checkpoint.',
    },
    (execution, origin, { bucket_id, additional_signatures }) => {
      const bucket = bucketWrittenBy(execution, bucket_id, signedBy(origin))
      const { snapshot } = bucket
      if (snapshot === undefined) throw failure.NoSnapshot()
      const { mmr_root, start_seq, leaf_count } = snapshot
      const content = { mmr_root, start_seq, leaf_count }
      const more = signersOf(execution, bucket, additional_signatures, commitmentBytes({ bucket_id, ...content }))
      const providers = bucket.primary_providers.filter((each) =>
        [...signersIn(bucket), ...more].some((signer) => sameAccount(signer, each)),
      )
      const extended = { ...bucket, snapshot: { ...snapshot, primary_signers: bitsFor(bucket, providers) } }
      storage.Buckets.set(execution.storage, bucket_id, extended)
      execution.deposit(event.BucketCheckpointed({ bucket_id, ...content, providers }))
    },
  ),

  provider_checkpoint: call(
    {
      index: 32,
      args: { ...commitment, window: u64, signatures },
      weight: () => nominalWeight(9, 4),
      docs: "Record what the primaries have signed, as one of them: in a window's grace as its leader.",
    },
    (execution, origin, { bucket_id, window, signatures: given, ...content }) => {
      const who = signedBy(origin)
      const { storage: access } = execution
      const config = windowConfig(access, bucket_id, constants)
      if (!config.enabled) throw failure.ProviderCheckpointsDisabled()
      if (window !== windowAt(execution.blockNumber, config)) throw failure.InvalidCheckpointWindow()
      const last = storage.LastCheckpointWindow.get(access, bucket_id)
      if (last !== undefined && window <= last) throw failure.CheckpointAlreadySubmitted()
      const bucket = bucketOf(execution, bucket_id)
      ensureMaySubmit(execution, { bucket_id, bucket, window, who }, config)
      ensureUnfrozen(bucket, content.start_seq)
      const signers = signersOf(execution, bucket, given, proposalBytes({ bucket_id, ...content, window }))
      if (signers.length < bucket.min_providers) throw failure.InsufficientSignatures()
      takeSnapshot(execution, bucket_id, bucket, content, signers)
      storage.LastCheckpointWindow.set(access, bucket_id, window)
      const reward = takeReward(execution, bucket_id, constants.checkpointReward)
      if (reward > 0n) {
        const owed = storage.CheckpointRewards.get(access, who, bucket_id)
        storage.CheckpointRewards.set(access, who, bucket_id, owed + reward)
      }
      const { mmr_root } = content
      execution.deposit(
        event.ProviderCheckpointSubmitted({ bucket_id, mmr_root, window, leader: who, signers, reward }),
      )
    },
  ),
})

function ensureMaySubmit(
  { blockNumber }: Execution,
  { bucket_id, bucket, window, who }: { bucket_id: bigint; bucket: Bucket; window: bigint; who: AccountId },
  config: WindowConfig,
): void {
  const leader = bucket.primary_providers[leaderIndex(bucket_id, window, bucket.primary_providers.length)]
  if (leader === undefined) throw failure.MinProvidersNotMet()
  const isGrace = BigInt(blockNumber) <= windowStart(window, config) + BigInt(config.grace_period)
  if (isGrace ? !sameAccount(leader, who) : !isPrimary(bucket, who)) throw failure.NotCheckpointLeader()
}

/** What the pool can still give. */
function takeReward({ storage: access }: Execution, bucketId: bigint, reward: bigint): bigint {
  const pool = storage.CheckpointPool.get(access, bucketId)
  if (pool < reward) return 0n
  storage.CheckpointPool.set(access, bucketId, pool - reward)
  return reward
}
