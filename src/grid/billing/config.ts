import { z } from 'zod'
import { backoffConfig, periodConfig } from '../proof/config.ts'

/** How a farm bills. */
export const billingConfig = z.strictObject({
  ...periodConfig,
  /**
   * Seconds after the end of a period for which nodes are waited for that have not said what ran on them; what they say later is not
   * billed. Without, a day under agreements and five minutes under contracts.
   */
  waitFor: z.number().min(0).optional(),
  /** Seconds for which they are waited for all the same where the farm asks late, after a time without it. */
  waitAtLeast: z.number().min(0).default(60),
  /** Seconds from one block to the next. */
  blockTime: z.number().min(0.001).default(6),
  /** Milliseconds from one attempt to the next, growing. */
  backoff: backoffConfig.default({ min: 2_000, max: 300_000 }),
})
export type BillingConfig = z.output<typeof billingConfig>
