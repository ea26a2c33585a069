import { z } from 'zod'
import { command } from '../../kernel/index.ts'

/**
 * Another primary's proposal for a checkpoint, to be co-signed. Refused for good: `no-data`, `not-primary` (us), `wrong-window`
 * (neither the present one nor, within a block of its beginning, the next), `disabled`; what passes: `too-often`, `unavailable`.
 * `signature`: raw, hex, over the proposal; none when this node's own commitment is another.
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
