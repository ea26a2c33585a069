import { z } from 'zod'
import { fact } from '../../kernel/index.ts'

/** How a request came to its end. */
export const AGREEMENT_ANSWERS = ['accepted', 'rejected', 'withdrawn', 'expired', 'gone', 'missed'] as const
export type AgreementAnswer = (typeof AGREEMENT_ANSWERS)[number]

/**
 * An agreement request of this provider came to its end.
 * - `accepted`, `rejected`: our answer is in a finalized block; a rejection has its reason.
 * - `withdrawn`: the requester took it back. `gone`: it was no longer there when looked at, answered or withdrawn before.
 * - `expired`: it was past its time when first seen. `missed`: it ran out while it was ours to answer.
 */
export const AgreementAnswered = fact('storage.AgreementAnswered', {
  payload: z.object({
    bucketId: z.bigint(),
    answer: z.enum(AGREEMENT_ANSWERS),
    reason: z.string().optional(),
    block: z.number().optional(),
  }),
})
