import { z } from 'zod'
import { accountId } from '../types.ts'
import { DEFAULT_REPLICA_RULES } from './decide.ts'

export const agreementConfig = z.strictObject({
  /** The account that is registered as provider. */
  provider: accountId,
  /** Milliseconds before a request is looked at again after a read or an answer came to nothing. */
  backoff: z.strictObject({ min: z.number().min(1), max: z.number().min(1) }).default({ min: 250, max: 10_000 }),
  /** What a request for a replica has to offer: syncs paid for, and blocks between two of them. */
  replicas: z
    .strictObject({
      paidSyncs: z.number().int().min(0).default(DEFAULT_REPLICA_RULES.paidSyncs),
      minSyncInterval: z.number().int().min(0).default(DEFAULT_REPLICA_RULES.minSyncInterval),
    })
    .prefault({}),
})

export type AgreementConfig = z.output<typeof agreementConfig>
