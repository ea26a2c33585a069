import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { ZERO } from '../../store/hashing.ts'
import { admit, admitUpload } from '../admission.ts'
import type { Api } from '../api.ts'
import { HttpError } from '../errors.ts'
import { bucketOf, queryOf } from '../input.ts'
import { json } from '../json.ts'
import { pathOf } from '../names.ts'
import { sendEntry } from '../objects/download.ts'
import { storeBody } from '../objects/upload.ts'
import type { Entry } from '../records/entries.ts'

const ofFolder = z.object({
  path: z.string().default('/'),
  recursive: z.enum(['true', 'false']).default('false'),
})

/** Files and folders by their paths. */
export function fileRoutes(app: Hono, api: Api): void {
  const { files } = api.records
  const { limits } = api.config
  const now = () => Math.floor(api.now() / 1_000)
  const missing = (bucketId: bigint, path: string) =>
    new HttpError('file_not_found', { message: `bucket ${bucketId} has no file ${path}`, bucket_id: bucketId, path })

  /** @throws HttpError `not_a_file` for the root */
  function fileOf(c: Context): string {
    const path = pathOf(c.req.query('path'), limits.key)
    if (path === '' || c.req.query('path')!.endsWith('/'))
      throw new HttpError('not_a_file', { message: `${path}/ is a folder`, path: `${path}/` })
    return path
  }

  const isFolder = (bucketId: bigint, path: string): boolean =>
    files.get(bucketId, path)?.kind === 'folder' || hasChildren(bucketId, path)

  function hasChildren(bucketId: bigint, path: string): boolean {
    const { entries } = files.list(bucketId, { prefix: `${path}/`, most: 1 })
    return entries.length > 0
  }

  /** @throws HttpError `not_a_folder` when a part of the path is a file */
  function checkFolders(bucketId: bigint, path: string): void {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const above = path.slice(0, end)
      if (files.get(bucketId, above)?.kind === 'file')
        throw new HttpError('not_a_folder', { message: `${above} is a file`, path: above })
    }
  }

  /** @throws HttpError where no file can be */
  function checkPlace(bucketId: bigint, path: string): void {
    if (isFolder(bucketId, path)) throw new HttpError('not_a_file', { message: `${path} is a folder`, path })
    checkFolders(bucketId, path.slice(0, path.lastIndexOf('/')))
  }

  app.put('/fs/:bucket/file', async (c) => {
    const bucketId = bucketOf(c)
    const path = fileOf(c)
    const caller = await admitUpload(api, c, bucketId)
    checkPlace(bucketId, path)
    const { dataRoot, size, leafIndex, seq } = await storeBody(api, c, bucketId, caller)
    await files.put(bucketId, {
      name: path,
      kind: 'file',
      dataRoot,
      size,
      contentType: c.req.header('content-type') ?? 'application/octet-stream',
      modified: now(),
      metadata: {},
      seq: Number(seq),
      leafIndex: Number(leafIndex),
    })
    return json(c, { data_root: dataRoot, size, leaf_index: leafIndex })
  })

  app.get('/fs/:bucket/file', async (c) => {
    const bucketId = bucketOf(c)
    const path = fileOf(c)
    await admit(api, c, bucketId, 'Reader')
    const entry = files.get(bucketId, path)
    if (entry?.kind === 'file') return sendEntry(api, c, entry)
    if (isFolder(bucketId, path)) throw new HttpError('not_a_file', { message: `${path} is a folder`, path })
    throw missing(bucketId, path)
  })

  app.delete('/fs/:bucket/file', async (c) => {
    const bucketId = bucketOf(c)
    const path = pathOf(c.req.query('path'), limits.key)
    await admit(api, c, bucketId, 'Writer')
    if (files.get(bucketId, path)?.kind === 'folder' && hasChildren(bucketId, path))
      throw new HttpError('folder_not_empty', { message: `${path} has something in it`, path })
    return json(c, { deleted: await files.remove(bucketId, path) })
  })

  app.post('/fs/:bucket/mkdir', async (c) => {
    const bucketId = bucketOf(c)
    const path = pathOf(c.req.query('path'), limits.key)
    await admit(api, c, bucketId, 'Writer')
    checkFolders(bucketId, path)
    if (path !== '') await files.put(bucketId, folder(path, now()))
    return json(c, { path: path === '' ? '/' : path, created: true })
  })

  app.get('/fs/:bucket/ls', async (c) => {
    const bucketId = bucketOf(c)
    const { path: asked, recursive } = queryOf(c, ofFolder)
    const path = pathOf(asked, limits.key)
    await admit(api, c, bucketId, 'Reader')
    const delimiter = recursive === 'true' ? undefined : '/'
    const found = files.list(bucketId, { prefix: `${path}/`, delimiter, most: limits.entries })
    const named = new Set(found.entries.map(({ name }) => name))
    const implied = found.prefixes.map((each) => each.slice(0, -1)).filter((each) => !named.has(each))
    const { files: file_count, folders: dir_count, bytes: total_size } = files.stats(bucketId)
    return json(c, {
      path: asked,
      entries: [...found.entries, ...implied.map((each) => folder(each, 0))].sort(byName).map(listed),
      is_truncated: found.next !== null,
      file_count,
      dir_count,
      total_size,
    })
  })

  app.get('/fs/:bucket/index_root', async (c) => {
    const bucketId = bucketOf(c)
    await admit(api, c, bucketId, 'Reader')
    const { files: file_count, folders: dir_count, bytes: total_size } = files.stats(bucketId)
    return json(c, {
      bucket_id: bucketId,
      metadata_merkle_root: files.root(bucketId),
      file_count,
      dir_count,
      total_size,
    })
  })
}

const folder = (path: string, modified: number): Entry => ({
  name: path,
  kind: 'folder',
  dataRoot: ZERO,
  size: 0,
  contentType: '',
  modified,
  metadata: {},
  seq: 0,
  leafIndex: 0,
})

const byName = (a: Entry, b: Entry) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))

const listed = ({ name, kind, size, modified }: Entry) => ({
  name: name.slice(name.lastIndexOf('/') + 1),
  path: name,
  entry_type: kind === 'folder' ? 'directory' : 'file',
  size,
  mtime: modified,
})
