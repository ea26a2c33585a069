import { z } from 'zod'
import { command } from '../../kernel/index.ts'
import { ROLES } from '../types.ts'

/**
 * What an account may do in a bucket, by the chain's own list of members. A change in a block that this node knows to be final is
 * honoured by every ask after it. `role`: null for who is no member, also of a bucket that does not exist. Refused for good with
 * nothing; `unavailable` passes: the chain cannot be read, and what is known is too old to go by.
 */
export const RoleOf = command('storage.RoleOf', {
  category: 'observe',
  payload: z.object({ bucketId: z.bigint(), account: z.string() }),
  result: z.object({ role: z.enum(ROLES).nullable() }),
})

export const PARTS = ['primary', 'replica'] as const
export type Part = (typeof PARTS)[number]

/**
 * What a bucket is to the provider that has registered a key (hex): one that it keeps as a primary, or as a replica; null for none of
 * its own. Refused as `RoleOf`.
 */
export const PartOf = command('storage.PartOf', {
  category: 'observe',
  payload: z.object({ bucketId: z.bigint(), key: z.string() }),
  result: z.object({ part: z.enum(PARTS).nullable() }),
})
