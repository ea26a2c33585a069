import { z } from 'zod'
import { accountId } from '../types.ts'
import { wholeNumber } from '../whole-number.ts'

export const agreementTermsConfig = z.strictObject({
  /** The account that is registered as provider. */
  provider: accountId,
  /** Which agreements are not to be extended. Of those that neither says anything about, the chain is left as it is. */
  extensions: z
    .strictObject({
      /** Never these buckets'. */
      blocked: z.array(wholeNumber).default([]),
      /** None while more than this share of the capacity, or of what the stake covers, is committed. */
      blockedAbove: z.number().min(0).max(1).optional(),
    })
    .prefault({}),
  /** Milliseconds before an agreement is looked at again after a read or a call came to nothing. */
  backoff: z.strictObject({ min: z.number().min(1), max: z.number().min(1) }).default({ min: 1_000, max: 600_000 }),
  /** Blocks after which an agreement is read again although nothing was heard of it. */
  lookAgain: z.number().int().min(1).default(600),
})

export type AgreementTermsConfig = z.output<typeof agreementTermsConfig>
export type ExtensionRules = AgreementTermsConfig['extensions']
