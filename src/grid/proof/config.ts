import { z } from 'zod'

/** By what users pay: agreements with the farm, or node contracts and a service contract each. */
export const BILLING_MODES = ['agreements', 'contracts'] as const
export type BillingModeName = (typeof BILLING_MODES)[number]

/** What proving and billing have to agree about. */
export const periodConfig = {
  farmId: z.number().int().min(1),
  mode: z.enum(BILLING_MODES).default('agreements'),
  /**
   * Seconds of a period where the chain has none of its own: under contracts. A bill of those counts an hour at the most, and what
   * lies between two that are further apart is lost; so it is less.
   */
  every: z.number().int().min(60).max(3_600).default(3_000),
  /** Finalized blocks from one look at the chain's clock to the next. */
  lookEvery: z.number().int().min(1).default(10),
  /** Days for which what was proven, or billed, can be shown. */
  keepFor: z.number().int().min(7).default(120),
} as const

export const backoffConfig = z
  .strictObject({ min: z.number().positive(), max: z.number().positive() })
  .refine(({ min, max }) => min <= max, 'min is above max')

/** Whose nodes are asked what ran on them, and how long. */
export const proofConfig = z.strictObject({
  ...periodConfig,
  /** Seconds in which a node has to answer; all are asked at once. */
  answerWithin: z.number().min(0.01).default(30),
  /** Milliseconds from one question to a silent node to the next, growing; a node that wakes is asked at once. */
  backoff: backoffConfig.default({ min: 10_000, max: 900_000 }),
  /** Periods after its own in which a node may still answer for one. */
  giveUpAfter: z.number().int().min(1).default(2),
  /** Times that a core is lent, at the most: nobody used more of a node. */
  overprovision: z.number().int().min(1).max(4).default(4),
})
export type ProofConfig = z.output<typeof proofConfig>
