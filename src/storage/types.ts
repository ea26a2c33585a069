import { z } from 'zod'
import { accountOf } from '../chain/scale/ss58.ts'

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

export const accountId = z.string().transform((text, issues) => {
  const account = /^0x[0-9a-f]{64}$/.test(text) ? text : accountOf(text)
  if (account !== undefined) return account
  issues.addIssue({ code: 'custom', message: `"${text}" is not an account` })
  return z.NEVER
})

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

export const providerInfo = z.object({
  stake: balance,
  committedBytes: u64,
  settings: providerSettings,
  deregisterAt: u32.nullable(),
})
export type ProviderInfo = z.infer<typeof providerInfo>

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
