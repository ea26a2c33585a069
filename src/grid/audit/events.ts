import { z } from 'zod'
import { command, fact } from '../../kernel/index.ts'
import { hashSchema, signatureSchema } from '../evidence/schemas.ts'

const u32 = z.number().int().min(0)
const hash = hashSchema

/**
 * - `honest`: all that was drawn is as it should be. `doubtful`: it may be, but something is odd that the chain would not take.
 * - `overbilled`: it was shown to the chain what is false about it.
 * - `equivocation`: its farmer has signed another bill for the same period, and the chain was shown.
 * - `unanswered`: its time is over, and not all was answered: nothing is known against it.
 * - `void`: it fell with another bill of the farm, or by another's evidence.
 */
export const AUDIT_VERDICTS = ['honest', 'doubtful', 'overbilled', 'equivocation', 'unanswered', 'void'] as const
export type AuditVerdict = (typeof AUDIT_VERDICTS)[number]

/** Who did not answer what was asked of it. */
export const silence = z.object({ twinId: u32, question: z.enum(['bill.leaf', 'usage.get']) })
export type Silence = z.infer<typeof silence>

/**
 * What has come of auditing a bill. `seed`: the block whose hash decided what was drawn. `chance`: of having found it false, had as
 * much of it been false as is configured. `doubts`: what is odd, for people. `reason`: what is false.
 */
export const BillAudited = fact('grid.BillAudited', {
  priority: 'high',
  payload: z.object({
    farmId: u32,
    period: u32,
    verdict: z.enum(AUDIT_VERDICTS),
    reason: z.string().nullable(),
    seed: z.object({ number: u32, hash }).nullable(),
    leaves: z.number(),
    chance: z.number(),
    silent: z.array(silence),
    doubts: z.array(z.string()),
  }),
})

/** Some have not answered: they will be asked again. Nothing follows from it. `asked`: times that they were. */
export const AuditUnanswered = fact('grid.AuditUnanswered', {
  payload: z.object({ farmId: u32, period: u32, silent: z.array(silence), asked: z.number() }),
})

/**
 * A bill as its farmer has signed it for somebody. Where it is another than the chain has, that is evidence. Refused with `no-bill`
 * where none is open, `not-signed` where the signature is not the farmer's, and `unavailable`, which passes.
 */
export const ShowReceipt = command('grid.ShowReceipt', {
  category: 'submit',
  payload: z.object({
    farmId: u32,
    period: u32,
    root: hash,
    total: z.bigint(),
    signature: signatureSchema,
  }),
  result: z.object({ isSame: z.boolean() }),
})
