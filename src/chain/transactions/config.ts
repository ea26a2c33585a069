import { z } from 'zod'

/** Planck: a number, or digits where a number would not be exact. */
const planck = z
  .union([z.bigint(), z.number().int().min(0), z.string().regex(/^\d+$/, 'an amount in planck, digits only')])
  .transform((value) => BigInt(value))

export const laneConfig = z.strictObject({
  /** Blocks for which an extrinsic may land, a power of two; after them it is certain that it never will. */
  eraPeriod: z.number().int().min(4).max(65_536).default(64),
  /** Milliseconds before what a lost connection interrupted is tried again. */
  retryAfter: z.number().min(1).default(500),
  /** Extrinsics under way at a time; the others wait in the order of their priorities and deadlines. */
  inFlight: z.number().int().min(1).default(64),
  /** Finalized blocks after which what is not in one of them is sent again, in case it was lost. */
  resendAfter: z.number().int().min(1).default(4),
  /** Pays more for what does not land: from `first`, doubled each `after` finalized blocks, `most` at most; 0 pays none. */
  tip: z
    .strictObject({
      after: z.number().int().min(1).default(8),
      first: planck.default(1_000_000n),
      most: planck.default(0n),
    })
    .prefault({}),
  /** How much of a stream shares one extrinsic. */
  batch: z
    .strictObject({
      items: z.number().int().min(1).default(50),
      /** Of encoded calls. */
      bytes: z.number().int().min(1).default(65_536),
      /** Part of what a normal extrinsic may weigh. */
      weight: z.number().gt(0).max(1).default(0.5),
      /** Finalized blocks that the first waits for others to come. */
      age: z.number().int().min(0).default(0),
    })
    .prefault({}),
  /** What calls that are not urgent leave of the balance: an amount, or if that is more, the dearest fee so far this often. */
  keep: z.strictObject({ amount: planck.default(0n), dearest: z.number().min(0).default(3) }).prefault({}),
  /** Errors that may pass, besides those known to: `StorageProvider.TooManyRequests`. */
  retryableErrors: z.array(z.string().regex(/^\w+\.\w+$/, 'Pallet.Error')).default([]),
  /** Milliseconds without signing once somebody else is seen to use the account; doubled each time, up to `max`. */
  contested: z
    .strictObject({ min: z.number().min(1).default(6_000), max: z.number().min(1).default(600_000) })
    .prefault({}),
  /**
   * Believes a block's extrinsics only when they are those that its header commits to. Programs that imitate a chain, as chopsticks
   * does, may write headers that do not.
   */
  checkBodies: z.boolean().default(true),
  /** Runtime versions that are taken as they are, though they encode calls or events otherwise than those before. */
  acceptRuntimes: z.array(z.number().int()).default([]),
})

export type LaneConfig = z.output<typeof laneConfig>
