import type { Hono } from 'hono'
import { z } from 'zod'
import type { Commitment } from '../../store/types.ts'
import { admitJson, admitReader } from '../admission.ts'
import { allow } from '../allowance.ts'
import type { Api } from '../api.ts'
import { HttpError } from '../errors.ts'
import { hash, hashes, ofBucket, queryOf, u64 } from '../input.ts'
import { json } from '../json.ts'
import { sign, uncounted, written } from '../signing.ts'

/** What the provider puts its name under. */
export function commitmentRoutes(app: Hono, api: Api): void {
  const { store, config } = api
  const roots = z.object({ bucket_id: u64, data_roots: hashes(config.limits.hashes) })

  app.post('/commit', async (c) => {
    const { bucket_id, data_roots } = await admitJson(api, c, roots, 'Writer')
    await allow(api, bucket_id)
    const { leafIndices, ...commitment } = await store.commit(bucket_id, data_roots)
    // What cannot be signed now is committed all the same: /commitment gives the signature later.
    const done = { ...written(commitment), leaf_indices: leafIndices }
    const provider_signature = await sign(api, bucket_id, uncounted(commitment), done)
    return json(c, { ...done, provider_signature })
  })

  app.get('/commitment', async (c) => {
    const { bucket_id } = queryOf(c, ofBucket)
    await admitReader(api, c, bucket_id)
    const commitment = await commitmentOf(bucket_id)
    const provider_signature = await sign(api, bucket_id, uncounted(commitment))
    return json(c, { bucket_id, ...written(commitment), provider_signature })
  })

  app.get('/checkpoint-signature', async (c) => {
    const { bucket_id } = queryOf(c, ofBucket)
    await admitReader(api, c, bucket_id)
    const commitment = await commitmentOf(bucket_id)
    return json(c, {
      bucket_id,
      ...written(commitment),
      provider_signature: await sign(api, bucket_id, commitment),
    })
  })

  app.get('/commitments', async (c) => {
    const { bucket_id, mmr_root } = queryOf(c, z.object({ bucket_id: u64, mmr_root: hash }))
    await admitReader(api, c, bucket_id)
    return json(c, { bucket_id, commitments: (await store.commitmentsTo(bucket_id, mmr_root)).map(written) })
  })

  app.get('/buckets', async (c) => {
    const buckets = await store.buckets()
    return json(c, { buckets: buckets.map((bucket) => ({ bucket_id: bucket.bucketId, ...written(bucket) })) })
  })

  async function commitmentOf(bucketId: bigint): Promise<Commitment> {
    const found = await store.bucket(bucketId)
    if (found !== null) return found
    throw new HttpError('bucket_not_found', { message: `bucket ${bucketId} is not here`, bucket_id: bucketId })
  }
}
