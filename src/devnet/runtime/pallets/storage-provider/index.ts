import type { Infer } from '../../../scale/index.ts'
import { defineCalls, definePallet } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import type { Ledger } from '../balances/index.ts'
import { openBucket } from './buckets.ts'
import { agreementCalls } from './calls-agreement.ts'
import { bucketCalls } from './calls-bucket.ts'
import { providerCalls } from './calls-provider.ts'
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
    ...bucketCalls,
    ...agreementCalls(constants, ledger),
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
    genesis(access) {
      for (const { admin, minProviders } of genesis.buckets) openBucket(access, admin, minProviders)
    },
  })

export type ProviderSettings = Infer<typeof providerSettings>

export { DEFAULT_CONSTANTS, type StorageProviderConstants } from './constants.ts'
export { storage as storageProviderStorage } from './storage.ts'
