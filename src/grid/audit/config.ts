import { z } from 'zod'
import { backoffConfig } from '../proof/config.ts'

/** Whose bills are looked at, and how closely. */
export const auditConfig = z.strictObject({
  /** Farms that are audited; without any, all. */
  farms: z.array(z.number().int().min(1)).default([]),
  /** Farms that are not: one's own. */
  except: z.array(z.number().int().min(1)).default([]),
  /** How likely a bill is to be found false if `fraction` of its amount or more is. */
  confidence: z.number().gt(0).lt(1).default(0.99),
  fraction: z.number().gt(0).lt(1).default(0.05),
  /** Seconds in which a farm or a node has to answer. */
  answerWithin: z.number().min(0.01).default(30),
  /** Questions under way at a time, of one bill. */
  atOnce: z.number().int().min(1).default(16),
  /** Minutes after which those are asked again that did not answer. */
  askAgainAfter: z.number().min(0).default(60),
  /** Leaves that are looked at, at the most, where something is odd about a bill. */
  walkUpTo: z.number().int().min(1).default(10_000),
  /** Milliseconds from one attempt to the next, growing; spread at random. */
  backoff: backoffConfig.default({ min: 1_000, max: 60_000 }),
})
export type AuditConfig = z.output<typeof auditConfig>
