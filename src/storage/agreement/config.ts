import { z } from 'zod'
import { accountId } from '../types.ts'

export const agreementConfig = z.strictObject({
  /** The account that is registered as provider. */
  provider: accountId,
  /** Milliseconds before a request is looked at again after a read or an answer came to nothing. */
  backoff: z.strictObject({ min: z.number().min(1), max: z.number().min(1) }).default({ min: 250, max: 10_000 }),
})

export type AgreementConfig = z.output<typeof agreementConfig>
