import { DEV_NAMES, type DevAccount, devAccount } from './accounts.ts'
import type { RuntimeOptions } from './runtime/index.ts'

const UNIT = 10n ** 12n

/** The six development accounts, and those given, with a million units each; the local runtime's rules. */
export const development = (more: readonly DevAccount[] = []): RuntimeOptions => ({
  genesis: {
    endowed: [...DEV_NAMES.map((name) => devAccount(name)), ...more].map(({ publicKey }) => ({
      account: publicKey,
      balance: 1_000_000n * UNIT,
    })),
  },
})

/** As `development`, with every time-out within the reach of a test. */
export const impatient = (more: readonly DevAccount[] = []): RuntimeOptions => ({
  ...development(more),
  storageProvider: {
    requestTimeout: 30,
    challengeTimeout: 60,
    settlementTimeout: 40,
    deregisterAnnouncementPeriod: 80,
    defaultCheckpointInterval: 10,
    defaultCheckpointGrace: 5,
  },
})
