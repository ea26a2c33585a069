import { u128 } from '../../../scale/index.ts'
import { call, signedBy } from '../../pallet/index.ts'
import type { Ledger } from '../balances/index.ts'
import { nominalWeight } from '../system/limits.ts'
import type { StorageProviderConstants } from './constants.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { activeProvider, checked, providerOf } from './rules.ts'
import { storage } from './storage.ts'
import { multiaddr, type ProviderInfo, providerSettings, publicKey } from './types.ts'

// 32 bytes: sr25519 and ed25519; 33: compressed ecdsa; 64: uncompressed ecdsa.
const KEY_LENGTHS = [32, 33, 64]

const INITIAL_SETTINGS: ProviderInfo['settings'] = {
  min_duration: 0,
  max_duration: 0xffff_ffff,
  price_per_byte: 0n,
  accepting_primary: true,
  replica_sync_price: undefined,
  accepting_extensions: true,
  max_capacity: 0n,
}

const NO_STATS: ProviderInfo['stats'] = {
  registered_at: 0,
  agreements_total: 0,
  agreements_extended: 0,
  agreements_not_extended: 0,
  agreements_burned: 0,
  total_bytes_committed: 0n,
  challenges_received: 0,
  challenges_failed: 0,
}

/** What providers do about themselves. */
export const providerCalls = (constants: StorageProviderConstants, ledger: Ledger) => ({
  register_provider: call(
    {
      index: 0,
      args: { multiaddr, public_key: publicKey, stake: u128 },
      weight: () => nominalWeight(2, 2),
      docs: 'Register as a storage provider; reserves the stake.',
    },
    (execution, origin, { multiaddr: address, public_key, stake }) => {
      const who = signedBy(origin)
      if (storage.Providers.has(execution.storage, who)) throw failure.ProviderAlreadyRegistered()
      if (stake < constants.minProviderStake) throw failure.InsufficientStake()
      if (!KEY_LENGTHS.includes(public_key.length)) throw failure.InvalidPublicKey()
      ledger.reserve(execution, who, stake)
      storage.Providers.set(execution.storage, who, {
        multiaddr: address,
        public_key,
        stake,
        committed_bytes: 0n,
        settings: INITIAL_SETTINGS,
        stats: { ...NO_STATS, registered_at: execution.blockNumber },
        deregister_at: undefined,
      })
      execution.deposit(event.ProviderRegistered({ provider: who, stake }))
    },
  ),

  add_stake: call(
    { index: 1, args: { amount: u128 }, weight: () => nominalWeight(2, 2), docs: 'Add to the stake of a provider.' },
    (execution, origin, { amount }) => {
      const who = signedBy(origin)
      const provider = providerOf(execution, who)
      const total_stake = checked(provider.stake + amount)
      ledger.reserve(execution, who, amount)
      storage.Providers.set(execution.storage, who, { ...provider, stake: total_stake })
      execution.deposit(event.ProviderStakeAdded({ provider: who, amount, total_stake }))
    },
  ),

  update_provider_settings: call(
    {
      index: 3,
      args: { settings: providerSettings },
      weight: () => nominalWeight(1, 1),
      docs: 'Set on what terms a provider takes agreements.',
    },
    (execution, origin, { settings }) => {
      const who = signedBy(origin)
      if (settings.min_duration > settings.max_duration) throw failure.MinDurationExceedsMaxDuration()
      const provider = activeProvider(execution, who)
      // No capacity stated is no limit.
      if (settings.max_capacity > 0n) {
        if (settings.max_capacity < provider.committed_bytes) throw failure.CapacityBelowCommitted()
        const required = checked(constants.minStakePerByte * settings.max_capacity)
        if (provider.stake < required) throw failure.InsufficientStakeForCapacity()
      }
      storage.Providers.set(execution.storage, who, { ...provider, settings })
      execution.deposit(event.ProviderSettingsUpdated({ provider: who, settings }))
    },
  ),

  update_provider_multiaddr: call(
    {
      index: 5,
      args: { multiaddr },
      weight: () => nominalWeight(1, 1),
      docs: 'Set where a provider is reached.',
    },
    (execution, origin, { multiaddr: address }) => {
      const who = signedBy(origin)
      storage.Providers.set(execution.storage, who, { ...providerOf(execution, who), multiaddr: address })
      execution.deposit(event.ProviderMultiaddrUpdated({ provider: who }))
    },
  ),
})
