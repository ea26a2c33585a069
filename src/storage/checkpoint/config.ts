import { z } from 'zod'
import { accountId, balance } from '../types.ts'

export const checkpointConfig = z.strictObject({
  /** The account that is registered as provider. */
  provider: accountId,
  /** Milliseconds before a round of signatures, a read or a submission that came to nothing is repeated. */
  backoff: z.strictObject({ min: z.number().min(1), max: z.number().min(1) }).default({ min: 1_000, max: 6_000 }),
  /** Milliseconds in which a peer has to answer. */
  peerDeadline: z.number().min(1).default(10_000),
  /** Proposals for which peers are asked at a time. */
  atOnce: z.number().int().min(1).default(128),
  /** Blocks from a window's beginning for which its leader waits for more signatures than the bucket asks for. */
  waitForAll: z.number().int().min(0).default(2),
  /** Signatures given to others, for each bucket. */
  cosign: z
    .strictObject({ perMinute: z.number().min(1).default(60), burst: z.number().int().min(1).default(20) })
    .prefault({}),
  /** Whether the leader of a window that nobody submitted in is reported, for a part of its penalty. */
  reportMisses: z.boolean().default(true),
  rewards: z
    .strictObject({
      /** Planck; less is left where it is. */
      minimum: balance.default(1_000_000_000_000n),
      /** Blocks between two claims. */
      every: z.number().int().min(1).default(600),
    })
    .prefault({}),
})

export type CheckpointConfig = z.output<typeof checkpointConfig>
