import { z } from 'zod'
import { command, fact } from '../../kernel/index.ts'

/** This provider as the chain has it; null fields while it is not registered. Amounts in planck. */
export const providerDescription = z.object({
  provider: z.string(),
  /** As of which block. */
  at: z.number(),
  isRegistered: z.boolean(),
  multiaddr: z.string().nullable(),
  publicKey: z.string().nullable(),
  stake: z.bigint().nullable(),
  committedBytes: z.bigint().nullable(),
  /** Block from which leaving can be completed. */
  deregisterAt: z.number().nullable(),
})
export type ProviderDescription = z.infer<typeof providerDescription>

/** Refused while it is not known yet: `unavailable`, which passes. */
export const DescribeProvider = command('storage.DescribeProvider', {
  category: 'observe',
  payload: z.null(),
  result: providerDescription,
})

/** What the chain has about this provider is another than before. */
export const ProviderStateChanged = fact('storage.ProviderStateChanged', { payload: providerDescription })
