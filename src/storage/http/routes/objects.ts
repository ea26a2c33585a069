import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { Hash } from '../../store/types.ts'
import { admit, admitUpload } from '../admission.ts'
import type { Api } from '../api.ts'
import { HttpError } from '../errors.ts'
import { bucketOf, queryOf } from '../input.ts'
import { json } from '../json.ts'
import { nameOf } from '../names.ts'
import { sendEntry } from '../objects/download.ts'
import { storeBody } from '../objects/upload.ts'
import type { Entry } from '../records/entries.ts'

const PAGE = 1_000

const ofPage = z.object({
  prefix: z.string().optional(),
  delimiter: z.string().optional(),
  start_after: z.string().optional(),
  continuation_token: z.string().optional(),
  max_keys: z.coerce.number({ error: 'how many keys at the most' }).int().min(0).default(PAGE),
})

/**
 * Objects by their keys, as S3 has them: put, read whole or in part, listed by prefix and delimiter. The paths and the signatures are
 * this API's own (`/s3/{bucket}/object?key=`, `Authorization: Web3Storage …`), so a client made for S3, which signs by SigV4 and asks
 * for `/{bucket}/{key}`, cannot be pointed at it.
 */
export function objectRoutes(app: Hono, api: Api): void {
  const { objects } = api.records

  app.put('/s3/:bucket/object', async (c) => {
    const bucketId = bucketOf(c)
    const key = nameOf(c.req.query('key'), 'invalid_object_key', api.config.limits.key)
    const caller = await admitUpload(api, c, bucketId)
    const { dataRoot, size, leafIndex, seq } = await storeBody(api, c, bucketId, caller)
    await objects.put(bucketId, {
      name: key,
      kind: 'file',
      dataRoot,
      size,
      contentType: c.req.header('content-type') ?? 'application/octet-stream',
      modified: Math.floor(api.now() / 1_000),
      metadata: metadataOf(c),
      seq: Number(seq),
      leafIndex: Number(leafIndex),
    })
    return json(c, { etag: dataRoot, data_root: dataRoot, size, leaf_index: leafIndex }, 200, {
      etag: quoted(dataRoot),
    })
  })

  app.get('/s3/:bucket/object', async (c) => {
    const bucketId = bucketOf(c)
    const key = nameOf(c.req.query('key'), 'invalid_object_key', api.config.limits.key)
    await admit(api, c, bucketId, 'Reader')
    const entry = objects.get(bucketId, key)
    if (entry !== null) return sendEntry(api, c, entry)
    throw new HttpError('object_not_found', {
      message: `bucket ${bucketId} has no object ${key}`,
      bucket_id: bucketId,
      key,
    })
  })

  app.delete('/s3/:bucket/object', async (c) => {
    const bucketId = bucketOf(c)
    const key = nameOf(c.req.query('key'), 'invalid_object_key', api.config.limits.key)
    await admit(api, c, bucketId, 'Writer')
    return json(c, { deleted: await objects.remove(bucketId, key) })
  })

  app.get('/s3/:bucket/objects', async (c) => {
    const bucketId = bucketOf(c)
    const { prefix, delimiter, start_after, continuation_token, max_keys } = queryOf(c, ofPage)
    await admit(api, c, bucketId, 'Reader')
    const after = continuation_token === undefined ? start_after : placeOf(continuation_token)
    const most = Math.min(max_keys, PAGE)
    const none = { entries: [], prefixes: [], next: null }
    const { entries, prefixes, next } = most === 0 ? none : objects.list(bucketId, { prefix, delimiter, after, most })
    return json(c, {
      contents: entries.map(listed),
      common_prefixes: prefixes,
      is_truncated: next !== null,
      next_continuation_token: next === null ? null : tokenOf(next),
      key_count: entries.length + prefixes.length,
    })
  })

  app.get('/s3/:bucket/index_root', async (c) => {
    const bucketId = bucketOf(c)
    await admit(api, c, bucketId, 'Reader')
    const { files, bytes } = objects.stats(bucketId)
    return json(c, {
      bucket_id: bucketId,
      metadata_merkle_root: objects.root(bucketId),
      object_count: files,
      total_size: bytes,
    })
  })
}

const quoted = (root: Hash) => `"${root}"`

const listed = ({ name, size, modified, dataRoot }: Entry) => ({
  key: name,
  size,
  last_modified: modified,
  etag: dataRoot,
})

/** Where a listing goes on is nobody's affair but ours. */
const tokenOf = (place: string) => Buffer.from(place).toString('base64url')
const placeOf = (token: string) => Buffer.from(token, 'base64url').toString('utf8')

const META = 'x-amz-meta-'

const metadataOf = (c: Context): Record<string, string> =>
  Object.fromEntries(
    Object.entries(c.req.header())
      .filter(([name]) => name.startsWith(META) && name.length > META.length)
      .map(([name, value]) => [name.slice(META.length), value]),
  )
