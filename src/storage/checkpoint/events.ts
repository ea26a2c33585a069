import { z } from 'zod'
import { command, fact } from '../../kernel/index.ts'

/**
 * Another primary's proposal for a checkpoint, to be co-signed. Refused for good: `no-data`, `not-primary` (us), `wrong-window`
 * (neither the present one nor, within a block of its beginning, the next; or one that is checkpointed already), `disabled`; what
 * passes: `too-often`, `unavailable`. `signature`: raw, hex, over the proposal; none when this node cannot put its name under that
 * commitment, or has put it under another one for this window. `localMmrRoot`: of what it would sign.
 */
export const CosignCheckpoint = command('storage.CosignCheckpoint', {
  category: 'advise',
  payload: z.object({
    bucketId: z.bigint(),
    mmrRoot: z.string(),
    startSeq: z.bigint(),
    leafCount: z.bigint(),
    window: z.bigint(),
  }),
  result: z.object({ agreed: z.boolean(), signature: z.string().nullable(), localMmrRoot: z.string() }),
})

/** Lets a bucket's checkpoint of the present window be made now. `triggered`: false with the reason in words. */
export const TriggerCheckpoint = command('storage.TriggerCheckpoint', {
  category: 'submit',
  payload: z.object({ bucketId: z.bigint() }),
  result: z.object({ triggered: z.boolean(), message: z.string() }),
})

/** How a window ended for this provider. */
export const CHECKPOINT_OUTCOMES = ['done', 'missed', 'dropped'] as const
export type CheckpointOutcome = (typeof CHECKPOINT_OUTCOMES)[number]

/**
 * A checkpoint window of a bucket of ours came to its end.
 * - `done`: the chain has its checkpoint, `by` whom and in which `block` where that is known.
 * - `missed`: its last block is final without one; `reason` says what stood in the way here.
 * - `dropped`: it is no window of ours any more, for the `reason` given.
 */
export const CheckpointEnded = fact('storage.CheckpointEnded', {
  payload: z.object({
    bucketId: z.bigint(),
    window: z.bigint(),
    outcome: z.enum(CHECKPOINT_OUTCOMES),
    reason: z.string().optional(),
    by: z.string().optional(),
    block: z.number().optional(),
  }),
})
