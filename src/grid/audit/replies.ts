import { z } from 'zod'

/*
 * What farms and nodes are asked, and what they answer: JSON, with integers that may be large as decimal text, bytes in hex.
 *
 *   bill.leaf   {farm, period, at}: the leaf on which the amount `at` falls, and the way up from it   -> {leaf, path}
 *   usage.get   {period, agreement, deployment}: what a node says of a deployment                     -> {used, signature?, path?}
 *               `path`: up to the root that the node has put on the chain for the period
 */

const integer = (bits: bigint) =>
  z
    .union([z.string().regex(/^\d{1,39}$/), z.number().int().min(0), z.bigint()])
    .transform(BigInt)
    .refine((value) => value >= 0n && value < 2n ** bits)
const u64 = integer(64n)
const u128 = integer(128n)
const u32 = z
  .number()
  .int()
  .min(0)
  .max(2 ** 32 - 1)

const MAX_PATH = 32

export const used = z.object({ cru: u64, mru: u128, sru: u128, hru: u128, ipv4: u64, nru: u64 })

const step = z.object({ sibling: z.string().regex(/^0x[0-9a-f]{64}$/), sum: u128, isLeft: z.boolean() })
const path = z.array(step).max(MAX_PATH)

export const leafReply = z.object({
  leaf: z.object({ agreement: u64, deployment: u64, node: u32, used, amount: u128 }),
  path,
})

export const usageReply = z.object({
  used,
  signature: z
    .object({ type: z.enum(['sr25519', 'ed25519', 'ecdsa']), value: z.string().regex(/^0x[0-9a-f]{128,130}$/) })
    .optional(),
  path: path.optional(),
})
export type UsageReply = z.infer<typeof usageReply>
