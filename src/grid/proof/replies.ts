import { z } from 'zod'
import { signatureSchema, u64Schema, usedSchema } from '../evidence/schemas.ts'

/*
 * What a node is asked and what it answers: JSON, with integers that may be large as decimal text, bytes in hex.
 *
 *   usage.get  {period, seconds}: what ran on it in the period of that length  -> {statements: [...]}
 *              statement: {agreement, deployment, hash, used, signature}; `hash` is that of the deployment
 */

/** More than run on any node. */
const MOST = 10_000

export const statedUsage = z.object({
  agreement: u64Schema,
  deployment: u64Schema,
  hash: z.string().max(128),
  used: usedSchema,
  signature: signatureSchema,
})
export type StatedUsage = z.infer<typeof statedUsage>

export const usageReply = z.object({ statements: z.array(statedUsage).max(MOST) })
