import { z } from 'zod'
import { accountId } from '../types.ts'

export const multiaddrConfig = z.strictObject({
  /** The account that is registered as provider. */
  provider: accountId,
  /** By which it is to be reached. */
  publicAddress: z.string(),
  /** Milliseconds before the address is told again. */
  backoff: z.strictObject({ min: z.number().min(1), max: z.number().min(1) }).default({ min: 30_000, max: 3_600_000 }),
})

export type MultiaddrConfig = z.output<typeof multiaddrConfig>
