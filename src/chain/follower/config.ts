import { z } from 'zod'

export const followerConfig = z.strictObject({
  /** Tried in turn. */
  endpoints: z.array(z.url({ protocol: /^wss?$/ })).min(1),
  /** Hash of block 0; an endpoint with another one is refused. Without it the first endpoint reached decides. */
  genesis: z
    .string()
    .regex(/^0x[0-9a-f]{64}$/)
    .optional(),
  /** Actors that read state of their own and report when they have. */
  consumers: z.array(z.string()).default([]),
  /** Blocks fetched at a time while catching up. */
  window: z.number().int().min(1).max(1_024).default(64),
  /** Milliseconds without a finalized block after which the session is given up. */
  stallAfter: z.number().int().min(100).default(60_000),
  /** Milliseconds between connects that fail. */
  backoff: z.strictObject({ min: z.number().min(1), max: z.number().min(1) }).default({ min: 250, max: 30_000 }),
})

export type FollowerConfig = z.output<typeof followerConfig>
