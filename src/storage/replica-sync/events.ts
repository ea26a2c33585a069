import { z } from 'zod'
import { command, fact } from '../../kernel/index.ts'

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

/**
 * - `synced`: the bucket's data is here, and its root is the chain's. `confirmed`: the chain knows that, and has paid for it.
 * - `no-source`: nobody who should have the data gave all of it. `over-quota`: it is more than the agreement is for.
 * - `unfit`: what the primaries committed to is no tree of chunks of the size they say, or larger than this node takes.
 * - `store-failed`: this node's own store would not take it. `unconfirmed`: the chain would not have the confirmation.
 */
export const SYNC_OUTCOMES = [
  'synced',
  'confirmed',
  'no-source',
  'over-quota',
  'unfit',
  'store-failed',
  'unconfirmed',
] as const
export type SyncOutcome = (typeof SYNC_OUTCOMES)[number]

/**
 * A step of a replica's sync came to its end. `root`: the one that was to be reached. `bytes` of data were fetched in it, from the
 * providers (accounts) in `sources`.
 */
export const ReplicaSyncEnded = fact('storage.ReplicaSyncEnded', {
  payload: z.object({
    bucketId: z.bigint(),
    outcome: z.enum(SYNC_OUTCOMES),
    root: z.string(),
    bytes: z.bigint(),
    sources: z.array(z.string()),
    reason: z.string().optional(),
    block: z.number().optional(),
  }),
})
