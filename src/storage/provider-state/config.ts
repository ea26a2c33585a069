import { z } from 'zod'
import { accountId, balance, providerSettings } from '../types.ts'

/** What the provider is to be on chain, as far as the operator says. Amounts in planck, in quotes above 2^53. */
export const providerStateConfig = z.strictObject({
  /** The account that is, or is to be, registered. */
  provider: accountId,
  /** By which it is reached, when it is registered. */
  publicAddress: z.string().default(''),
  /** Registers it when it is not. */
  register: z.strictObject({ stake: balance }).optional(),
  /** Terms that are kept as they are here; those that are left out stay as they are on chain. */
  settings: providerSettings.partial().strict().optional(),
  /** Stake is added when there is less. */
  stake: z.strictObject({ atLeast: balance }).optional(),
  /** Leaves: announces it once nothing is stored for anybody, and completes it when its time has come. */
  leave: z.boolean().default(false),
  /** Milliseconds before something that failed is tried again. */
  backoff: z.strictObject({ min: z.number().min(1), max: z.number().min(1) }).default({ min: 1_000, max: 600_000 }),
})

export type ProviderStateConfig = z.output<typeof providerStateConfig>
