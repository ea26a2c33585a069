import { bool, u32, u64, u128 } from '../../../scale/index.ts'
import { call, signedBy } from '../../pallet/index.ts'
import type { Ledger } from '../balances/index.ts'
import { nominalWeight } from '../system/limits.ts'
import type { StorageProviderConstants } from './constants.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { bucketAdministeredBy, bucketOf, checked, providerOf } from './rules.ts'
import { storage } from './storage.ts'
import { leaderIndex, windowAt, windowConfig, windowStart } from './windows.ts'

/** Of the penalty, what the reporter gets. */
const REPORTER_SHARE = 10n

/** When providers have to checkpoint, and what they gain and lose by it. */
export const windowCalls = (constants: StorageProviderConstants, ledger: Ledger) => ({
  configure_checkpoint_window: call(
    {
      index: 33,
      args: { bucket_id: u64, interval: u32, grace_period: u32, enabled: bool },
      weight: () => nominalWeight(1, 1),
      docs: 'Set the checkpoint windows of a bucket, as its admin.',
    },
    (execution, origin, { bucket_id, ...config }) => {
      bucketAdministeredBy(execution, bucket_id, signedBy(origin))
      storage.CheckpointConfigs.set(execution.storage, bucket_id, config)
      execution.deposit(event.CheckpointConfigUpdated({ bucket_id, ...config }))
    },
  ),

  report_missed_checkpoint: call(
    {
      index: 34,
      args: { bucket_id: u64, window: u64 },
      weight: () => nominalWeight(4, 4),
      docs: 'Have the leader of a window penalized in which nobody submitted.',
    },
    (execution, origin, { bucket_id, window }) => {
      const reporter = signedBy(origin)
      const { storage: access, blockNumber } = execution
      const config = windowConfig(access, bucket_id, constants)
      if (!config.enabled) throw failure.ProviderCheckpointsDisabled()
      if (window >= windowAt(blockNumber, config)) throw failure.InvalidCheckpointWindow()
      const last = storage.LastCheckpointWindow.get(access, bucket_id)
      if (last !== undefined && window <= last) throw failure.CheckpointAlreadySubmitted()
      if (BigInt(blockNumber) <= windowStart(window + 1n, config)) throw failure.WithinGracePeriod()
      const { primary_providers } = bucketOf(execution, bucket_id)
      const provider = primary_providers[leaderIndex(bucket_id, window, primary_providers.length)]
      if (provider === undefined) throw failure.MinProvidersNotMet()
      const info = providerOf(execution, provider)
      const penalty = info.stake < constants.checkpointMissPenalty ? info.stake : constants.checkpointMissPenalty
      const given = ledger.repatriate(execution, provider, reporter, penalty / REPORTER_SHARE)
      ledger.burnReserved(execution, provider, penalty - given)
      storage.Providers.set(access, provider, { ...info, stake: info.stake - penalty })
      storage.LastCheckpointWindow.set(access, bucket_id, window)
      execution.deposit(event.CheckpointMissPenalized({ bucket_id, provider, window, penalty }))
    },
  ),

  claim_checkpoint_rewards: call(
    { index: 35, args: { bucket_id: u64 }, weight: () => nominalWeight(2, 2), docs: 'Take the rewards of a bucket.' },
    (execution, origin, { bucket_id }) => {
      const provider = signedBy(origin)
      const amount = storage.CheckpointRewards.get(execution.storage, provider, bucket_id)
      if (amount === 0n) throw failure.NoRewardsToClaim()
      storage.CheckpointRewards.remove(execution.storage, provider, bucket_id)
      ledger.mint(execution, provider, amount)
      execution.deposit(event.CheckpointRewardClaimed({ bucket_id, provider, amount }))
    },
  ),

  fund_checkpoint_pool: call(
    {
      index: 36,
      args: { bucket_id: u64, amount: u128 },
      weight: () => nominalWeight(2, 2),
      docs: 'Reserve money that checkpoints of a bucket are rewarded by.',
    },
    (execution, origin, { bucket_id, amount }) => {
      const funder = signedBy(origin)
      bucketOf(execution, bucket_id)
      ledger.reserve(execution, funder, amount)
      const pool = storage.CheckpointPool.get(execution.storage, bucket_id)
      storage.CheckpointPool.set(execution.storage, bucket_id, checked(pool + amount))
      execution.deposit(event.CheckpointPoolFunded({ bucket_id, funder, amount }))
    },
  ),
})
