import { z } from 'zod'

export const laneConfig = z.strictObject({
  /** Blocks for which an extrinsic may land, a power of two; after them it is certain that it never will. */
  eraPeriod: z.number().int().min(4).max(65_536).default(64),
  /** Milliseconds before what a lost connection interrupted is tried again. */
  retryAfter: z.number().min(1).default(500),
})

export type LaneConfig = z.output<typeof laneConfig>
