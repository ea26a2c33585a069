import { z } from 'zod'

/** `light:` is the light client inside the node. */
const endpoint = z.url({ protocol: /^(wss?|light)$/ })

export const followerConfig = z.strictObject({
  /** Of those that failed least lately, the first is tried. */
  endpoints: z.array(endpoint).min(1),
  /** Hash of block 0; an endpoint with another one is refused. Without it the first endpoint reached decides. */
  genesis: z
    .string()
    .regex(/^0x[0-9a-f]{64}$/)
    .optional(),
  /** Independent endpoints; every one of them must hold a block final before it is delivered. */
  witnesses: z.array(endpoint).default([]),
  /** Endpoint that keeps the states of all blocks, asked for what the others have forgotten. */
  archive: endpoint.optional(),
  /** Actors that read state of their own and report when they have. */
  consumers: z.array(z.string()).default([]),
  /** Blocks fetched at a time while catching up, at most: each session begins with few. */
  window: z.number().int().min(1).max(1_024).default(64),
  /** While it catches up it waits for its consumers when so many blocks are not done with, */
  maxUnsettled: z.number().int().min(1).max(100_000).default(256),
  /** but no longer than this, milliseconds; and so long for a witness that is behind. */
  patience: z.number().int().min(1).default(30_000),
  /** Milliseconds without a finalized block after which the session is given up. */
  stallAfter: z.number().int().min(100).default(60_000),
  /** Milliseconds between connects that fail. */
  backoff: z.strictObject({ min: z.number().min(1), max: z.number().min(1) }).default({ min: 250, max: 30_000 }),
})

export type FollowerConfig = z.output<typeof followerConfig>
