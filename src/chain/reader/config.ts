import { z } from 'zod'

export const readerConfig = z.strictObject({
  /**
   * Believes storage values, and the entries of maps, only with a proof against the state root of their block. It costs the endpoint
   * one or two kilobytes for a value by itself. An entry of a map may take 58 kB, value and proof together.
   */
  proofs: z.boolean().default(false),
})

export type ReaderConfig = z.output<typeof readerConfig>
