import { z } from 'zod'
import { accountId } from '../types.ts'

const whether = z.enum(['never', 'last-resort']).default('last-resort')

export const challengeConfig = z.strictObject({
  /** The account that is registered as provider. */
  provider: accountId,
  /** Blocks between two readings of all open challenges, besides those after a gap; 0 for none. */
  scanEvery: z.number().int().min(0).default(50),
  /** Proofs that are built at a time. */
  proofs: z.number().int().min(1).default(4),
  /** Challenges at work at a time, those included whose answers are with the lane: each holds a chunk in memory. */
  atWork: z.number().int().min(1).default(64),
  /**
   * What deadlines of challenges are counted in: blocks of this chain (`own`), or of its relay chain (`relay`); `auto` tells by the
   * runtime's metadata. Only how much time is left depends on it, not what is answered.
   */
  clock: z.enum(['auto', 'own', 'relay']).default('auto'),
  /** For a root that is not the bucket's any more, while this node holds what has come in its place. */
  superseded: whether,
  /** For a leaf or chunk that never was: shows another one under the root, which a chain takes that does not look at places. */
  standIn: whether,
  /** Milliseconds before a challenge, or the chain, is looked at again after it came to nothing; doubled each time, up to `max`. */
  backoff: z.strictObject({ min: z.number().min(1), max: z.number().min(1) }).default({ min: 250, max: 60_000 }),
})

export type ChallengeConfig = z.output<typeof challengeConfig>
export type LastResorts = Pick<ChallengeConfig, 'superseded' | 'standIn'>
