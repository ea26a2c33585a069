import { z } from 'zod'
import { ownAccountSchema } from '../config/account-schema.ts'
import { logSchema } from '../config/schema.ts'
import { STATEMENT_KINDS } from './statement.ts'

const hash = z.string().regex(/^0x[0-9a-f]{64}$/, { error: 'a hash: 0x and 64 hexadecimal digits' })

const bucketId = z
  .union([z.number().int().min(0), z.string().regex(/^\d{1,20}$/)], {
    error: 'the number of a bucket, in quotes above 2^53',
  })
  .transform(BigInt)

const policy = z.strictObject({
  /** Hashes of block 0 of the chains that are signed for. */
  genesis: z.array(hash).min(1, { error: 'at least one hash' }),
  /** `Pallet.call` or `Pallet.*`. A call within a call must be among them as well. */
  calls: z
    .array(
      z.string().regex(/^\w+\.(\w+|\*)$/, { error: 'a call such as StorageProvider.accept_agreement, or Pallet.*' }),
    )
    .min(1, { error: 'at least one call' }),
  /** In the smallest unit of the native asset; in quotes above 2^53. */
  maxTip: z.union([z.number().int().min(0), z.string().regex(/^\d+$/)], { error: 'an integer from 0' }).default(0),
  /** Blocks for which an extrinsic may land. One that may land for ever is never signed. */
  maxPeriod: z.number().int().min(4).max(65_536).default(64),
  /** Signatures. */
  perMinute: z.number().int().min(1).default(120),
  /** How far a nonce may be from the highest that was signed. `back: 0` signs none twice. */
  nonces: z
    .strictObject({ back: z.number().int().min(0).default(64), ahead: z.number().int().min(1).default(64) })
    .prefault({}),
  /** What may be stated without an extrinsic. */
  statements: z.array(z.enum(STATEMENT_KINDS)).default([]),
  /** Signatures under statements, counted apart: what peers ask for must not keep an extrinsic waiting. */
  statementsPerMinute: z.number().int().min(1).default(120),
  /** Buckets about which something may be stated; any without it. A replica's sync names none. */
  buckets: z.array(bucketId).optional(),
})

/** The file of `reeve signer`. */
export const signerSchema = z.strictObject({
  account: ownAccountSchema,
  /** Path of the unix socket to listen on. */
  socket: z.string().min(1, { error: 'a path' }),
  /** Metadata of the runtimes that are signed for: SCALE bytes, their hex, or the JSON answer of `state_getMetadata`. */
  metadata: z.array(z.string().min(1, { error: 'a file' })).min(1, { error: 'at least one file' }),
  policy,
  /** Remembers the highest nonces over a restart. */
  nonceFile: z.string().min(1, { error: 'a file' }).optional(),
  log: logSchema,
})

export type SignerConfig = z.output<typeof signerSchema>
export type Policy = SignerConfig['policy']
