import type { Hono } from 'hono'
import { readState } from '../../../chain/reader/read.ts'
import { ForceSync, SyncStatus } from '../../replica-sync/events.ts'
import { ZERO } from '../../store/hashing.ts'
import { bucket } from '../../types.ts'
import { admitJson } from '../admission.ts'
import type { Api } from '../api.ts'
import { HttpError } from '../errors.ts'
import { ofBucket, queryOf } from '../input.ts'
import { json } from '../json.ts'

/** What replicas follow, and how far this one is. */
export function replicaRoutes(app: Hono, api: Api): void {
  const { store, ask } = api

  /** The roots that the chain takes from a replica: the last checkpoint's, and the earlier ones it still knows. */
  app.get('/replica/historical_roots', async (c) => {
    const { bucket_id } = queryOf(c, ofBucket)
    const found = await readState(api, bucket.nullable(), {
      pallet: 'StorageProvider',
      item: 'Buckets',
      keys: [bucket_id],
    })
    if (found === null)
      throw new HttpError('bucket_not_found', { message: `there is no bucket ${bucket_id}`, bucket_id })
    return json(c, {
      bucket_id,
      current_root: found.snapshot?.mmrRoot ?? ZERO,
      historical_roots: found.historicalRoots.map(([, root]) => root),
      snapshot_block: found.snapshot?.checkpointBlock ?? 0,
    })
  })

  app.get('/replica/sync_status', async (c) => {
    const { bucket_id } = queryOf(c, ofBucket)
    const [local, outcome] = await Promise.all([store.bucket(bucket_id), ask(SyncStatus, { bucketId: bucket_id })])
    const status = outcome.ok ? outcome.value : null
    return json(c, {
      bucket_id,
      local_mmr_root: local?.mmrRoot ?? ZERO,
      local_leaf_count: local?.leafCount ?? 0n,
      last_sync_block: status?.lastSyncBlock ?? null,
      syncing: status?.running ?? false,
      is_replica: status?.isReplica ?? null,
      chain_root: status?.chainRoot ?? null,
      blocks_left: status?.blocksLeft ?? null,
    })
  })

  app.post('/replica/sync', async (c) => {
    const { bucket_id } = await admitJson(api, c, ofBucket, 'Writer')
    const outcome = await ask(ForceSync, { bucketId: bucket_id })
    if (outcome.ok) return json(c, { bucket_id, queued: outcome.value.started, message: outcome.value.message })
    const { code, reason = code } = outcome.refusal
    const message = code === 'no-owner' ? 'this provider keeps no replicas' : 'the provider cannot do this now'
    throw new HttpError('unavailable', { message, reason })
  })
}
