import { z } from 'zod'
import { backoffConfig } from '../proof/config.ts'

/** How bills are looked for and checked. */
export const receiptsConfig = z.strictObject({
  /** Finalized blocks from one look at the open bills to the next. */
  lookEvery: z.number().int().min(1).default(10),
  /** Seconds in which a farm or a node has to answer. */
  answerWithin: z.number().min(0.01).default(30),
  /** Milliseconds from one attempt to the next, growing; spread at random. */
  backoff: backoffConfig.default({ min: 10_000, max: 900_000 }),
  /** Days for which receipts are kept. */
  keepFor: z.number().int().min(7).default(120),
})
export type ReceiptsConfig = z.output<typeof receiptsConfig>
