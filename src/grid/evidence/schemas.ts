import { z } from 'zod'
import type { Signature } from '../../chain/signing/signer.ts'
import type { BillLeaf } from './leaf.ts'
import { LONGEST_PATH, type Path } from './merkle-sum.ts'
import type { UsageStatement } from './statement.ts'
import type { Used } from './used.ts'

/** A whole number, or its digits: JSON has no large ones. */
const wholeUpTo = (bits: bigint) =>
  z
    .union([z.bigint(), z.number().int().min(0).max(Number.MAX_SAFE_INTEGER), z.string().regex(/^\d{1,39}$/)])
    .transform(BigInt)
    .pipe(
      z
        .bigint()
        .min(0n)
        .max((1n << bits) - 1n),
    )

export const u32Schema = z
  .number()
  .int()
  .min(0)
  .max(2 ** 32 - 1)
export const u64Schema = wholeUpTo(64n)
export const u128Schema = wholeUpTo(128n)
export const hashSchema = z.string().regex(/^0x[0-9a-f]{64}$/)
/** Of a twin's key, as it comes over the network. */
export const signatureSchema: z.ZodType<Signature> = z.object({
  type: z.enum(['sr25519', 'ed25519', 'ecdsa']),
  value: z.string().regex(/^0x[0-9a-f]{128}([0-9a-f]{2})?$/),
})

export const usedSchema: z.ZodType<Used> = z.object({
  cru: u64Schema,
  mru: u128Schema,
  sru: u128Schema,
  hru: u128Schema,
  ipv4: u64Schema,
  nru: u64Schema,
})

export const statementSchema: z.ZodType<UsageStatement> = z.object({
  genesis: hashSchema,
  node: u32Schema,
  period: u32Schema,
  agreement: u64Schema,
  deployment: u64Schema,
  used: usedSchema,
})

export const leafSchema: z.ZodType<BillLeaf> = z.object({
  agreement: u64Schema,
  deployment: u64Schema,
  node: u32Schema,
  used: usedSchema,
  amount: u128Schema,
})

export const pathSchema: z.ZodType<Path> = z
  .array(z.object({ sibling: hashSchema, sum: u128Schema, isLeft: z.boolean() }))
  .max(LONGEST_PATH)
