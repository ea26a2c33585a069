import { z } from 'zod'
import { fact } from '../../kernel/index.ts'
import { hashSchema } from '../evidence/schemas.ts'

const u32 = z.number().int().min(0)
const amount = z.bigint().min(0n)
const billed = { agreement: amount, farmId: u32, period: u32 }

/** The farm has our receipt for what it bills under an agreement of ours. */
export const ReceiptGiven = fact('grid.ReceiptGiven', { payload: z.object({ ...billed, root: hashSchema, amount }) })

/**
 * - `other-bill`: the farm describes another bill than the chain has. `not-in-bill`: a leaf that it shows is not in the bill.
 * - `of-another-agreement`, `counted-twice`: by its leaves.
 * - `no-such-node`: not of the farm. `not-used`: the node has signed nothing of it. `more-than-used`: or less than is billed.
 * - `dearer-than-agreed`, `above-the-maximum`: by the agreement.
 */
export const REFUSAL_REASONS = [
  'other-bill',
  'not-in-bill',
  'of-another-agreement',
  'counted-twice',
  'no-such-node',
  'not-used',
  'more-than-used',
  'dearer-than-agreed',
  'above-the-maximum',
] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

/** What a farm bills under an agreement of ours is wrong: no receipt is signed for it. */
export const ReceiptRefused = fact('grid.ReceiptRefused', {
  priority: 'high',
  payload: z.object({ ...billed, reason: z.enum(REFUSAL_REASONS) }),
})
