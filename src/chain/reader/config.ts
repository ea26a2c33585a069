import { z } from 'zod'

export const readerConfig = z.strictObject({
  /**
   * Believes a storage value only with a proof against the state root of its block. It costs the endpoint a proof of one or two
   * kilobytes for each value. Entries of maps are read without: a proof does not say that there are no others.
   */
  proofs: z.boolean().default(false),
})

export type ReaderConfig = z.output<typeof readerConfig>
