import type { Infer } from '../../../scale/index.ts'
import { defineCalls, definePallet } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import type { Ledger } from '../balances/index.ts'
import { openBucket } from './buckets.ts'
import { agreementCalls } from './calls-agreement.ts'
import { bucketCalls } from './calls-bucket.ts'
import { challengeCalls } from './calls-challenge.ts'
import { checkpointCalls } from './calls-checkpoint.ts'
import { leavingCalls } from './calls-leaving.ts'
import { marketCalls } from './calls-market.ts'
import { providerCalls } from './calls-provider.ts'
import { replicaCalls } from './calls-replica.ts'
import { termCalls } from './calls-term.ts'
import { windowCalls } from './calls-windows.ts'
import { slashOverdue } from './challenges.ts'
import { describeConstants, type StorageProviderConstants } from './constants.ts'
import { errors } from './errors.ts'
import { events } from './events.ts'
import { storageProviderIdentity } from './identity.ts'
import { storage } from './storage.ts'
import type { providerSettings } from './types.ts'

export interface StorageProviderGenesis {
  buckets: ReadonlyArray<{ admin: AccountId; minProviders: number }>
}

export const createStorageProviderCalls = (constants: StorageProviderConstants, ledger: Ledger) =>
  defineCalls(storageProviderIdentity, {
    ...providerCalls(constants, ledger),
    ...leavingCalls(constants, ledger),
    ...bucketCalls,
    ...marketCalls(constants, ledger),
    ...agreementCalls(constants, ledger),
    ...termCalls(constants, ledger),
    ...checkpointCalls(constants),
    ...windowCalls(constants, ledger),
    ...challengeCalls(constants, ledger),
    ...replicaCalls(ledger),
  })

export const createStorageProvider = (
  genesis: StorageProviderGenesis,
  constants: StorageProviderConstants,
  ledger: Ledger,
) =>
  definePallet({
    identity: storageProviderIdentity,
    calls: createStorageProviderCalls(constants, ledger),
    events,
    errors,
    storage,
    constants: describeConstants(constants),
    onFinalize: (execution) => slashOverdue(execution, ledger),
    genesis(access) {
      for (const { admin, minProviders } of genesis.buckets) openBucket(access, admin, minProviders)
    },
  })

export type ProviderSettings = Infer<typeof providerSettings>

export { DEFAULT_CONSTANTS, type StorageProviderConstants } from './constants.ts'
export { storage as storageProviderStorage } from './storage.ts'
