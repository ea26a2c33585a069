import { z } from 'zod'
import { accountId } from '../types.ts'

const DAY = 86_400_000

export const collectorConfig = z.strictObject({
  /** The account that is registered as provider. */
  provider: accountId,
  /** Blocks between two rounds over all buckets, besides those after a gap; 0 for none. */
  scanEvery: z.number().int().min(0).default(100),
  /**
   * Blocks for which a bucket is kept after its agreement is found to be gone: what was signed for it away from the chain can be
   * challenged as long as the bucket exists. Null: the chain's own time for settling, `SettlementTimeout`.
   */
  forgetAfter: z.number().int().min(0).nullable().default(null),
  /** Milliseconds for which what was put and not committed is kept. */
  uncommitted: z.number().min(0).default(DAY),
  /** Milliseconds before buckets are looked at again whose state could not be read; doubled each time, up to `max`. */
  backoff: z.strictObject({ min: z.number().min(1), max: z.number().min(1) }).default({ min: 1_000, max: 600_000 }),
})

export type CollectorConfig = z.output<typeof collectorConfig>
