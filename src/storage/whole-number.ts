import { z } from 'zod'

const error = 'a whole number, in quotes above 2^53'

/** In a config: planck, bytes, the number of a bucket. YAML would round the large ones. */
export const wholeNumber = z
  .union(
    [z.bigint().min(0n, { error }), z.number().int().min(0, { error }), z.string().regex(/^\d{1,39}$/, { error })],
    {
      error,
    },
  )
  .transform(BigInt)
