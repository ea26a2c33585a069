import { z } from 'zod'
import { leafSchema, pathSchema, signatureSchema, u64Schema, usedSchema } from '../evidence/schemas.ts'

/*
 * What farms and nodes are asked, and what they answer: JSON, with integers that may be large as decimal text, bytes in hex.
 *
 *   bill.leaf   {farm, period, at}: the leaf on which the amount `at` falls, and the way up from it   -> {leaf, path}
 *   usage.get   {period, seconds}: what ran on a node in the period of that length                    -> {statements: [...]}
 *               statement: {agreement, deployment, used, signature}, in the order of the root that the node has put on the chain
 */

/** More than run on any node. */
const MOST = 10_000

export const leafReply = z.object({ leaf: leafSchema, path: pathSchema })

const stated = z.object({
  agreement: u64Schema,
  deployment: u64Schema,
  used: usedSchema,
  signature: signatureSchema.optional(),
})

export const usageReply = z.object({ statements: z.array(stated).max(MOST) })
export type UsageReply = z.infer<typeof usageReply>
