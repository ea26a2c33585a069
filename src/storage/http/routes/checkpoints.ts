import type { Hono } from 'hono'
import { z } from 'zod'
import { encodeAddress } from '#polkadot'
import type { Refusal } from '../../../kernel/index.ts'
import { CosignCheckpoint, TriggerCheckpoint } from '../../checkpoint/events.ts'
import { admit, admitCosigning, jsonBody } from '../admission.ts'
import type { Api } from '../api.ts'
import { clientOf } from '../client.ts'
import { HttpError, type HttpErrorCode } from '../errors.ts'
import { hash, ofBucket, queryOf, u64 } from '../input.ts'
import { json } from '../json.ts'
import { createTokenBuckets } from '../rates.ts'
import { written } from '../signing.ts'
import { tooMany } from '../too-many.ts'

const proposal = z.object({ bucket_id: u64, mmr_root: hash, start_seq: u64, leaf_count: u64, window: u64 })

/** Answers to the reasons for which a proposal is not signed. */
const REFUSALS: Readonly<Record<string, { readonly code: HttpErrorCode; readonly message: string }>> = {
  'no-data': { code: 'bucket_not_found', message: 'this provider has nothing of the bucket' },
  'not-primary': { code: 'checkpoint_refused', message: 'this provider is no primary of the bucket' },
  'wrong-window': { code: 'checkpoint_refused', message: 'the window is not the present one' },
  disabled: { code: 'checkpoint_refused', message: 'the bucket has no checkpoints by providers' },
  'too-often': { code: 'rate_limited', message: 'this bucket was asked for too often; ask again later' },
}

/** Checkpoints among the primaries of a bucket. */
export function checkpointRoutes(app: Hono, api: Api): void {
  const { store, attestor, config, ask } = api
  const rates = createTokenBuckets(config.rates.sign, config.rates.clients, api.now)

  app.post('/checkpoint/sign', async (c) => {
    const { bucket_id, mmr_root, start_seq, leaf_count, window } = (await jsonBody(api, c, proposal)).value
    // By both: one client cannot use up what the others have of a bucket.
    const turn = rates.take(`${clientOf(api, c)} ${bucket_id}`)
    if (!turn.ok) throw tooMany(turn.after)
    await admitCosigning(api, c, bucket_id)
    const wish = { bucketId: bucket_id, mmrRoot: mmr_root, startSeq: start_seq, leafCount: leaf_count, window }
    const outcome = await ask(CosignCheckpoint, wish)
    if (!outcome.ok) throw refusalOf(outcome.refusal)
    const { agreed, signature, localMmrRoot } = outcome.value
    if (agreed && signature === null)
      throw new HttpError('signing_unavailable', { message: 'the provider cannot sign now' })
    return json(c, {
      signer: encodeAddress(attestor.provider, 42),
      signature: signature ?? '',
      agreed,
      local_mmr_root: localMmrRoot,
    })
  })

  app.get('/checkpoint/duty', async (c) => {
    const { bucket_id } = queryOf(c, ofBucket)
    const found = await store.bucket(bucket_id)
    if (found === null)
      throw new HttpError('bucket_not_found', { message: `bucket ${bucket_id} is not here`, bucket_id })
    return json(c, { bucket_id, ...written(found), ready: found.leafCount > 0n })
  })

  app.post('/checkpoint/trigger', async (c) => {
    const { bucket_id } = queryOf(c, ofBucket)
    await admit(api, c, bucket_id, 'Writer')
    const outcome = await ask(TriggerCheckpoint, { bucketId: bucket_id })
    if (outcome.ok) return json(c, { bucket_id, ...outcome.value })
    if (outcome.refusal.code === 'no-owner')
      throw new HttpError('internal_error', { message: 'this provider makes no checkpoints' })
    throw refusalOf(outcome.refusal)
  })
}

function refusalOf({ code, reason = code, detail }: Refusal): HttpError {
  if (code === 'no-owner') return new HttpError('unavailable', { message: 'this provider makes no checkpoints' })
  const known = REFUSALS[reason] ?? { code: 'unavailable', message: 'the provider cannot do this now' }
  return new HttpError(known.code, {
    message: known.message,
    reason,
    ...(detail === undefined ? {} : { detail: String(detail) }),
  })
}
