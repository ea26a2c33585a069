import { call, signedBy } from '../../pallet/index.ts'
import type { Ledger } from '../balances/index.ts'
import { nominalWeight } from '../system/limits.ts'
import type { StorageProviderConstants } from './constants.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { activeProvider, blocksAfter, providerOf } from './rules.ts'
import { storage } from './storage.ts'

/** How a provider leaves, in two steps. */
export const leavingCalls = (constants: StorageProviderConstants, ledger: Ledger) => ({
  deregister_provider: call(
    { index: 2, args: {}, weight: () => nominalWeight(1, 1), docs: 'Announce to leave; nothing new is accepted.' },
    (execution, origin) => {
      const who = signedBy(origin)
      const provider = activeProvider(execution, who)
      if (provider.committed_bytes > 0n) throw failure.ProviderHasActiveAgreements()
      const complete_after = blocksAfter(execution.blockNumber, constants.deregisterAnnouncementPeriod)
      storage.Providers.set(execution.storage, who, {
        ...provider,
        settings: {
          ...provider.settings,
          accepting_primary: false,
          replica_sync_price: undefined,
          accepting_extensions: false,
        },
        deregister_at: complete_after,
      })
      execution.deposit(event.DeregisterAnnounced({ provider: who, complete_after }))
    },
  ),

  complete_deregister: call(
    { index: 6, args: {}, weight: () => nominalWeight(2, 2), docs: 'Leave, with the stake and all rewards.' },
    (execution, origin) => {
      const who = signedBy(origin)
      const { stake, deregister_at } = providerOf(execution, who)
      if (deregister_at === undefined) throw failure.DeregisterNotAnnounced()
      if (execution.blockNumber < deregister_at) throw failure.DeregisterPeriodNotElapsed()
      for (const { keys, value } of storage.CheckpointRewards.entries(execution.storage, who)) {
        ledger.mint(execution, who, value)
        storage.CheckpointRewards.remove(execution.storage, ...keys)
      }
      ledger.unreserve(execution, who, stake)
      storage.Providers.remove(execution.storage, who)
      execution.deposit(event.ProviderDeregistered({ provider: who, stake_returned: stake }))
    },
  ),

  cancel_deregister: call(
    {
      index: 7,
      args: {},
      weight: () => nominalWeight(1, 1),
      docs: 'Stay after all; the settings have to be set anew.',
    },
    (execution, origin) => {
      const who = signedBy(origin)
      const provider = providerOf(execution, who)
      if (provider.deregister_at === undefined) throw failure.DeregisterNotAnnounced()
      storage.Providers.set(execution.storage, who, { ...provider, deregister_at: undefined })
      execution.deposit(event.DeregisterCancelled({ provider: who }))
    },
  ),
})
