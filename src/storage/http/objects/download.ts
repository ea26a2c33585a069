import type { Context } from 'hono'
import { MAX_CHUNK } from '../../store/chunk-tree.ts'
import type { ContentStore, Hash } from '../../store/types.ts'
import type { Api } from '../api.ts'
import { HttpError } from '../errors.ts'
import type { Entry } from '../records/entries.ts'
import { streamed } from '../streamed.ts'
import { type ByteRange, rangeOf } from './range.ts'

/** Answers with the bytes of an entry, or with the part of them that is asked for. */
export async function sendEntry(api: Api, c: Context, entry: Entry): Promise<Response> {
  const { size, dataRoot } = entry
  const headers = headersOf(entry)
  if (matches(c.req.header('if-none-match'), dataRoot)) return c.body(null, 304, headers)
  const range = rangeOf(c.req.header('range'), size)
  if (range === null)
    throw new HttpError(
      'range_not_satisfiable',
      { message: `the object has ${size} bytes`, size },
      { 'content-range': `bytes */${size}` },
    )
  const { from, to, isPart } = range
  const length = { 'content-length': String(to - from) }
  const part = isPart ? { 'content-range': `bytes ${from}-${to - 1}/${size}` } : {}
  const status = isPart ? 206 : 200
  if (c.req.method === 'HEAD') return c.body(null, status, { ...headers, ...length, ...part })
  const body = await streamed(api, c, bytesOf(api.store, dataRoot, range))
  return c.body(body, status, { ...headers, ...length, ...part })
}

const headersOf = ({ dataRoot, contentType, modified, metadata }: Entry) => ({
  ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
  'content-type': contentType,
  // What is stored is somebody else's: it is what it says it is, and nothing that a browser may guess.
  'x-content-type-options': 'nosniff',
  etag: `"${dataRoot}"`,
  'last-modified': new Date(modified * 1_000).toUTCString(),
  'accept-ranges': 'bytes',
  'x-amz-data-root': dataRoot,
})

const matches = (header: string | undefined, dataRoot: Hash): boolean =>
  (header ?? '').split(',').some((each) => {
    const tag = each.trim()
    return tag === '*' || tag.replace(/^W\//, '') === `"${dataRoot}"` || tag === dataRoot
  })

/** Objects that were put here have chunks of one size. */
async function* bytesOf(store: ContentStore, dataRoot: Hash, { from, to }: ByteRange): AsyncGenerator<Uint8Array> {
  for await (const { index, chunk } of store.read(dataRoot, BigInt(from), BigInt(to - from))) {
    const start = Number(index) * MAX_CHUNK
    yield chunk.subarray(Math.max(0, from - start), Math.max(0, to - start))
  }
}
