import type { Hono } from 'hono'
import { z } from 'zod'
import { StoreError } from '../../store/errors.ts'
import type { Hash, TreeNode } from '../../store/types.ts'
import { admitJson, admitReader, admitReaderOf, jsonBody } from '../admission.ts'
import { allow } from '../allowance.ts'
import type { Api } from '../api.ts'
import { HttpError } from '../errors.ts'
import { checked, hash, hashes, queryOf, u64 } from '../input.ts'
import { json } from '../json.ts'
import { jsonList, streamed } from '../streamed.ts'

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/

const base64 = z
  .string()
  .refine((text) => BASE64.test(text), { error: 'bytes in base64' })
  .transform((text) => Buffer.from(text, 'base64'))

const upload = z.object({
  bucket_id: u64,
  hash,
  data: base64,
  children: z.array(hash).max(2, { error: 'two hashes, or none for a chunk' }).nullish(),
})

const part = z.object({ data_root: hash, offset: u64.default(0n), length: u64.default(2n ** 48n) })

const written = ({ hash, data, children }: TreeNode) => ({
  hash,
  data: Buffer.from(data).toString('base64'),
  ...(children.length === 0 ? {} : { children }),
})

/** Chunks and the nodes above them, one by one and many at a time. */
export function nodeRoutes(app: Hono, api: Api): void {
  const { store, config, log } = api
  const some = z.object({ bucket_id: u64, hashes: hashes(config.limits.hashes) })

  app.put('/node', async (c) => {
    const { bucket_id, hash, data, children } = await admitJson(api, c, upload, 'Writer')
    await allow(api, bucket_id)
    await store.putNode(bucket_id, { hash, data, children: children ?? [] })
    return json(c, { stored: true })
  })

  app.get('/node', async (c) => {
    const { hash: wanted } = queryOf(c, z.object({ hash }))
    await admitReaderOf(api, c, wanted)
    const found = await store.node(wanted)
    if (found === null) throw new HttpError('not_found', { message: `there is no node ${wanted}`, hash: wanted })
    return json(c, written(found))
  })

  app.post('/exists', async (c) => {
    const { value, bytes } = await jsonBody(api, c, some)
    const { bucket_id, hashes } = value
    await admitReader(api, c, bucket_id, bytes)
    const missing = await store.missing(bucket_id, hashes)
    const absent = new Set(missing)
    return json(c, { exists: hashes.filter((each) => !absent.has(each)), missing })
  })

  app.post('/fetch_nodes', async (c) => {
    const { value, bytes } = await jsonBody(api, c, some)
    const { bucket_id, hashes } = value
    await admitReader(api, c, bucket_id, bytes)
    const body = await streamed(api, c, jsonList('nodes', nodesOf(hashes, bucket_id)))
    return c.body(body, 200, { 'content-type': 'application/json' })
  })

  async function* nodesOf(wanted: readonly Hash[], bucketId: bigint): AsyncGenerator<object> {
    // Who may read one bucket may not read another by its hashes.
    const kept = config.auth.reads ? new Set(await store.missing(bucketId, wanted)) : new Set()
    for (const each of wanted) {
      const found = kept.has(each) ? null : await wholeNode(each)
      if (found !== null) yield written(found)
    }
  }

  /** One that is damaged is our own trouble: whoever asks for many gets the others, and asks somebody else for it. */
  async function wholeNode(hash: Hash): Promise<TreeNode | null> {
    try {
      return await store.node(hash)
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'corrupt') throw error
      log.error({ hash }, 'a node has changed on disk')
      return null
    }
  }

  app.get('/read', async (c) => {
    const { data_root, offset, length } = checked(part, c.req.query())
    await admitReaderOf(api, c, data_root)
    const body = await streamed(api, c, jsonList('chunks', chunksOf(data_root, offset, length)))
    return c.body(body, 200, { 'content-type': 'application/json' })
  })

  async function* chunksOf(dataRoot: Hash, offset: bigint, length: bigint): AsyncGenerator<object> {
    for await (const { chunkHash, chunk, proof } of store.read(dataRoot, offset, length))
      yield { hash: chunkHash, data: Buffer.from(chunk).toString('base64'), proof: proof.siblings }
  }
}
