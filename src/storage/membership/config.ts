import { z } from 'zod'

/** Milliseconds, unless it says otherwise. */
export const membershipConfig = z.strictObject({
  /** For so long a bucket's members are gone by without reading them again; what changes them is heard of sooner. */
  ttl: z.number().min(0).default(30_000),
  /** For so long after they were read they are gone by while they cannot be read again. */
  maxStale: z.number().min(0).default(300_000),
  /** A bucket that is not there yet is waited for: who asks may have seen a block become final before this node. */
  finalityGrace: z.number().min(0).default(12_000),
  /** Buckets whose members are kept in mind; those asked for last. */
  buckets: z.number().int().min(1).default(10_000),
  /** Asks that may wait for buckets to come at a time; the others are answered at once. */
  waiting: z.number().int().min(0).default(1_000),
})

export type MembershipConfig = z.output<typeof membershipConfig>
