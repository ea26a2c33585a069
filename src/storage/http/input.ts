import type { Context } from 'hono'
import { z } from 'zod'
import type { Hash } from '../store/types.ts'
import { HttpError, type HttpErrorCode } from './errors.ts'

/** An integer of 64 bits, as a number or as its digits. */
export const u64 = z
  .union([z.number().int().min(0), z.bigint(), z.string().regex(/^\d{1,20}$/)], {
    error: 'an integer from 0 to 2^64-1',
  })
  .transform((value) => BigInt(value))
  .refine((value) => value >= 0n && value < 2n ** 64n, { error: 'an integer from 0 to 2^64-1' })

/** A hash as clients write it: with `0x` or without, in either case. */
export const hash = z
  .string()
  .refine((text) => /^(0x)?[0-9a-f]{64}$/i.test(text), {
    error: 'a hash: 0x and 64 hex digits',
    params: { code: 'invalid_hash' },
  })
  .transform((text): Hash => `0x${text.slice(-64).toLowerCase()}`)

/** @throws ZodError for more than so many */
export const hashes = (most: number) => z.array(hash).max(most, { error: `${most} hashes at the most` })

export const ofBucket = z.object({ bucket_id: u64 })

/** Longest part of a wrong value that an answer repeats. */
const SHOWN = 80

/** @throws HttpError that names each field, what it was and what it should be */
export function checked<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map(({ path, message }) => ({
    field: path.join('.'),
    value: shown(path.reduce<unknown>(at, value)),
    expected: message,
  }))
  const first = parsed.error.issues[0] as { readonly params?: { readonly code?: HttpErrorCode } } | undefined
  const wrong = fields.map(({ field, expected }) => `${field === '' ? 'the request' : field}: ${expected}`)
  throw new HttpError(first?.params?.code ?? 'invalid_request', { message: wrong.join('; '), fields })
}

const at = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined

const shown = (value: unknown): string | undefined => {
  if (value === undefined) return undefined
  const text = typeof value === 'string' ? value : typeof value === 'object' ? typeof value : String(value)
  return text.slice(0, SHOWN)
}

export const queryOf = <Value>(c: Context, schema: z.ZodType<Value>): Value => checked(schema, c.req.query())

/** The layer-0 bucket that a path names. */
export const bucketOf = (c: Context): bigint => checked(ofBucket, { bucket_id: c.req.param('bucket') }).bucket_id
