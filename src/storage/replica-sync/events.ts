import { z } from 'zod'
import { command } from '../../kernel/index.ts'

/** How far a replica of ours is. `blocksLeft`: until the agreement allows the next sync to be confirmed. */
export const SyncStatus = command('storage.SyncStatus', {
  category: 'observe',
  payload: z.object({ bucketId: z.bigint() }),
  result: z.object({
    isReplica: z.boolean(),
    running: z.boolean(),
    localRoot: z.string().nullable(),
    chainRoot: z.string().nullable(),
    lastSyncBlock: z.number().nullable(),
    blocksLeft: z.number().nullable(),
  }),
})

/** Syncs a replica now, though the chain would not pay for it yet. */
export const ForceSync = command('storage.ForceSync', {
  category: 'submit',
  payload: z.object({ bucketId: z.bigint() }),
  result: z.object({ started: z.boolean(), message: z.string() }),
})
