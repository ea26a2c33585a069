import { z } from 'zod'
import { hashSchema, leafSchema, pathSchema, signatureSchema, u64Schema, u128Schema, usedSchema } from './schemas.ts'

/*
 * What farms and nodes are asked, and what they answer: JSON, with integers that may be large as decimal text, bytes in hex.
 *
 *   bill.leaf   {farm, period, at}: the leaf on which the amount `at` falls, and the way up from it   -> {leaf, path}
 *   bill.get    {agreement, period}: what is billed under an agreement, and the farmer's signature under the bill -> {root, total,
 *               receipt, leaves: [{leaf, path}]}, and more
 *   receipt.get {agreement, period}: what the user has signed for the bill                            -> {root, amount, signature}
 *   usage.get   {period, seconds}: what ran on a node in the period of that length                    -> {statements: [...]}
 *               statement: {agreement, deployment, hash, used, signature}, in the order of the root that the node has put on the
 *               chain; `hash` is that of the deployment
 */

/** More than run on any node, or of one agreement on a farm. */
const MOST = 10_000

export const leafReply = z.object({ leaf: leafSchema, path: pathSchema })

export const billReply = z.object({
  root: hashSchema,
  total: u128Schema,
  receipt: signatureSchema.nullable(),
  leaves: z.array(leafReply).max(MOST),
})
export type BillReply = z.infer<typeof billReply>

export const userReceiptReply = z.object({ root: hashSchema, amount: u128Schema, signature: signatureSchema })
export type UserReceiptReply = z.infer<typeof userReceiptReply>

const stated = z.object({
  agreement: u64Schema,
  deployment: u64Schema,
  used: usedSchema,
  signature: signatureSchema.optional(),
})

/** Takes what is not signed too: what is on the chain can be shown without a signature. */
export const usageReply = z.object({ statements: z.array(stated).max(MOST) })
export type UsageReply = z.infer<typeof usageReply>

const signed = stated.required({ signature: true })

/** Takes only what is signed, each by itself: of that alone something may be billed, or a receipt signed. */
export const signedReply = z.object({ statements: z.array(signed).max(MOST) })

const statedUsage = signed.extend({ hash: z.string().max(128) })
export type StatedUsage = z.infer<typeof statedUsage>

/** The same with what runs, for who has to hold it against what was agreed. */
export const deployedReply = z.object({ statements: z.array(statedUsage).max(MOST) })
