import { z } from 'zod'
import { accountId } from '../chain/scale/account-id.ts'

export { accountId } from '../chain/scale/account-id.ts'

/**
 * Shapes of what the StorageProvider pallet keeps, as plain values. The chain's words are untrusted: everything read passes
 * through these schemas. Balances and 64-bit numbers are bigint, block numbers number, accounts 32 bytes in hex whatever
 * address format an endpoint writes them in.
 */
export const u32 = z.coerce
  .number()
  .int()
  .min(0)
  .max(2 ** 32 - 1)
export const u64 = z.coerce
  .bigint()
  .min(0n)
  .max(2n ** 64n - 1n)
export const balance = z.coerce
  .bigint()
  .min(0n)
  .max(2n ** 128n - 1n)

export const providerSettings = z.object({
  minDuration: u32,
  maxDuration: u32,
  pricePerByte: balance,
  acceptingPrimary: z.boolean(),
  replicaSyncPrice: balance.nullable(),
  acceptingExtensions: z.boolean(),
  /** Bytes; 0 is unlimited. */
  maxCapacity: u64,
})

export const hash = z.string().regex(/^0x[0-9a-f]{64}$/)

/** Bytes of text, as an endpoint writes them: in hex, or as the text itself. */
export const text = z
  .string()
  .transform((value) => (value.startsWith('0x') ? Buffer.from(value.slice(2), 'hex').toString('utf8') : value))

export const providerInfo = z.object({
  stake: balance,
  committedBytes: u64,
  settings: providerSettings,
  deregisterAt: u32.nullable(),
})
export type ProviderInfo = z.infer<typeof providerInfo>

/** How a provider is reached, and by what its signatures are checked. */
export const providerContact = z.object({
  /** A multiaddr, or nothing. */
  multiaddr: text,
  /** Hex; its length tells the scheme: 32 bytes sr25519 or ed25519, 33 ecdsa. */
  publicKey: z.string(),
})
export type ProviderContact = z.infer<typeof providerContact>

export const agreementRequest = z.object({
  requester: accountId,
  maxBytes: u64,
  paymentLocked: balance,
  /** Blocks. */
  duration: u32,
  /** Last block in which it can be accepted. */
  expiresAt: u32,
  /** Set on a request for a replica. */
  replicaParams: z.object({ syncBalance: balance, minSyncInterval: u32 }).nullable(),
})
export type AgreementRequest = z.infer<typeof agreementRequest>

/** What an agreement is for: the data's first copies, or one that follows them for a price of each sync. */
const providerRole = z.union([
  z.object({ primary: z.null() }).transform(() => ({ role: 'primary' as const })),
  z
    .object({
      replica: z.object({
        syncBalance: balance,
        syncPrice: balance,
        /** Blocks. */
        minSyncInterval: u32,
        /** Root and block of the last one. */
        lastSync: z.tuple([hash, u32]).nullable(),
      }),
    })
    .transform(({ replica }) => ({ role: 'replica' as const, ...replica })),
])
export type ProviderRole = z.infer<typeof providerRole>

export const storageAgreement = z.object({
  owner: accountId,
  maxBytes: u64,
  paymentLocked: balance,
  pricePerByte: balance,
  /** First block after it. */
  expiresAt: u32,
  extensionsBlocked: z.boolean(),
  role: providerRole,
  startedAt: u32,
})
export type StorageAgreement = z.infer<typeof storageAgreement>

/** The commitment that a bucket's primaries signed last. */
export const bucketSnapshot = z.object({
  mmrRoot: hash,
  startSeq: u64,
  leafCount: u64,
  checkpointBlock: u32,
  /** A bit for each primary, the lowest first. */
  primarySigners: z.union([z.string(), z.array(u32)]),
})
export type BucketSnapshot = z.infer<typeof bucketSnapshot>

export const ROLES = ['Admin', 'Writer', 'Reader'] as const
export type Role = (typeof ROLES)[number]

export const bucket = z.object({
  members: z.array(z.object({ account: accountId, role: z.enum(ROLES) })),
  frozenStartSeq: u64.nullable(),
  minProviders: u32,
  primaryProviders: z.array(accountId),
  snapshot: bucketSnapshot.nullable(),
  /** Earlier roots, by slots that are replaced ever more rarely. */
  historicalRoots: z.array(z.tuple([u32, hash])),
})
export type Bucket = z.infer<typeof bucket>

export const checkpointWindowConfig = z.object({
  /** Blocks of a window. */
  interval: u32,
  /** Blocks from its beginning in which only its leader may submit. */
  gracePeriod: u32,
  enabled: z.boolean(),
})
export type CheckpointWindowConfig = z.infer<typeof checkpointWindowConfig>

const subject = z.object({ bucketId: u64, provider: accountId, challenger: accountId, mmrRoot: hash, startSeq: u64 })
const place = z.object({ leafIndex: u64, chunkIndex: u64 })

/** Runtimes that keep challenges in lists say the place beside the rest; others have it as one value, by either name. */
export const challenge = z.union([
  subject.extend(place.shape),
  subject.extend({ target: place }).transform(({ target, ...rest }) => ({ ...rest, ...target })),
  subject.extend({ location: place }).transform(({ location, ...rest }) => ({ ...rest, ...location })),
])
export type Challenge = z.infer<typeof challenge>
