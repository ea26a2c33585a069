import type { ChallengeLayout } from '../../../challenge-layouts.ts'
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
import type { ChallengeStore } from './challenge-store.ts'
import { type ChallengeRules, slashOverdue } from './challenges.ts'
import { challengesList } from './challenges-list.ts'
import { challengesMap } from './challenges-map.ts'
import { describeConstants, type StorageProviderConstants } from './constants.ts'
import { events } from './events.ts'
import { storageProviderIdentity } from './identity.ts'
import { storage } from './storage.ts'
import type { providerSettings } from './types.ts'

export interface StorageProviderGenesis {
  buckets: ReadonlyArray<{ admin: AccountId; minProviders: number }>
}

/** Where open challenges are kept, by its name. */
export const challengeStores = { list: challengesList, map: challengesMap } satisfies Record<
  ChallengeLayout,
  ChallengeStore
>

export const createStorageProviderCalls = (rules: ChallengeRules) => {
  const { constants, ledger } = rules
  return defineCalls(storageProviderIdentity, {
    ...providerCalls(constants, ledger),
    ...leavingCalls(constants, ledger),
    ...bucketCalls,
    ...marketCalls(constants, ledger),
    ...agreementCalls(constants, ledger),
    ...termCalls(constants, ledger),
    ...checkpointCalls(constants),
    ...windowCalls(constants, ledger),
    ...challengeCalls(rules),
    ...replicaCalls(ledger),
  })
}

export interface StorageProviderOptions {
  readonly genesis: StorageProviderGenesis
  readonly constants: StorageProviderConstants
  readonly challenges: ChallengeLayout
}

export function createStorageProvider(
  { genesis, constants, challenges: layout }: StorageProviderOptions,
  ledger: Ledger,
) {
  const challenges: ChallengeStore = challengeStores[layout]
  const rules = { constants, ledger, challenges }
  return definePallet({
    identity: storageProviderIdentity,
    calls: createStorageProviderCalls(rules),
    events,
    errors: challenges.errors,
    storage: { ...storage, ...challenges.items },
    constants: { ...describeConstants(constants), ...challenges.constants },
    onRuntimeUpgrade: (execution) => challenges.migrate?.(execution),
    onFinalize: (execution) => slashOverdue(execution, rules),
    genesis(access) {
      for (const { admin, minProviders } of genesis.buckets) openBucket(access, admin, minProviders)
    },
  })
}

export type ProviderSettings = Infer<typeof providerSettings>

export { DEFAULT_CONSTANTS, type StorageProviderConstants } from './constants.ts'
export { storage as storageProviderStorage } from './storage.ts'
