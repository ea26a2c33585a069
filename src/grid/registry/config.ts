import { z } from 'zod'
import { overprovision, systemNeeds } from '../capacity/schemas.ts'

/** What is taken to be so of the nodes of a farm, by those who know of them by the chain alone. */
export const registryConfig = z.strictObject({
  /** What a node needs for itself. */
  system: systemNeeds,
  /** Times that a core is lent. */
  overprovision,
  /** Seconds until what could not be read is read again. */
  retry: z.number().min(0.1).default(5),
})
export type RegistryConfig = z.output<typeof registryConfig>
