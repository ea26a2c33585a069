import { z } from 'zod'
import { leafSchema, pathSchema, signatureSchema, usedSchema } from '../evidence/schemas.ts'

/*
 * What farms and nodes are asked, and what they answer: JSON, with integers that may be large as decimal text, bytes in hex.
 *
 *   bill.leaf   {farm, period, at}: the leaf on which the amount `at` falls, and the way up from it   -> {leaf, path}
 *   usage.get   {period, agreement, deployment}: what a node says of a deployment                     -> {used, signature?, path?}
 *               `signature`: a SCALE `MultiSignature` under the node's statement; `path`: up to the root that the node has put on the chain for the period
 */

export const leafReply = z.object({ leaf: leafSchema, path: pathSchema })

export const usageReply = z.object({
  used: usedSchema,
  signature: signatureSchema.optional(),
  path: pathSchema.optional(),
})
