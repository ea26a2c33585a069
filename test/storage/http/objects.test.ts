import { describe, expect, it } from 'vitest'
import { buildTree, chunksOf, MAX_CHUNK } from '../../../src/storage/store/chunk-tree.ts'
import { hashOf, ZERO } from '../../../src/storage/store/hashing.ts'
import { useFolder } from '../../folder.ts'
import { type AppStage, BUCKET, NOW, useApp } from './stage.ts'

const start = useApp()
const folder = useFolder()

const object = (key: string) => `/s3/7/object?key=${encodeURIComponent(key)}`
const put = (s: AppStage, key: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  s.send('PUT', object(key), { as: 'Writer', body, headers })
const get = (s: AppStage, key: string, headers: Record<string, string> = {}, method = 'GET') =>
  s.request(method, object(key), { as: 'Reader', headers })
const list = (s: AppStage, query = '') => s.send('GET', `/s3/7/objects?${query}`, { as: 'Reader' })

/** Bytes that repeat nowhere soon. */
const bytes = (length: number) =>
  Buffer.from(Uint32Array.from({ length: length / 4 + 1 }, (_, n) => n * 2_654_435_761).buffer).subarray(0, length)

describe('an object with a key', () => {
  it('is stored as one tree, committed to, and comes back', async () => {
    const s = await start()
    const data = bytes(MAX_CHUNK * 2 + 1_000)
    const { root } = buildTree(chunksOf(data))
    const headers = { 'content-type': 'image/png', 'x-amz-meta-owner': 'me', 'x-other': 'no' }
    expect(await put(s, 'photos/cat.png', data, headers)).toEqual({
      status: 200,
      etag: root,
      data_root: root,
      size: data.length,
      leaf_index: 0,
    })
    const response = await get(s, 'photos/cat.png')
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(data.length),
      etag: `"${root}"`,
      'last-modified': new Date(NOW * 1_000).toUTCString(),
      'x-amz-meta-owner': 'me',
      'x-amz-data-root': root,
      'accept-ranges': 'bytes',
    })
    expect(response.headers.has('x-amz-meta-other')).toBe(false)
    expect(data.equals(Buffer.from(await response.arrayBuffer()))).toBe(true)
    const head = await get(s, 'photos/cat.png', {}, 'HEAD')
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(data.length), ''])
    expect((await s.store.bucket(BUCKET))!.leafCount).toBe(1n)
    expect(s.traffic.read().sent).toBe(data.length)
  })

  it('of no bytes is one empty chunk', async () => {
    const s = await start()
    expect(await put(s, 'empty', new Uint8Array())).toMatchObject({ size: 0, data_root: hashOf(new Uint8Array()) })
    const response = await get(s, 'empty')
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '0', ''])
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
  })

  it.each([
    ['bytes=0-9', 0, 10],
    [`bytes=${MAX_CHUNK - 5}-${MAX_CHUNK + 4}`, MAX_CHUNK - 5, MAX_CHUNK + 5],
    [`bytes=${MAX_CHUNK}-`, MAX_CHUNK, MAX_CHUNK + 100],
    ['bytes=-7', MAX_CHUNK + 93, MAX_CHUNK + 100],
    ['bytes=5-9999999', 5, MAX_CHUNK + 100],
    ['bytes=-9999999', 0, MAX_CHUNK + 100],
  ])('is given in part for %s', async (range, from, to) => {
    const s = await start()
    const data = bytes(MAX_CHUNK + 100)
    await put(s, 'a', data)
    const response = await get(s, 'a', { range })
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/${data.length}`)
    expect(data.subarray(from, to).equals(Buffer.from(await response.arrayBuffer()))).toBe(true)
  })

  it.each(['bytes=5-1', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=-', 'bytes=a-b'])(
    'is given whole for %s',
    async (range) => {
      const s = await start()
      await put(s, 'a', 'content')
      const response = await get(s, 'a', { range })
      expect([response.status, await response.text()]).toEqual([200, 'content'])
    },
  )

  it.each(['bytes=7-', 'bytes=-0', 'bytes=99-100'])('has nothing for %s', async (range) => {
    const s = await start()
    await put(s, 'a', 'content')
    const response = await get(s, 'a', { range })
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */7'])
  })

  it('is not sent again to who has it', async () => {
    const s = await start()
    const { etag } = await put(s, 'a', 'content')
    for (const tag of [`"${etag}"`, `W/"${etag}", "x"`, '*'])
      expect((await get(s, 'a', { 'if-none-match': tag })).status).toBe(304)
    expect((await get(s, 'a', { 'if-none-match': '"other"' })).status).toBe(200)
  })

  it('is replaced by another with its key, and the last one stays a leaf', async () => {
    const s = await start()
    await put(s, 'a', 'one')
    expect(await put(s, 'a', 'two')).toMatchObject({ leaf_index: 1 })
    expect(await (await get(s, 'a')).text()).toBe('two')
    expect(await list(s)).toMatchObject({ key_count: 1 })
  })

  it('is no longer found once deleted, though its leaf stays', async () => {
    const s = await start()
    await put(s, 'a', 'one')
    const remove = () => s.send('DELETE', object('a'), { as: 'Writer' })
    expect(await remove()).toEqual({ status: 200, deleted: true })
    expect(await remove()).toEqual({ status: 200, deleted: false })
    expect((await get(s, 'a')).status).toBe(404)
    expect((await s.store.bucket(BUCKET))!.leafCount).toBe(1n)
  })

  it('is there after a restart, and after nothing else', async () => {
    const before = await start({ folder: folder.path })
    await put(before, 'a', 'one', { 'x-amz-meta-a': 'ä'.normalize('NFD').slice(0, 1) })
    await before.close()
    const s = await start({ folder: folder.path })
    const response = await get(s, 'a')
    expect([response.headers.get('x-amz-meta-a'), await response.text()]).toEqual(['a', 'one'])
  })

  it('is not there when it is too large, breaks off, or fits no more', async () => {
    const s = await start({ config: { limits: { object: 1_000_000 } } })
    expect(await put(s, 'a', bytes(1_000_001))).toMatchObject({ status: 413, error: 'payload_too_large' })
    let pulled = 0
    const breaking = new ReadableStream({
      pull(controller) {
        pulled += 1
        if (pulled === 3) controller.error(new Error('gone'))
        else controller.enqueue(bytes(MAX_CHUNK))
      },
    })
    expect(await s.send('PUT', object('a'), { as: 'Writer', body: breaking })).toMatchObject({ status: 400 })
    await s.store.setQuota(BUCKET, 1_000_000n)
    for (const key of ['b', 'c', 'd'])
      expect(await put(s, key, Buffer.alloc(MAX_CHUNK, key))).toMatchObject({ status: key === 'd' ? 507 : 200 })
    expect((await get(s, 'a')).status).toBe(404)
    expect(await list(s)).toMatchObject({ key_count: 2 })
    expect((await s.store.bucket(BUCKET))!.leafCount).toBe(2n)
    s.pass(60)
    await s.store.sweep(1)
    expect((await s.store.bucket(BUCKET))!.bytesStored).toBe(BigInt(MAX_CHUNK * 2))
  })

  it.each(['', 'x'.repeat(1_025), 'a\0b', '\u{10ffff}'])('has a proper key, not %j', async (key) => {
    const s = await start()
    expect(await put(s, key, 'x')).toMatchObject({ status: 400, error: 'invalid_object_key' })
    expect(await s.send('PUT', '/s3/7/object', { as: 'Writer', body: 'x' })).toMatchObject({
      error: 'invalid_object_key',
    })
    expect(await s.send('PUT', '/s3/seven/object?key=a', { as: 'Writer', body: 'x' })).toMatchObject({
      error: 'invalid_request',
    })
  })
})

describe('a listing of objects', () => {
  const KEYS = ['a', 'b/1', 'b/2', 'b/c/3', 'd/1', 'e', 'ä', '\u{1f600}', '\uffee']

  async function filled(): Promise<AppStage> {
    const s = await start()
    for (const key of [...KEYS].reverse()) await put(s, key, key)
    return s
  }

  const keysOf = ({ contents }: Record<string, unknown>) => (contents as Array<{ key: string }>).map(({ key }) => key)

  it('has the keys in the order of their UTF-8', async () => {
    const s = await filled()
    const all = await list(s)
    expect(keysOf(all)).toEqual(['a', 'b/1', 'b/2', 'b/c/3', 'd/1', 'e', 'ä', '\uffee', '\u{1f600}'])
    expect(all).toMatchObject({ is_truncated: false, next_continuation_token: null, key_count: 9, common_prefixes: [] })
    expect((all['contents'] as object[])[0]).toEqual({
      key: 'a',
      size: 1,
      last_modified: NOW,
      etag: hashOf(Buffer.from('a')),
    })
  })

  it('groups by a delimiter, behind a prefix', async () => {
    const s = await filled()
    const top = await list(s, 'delimiter=/')
    expect(keysOf(top)).toEqual(['a', 'e', 'ä', '\uffee', '\u{1f600}'])
    expect(top['common_prefixes']).toEqual(['b/', 'd/'])
    const under = await list(s, 'delimiter=/&prefix=b/')
    expect([keysOf(under), under['common_prefixes']]).toEqual([['b/1', 'b/2'], ['b/c/']])
    expect(keysOf(await list(s, 'prefix=b/&start_after=b/1'))).toEqual(['b/2', 'b/c/3'])
    expect(keysOf(await list(s, 'start_after=d/1'))).toEqual(['e', 'ä', '\uffee', '\u{1f600}'])
    expect(await list(s, 'prefix=nothing')).toMatchObject({ key_count: 0, is_truncated: false })
    expect(await list(s, 'max_keys=0')).toMatchObject({ key_count: 0, is_truncated: false })
  })

  it.each([1, 2, 3, 4])('has pages of %d that make up the whole', async (most) => {
    const s = await filled()
    const whole = await list(s, 'delimiter=/')
    const [keys, groups]: [string[], unknown[]] = [[], []]
    let token: unknown
    do {
      const query = token === undefined ? '' : `&continuation_token=${token}`
      const page = await list(s, `delimiter=/&max_keys=${most}${query}`)
      expect(page['key_count']).toBeLessThanOrEqual(most)
      keys.push(...keysOf(page))
      groups.push(...(page['common_prefixes'] as string[]))
      token = page['next_continuation_token']
    } while (token !== null)
    expect([keys, groups]).toEqual([keysOf(whole), whole['common_prefixes']])
  })

  it('has a root over keys, trees and sizes', async () => {
    const s = await start()
    const root = () => s.send('GET', '/s3/7/index_root', { as: 'Reader' })
    expect(await root()).toEqual({
      status: 200,
      bucket_id: 7,
      metadata_merkle_root: ZERO,
      object_count: 0,
      total_size: 0,
    })
    const leaf = (key: string, text: string) => {
      const size = Buffer.alloc(8)
      size.writeBigUInt64LE(BigInt(text.length))
      return hashOf(Buffer.concat([Buffer.from(key), Buffer.from(hashOf(Buffer.from(text)).slice(2), 'hex'), size]))
    }
    const pair = (a: string, b: string) => hashOf(Buffer.from(a.slice(2) + b.slice(2), 'hex'))
    await put(s, 'b', 'two')
    expect(await root()).toMatchObject({ metadata_merkle_root: leaf('b', 'two') })
    await put(s, 'a', 'one')
    await put(s, 'c', 'three')
    const [a, b, c] = [leaf('a', 'one'), leaf('b', 'two'), leaf('c', 'three')]
    expect(await root()).toMatchObject({
      metadata_merkle_root: pair(pair(a, b), pair(c, ZERO)),
      object_count: 3,
      total_size: 11,
    })
  })
})

describe('files and folders', () => {
  const file = (path: string) => `/fs/7/file?path=${encodeURIComponent(path)}`
  const write = (s: AppStage, path: string, body = path) => s.send('PUT', file(path), { as: 'Writer', body })
  const mkdir = (s: AppStage, path: string) => s.send('POST', `/fs/7/mkdir?path=${path}`, { as: 'Writer' })
  const ls = async (s: AppStage, query = '') => {
    const found = await s.send('GET', `/fs/7/ls?${query}`, { as: 'Reader' })
    return (found['entries'] as Array<{ path: string; entry_type: string }>).map(
      ({ path, entry_type }) => `${path} ${entry_type}`,
    )
  }

  it('are written, read in part, listed and removed', async () => {
    const s = await start()
    expect(await write(s, '/docs/a.txt', 'content')).toMatchObject({ status: 200, size: 7, leaf_index: 0 })
    expect(await mkdir(s, '/empty')).toEqual({ status: 200, path: '/empty', created: true })
    await write(s, '/docs/sub/b.txt')
    await write(s, '/top')
    const part = await s.request('GET', file('/docs/a.txt'), { as: 'Reader', headers: { range: 'bytes=1-2' } })
    expect([part.status, await part.text()]).toEqual([206, 'on'])
    expect(await ls(s)).toEqual(['/docs directory', '/empty directory', '/top file'])
    expect(await ls(s, 'path=/docs')).toEqual(['/docs/a.txt file', '/docs/sub directory'])
    expect(await ls(s, 'path=/&recursive=true')).toEqual([
      '/docs/a.txt file',
      '/docs/sub/b.txt file',
      '/empty directory',
      '/top file',
    ])
    expect(await s.send('GET', '/fs/7/ls?path=/docs/', { as: 'Reader' })).toMatchObject({
      path: '/docs/',
      entries: [
        { name: 'a.txt', path: '/docs/a.txt', entry_type: 'file', size: 7, mtime: NOW },
        { name: 'sub', size: 0 },
      ],
      file_count: 3,
      dir_count: 1,
      total_size: 26,
    })
    expect(await s.send('DELETE', file('/docs/a.txt'), { as: 'Writer' })).toEqual({ status: 200, deleted: true })
    expect(await s.send('DELETE', file('/docs/a.txt'), { as: 'Writer' })).toEqual({ status: 200, deleted: false })
    expect(await s.send('GET', file('/docs/a.txt'), { as: 'Reader' })).toMatchObject({
      status: 404,
      error: 'file_not_found',
    })
    expect(await s.send('GET', '/fs/7/index_root', { as: 'Reader' })).toMatchObject({ file_count: 2, dir_count: 1 })
    // Objects by their keys are others.
    expect(await list(s)).toMatchObject({ key_count: 0 })
  })

  it('are not taken for each other', async () => {
    const s = await start()
    await write(s, '/a/b')
    await mkdir(s, '/d')
    expect(await write(s, '/d')).toMatchObject({ status: 400, error: 'not_a_file' })
    expect(await write(s, '/a')).toMatchObject({ status: 400, error: 'not_a_file' })
    expect(await write(s, '/a/b/c')).toMatchObject({ status: 409, error: 'not_a_folder' })
    expect(await mkdir(s, '/a/b/c/d')).toMatchObject({ status: 409, error: 'not_a_folder' })
    expect(await s.send('GET', file('/a'), { as: 'Reader' })).toMatchObject({ status: 400, error: 'not_a_file' })
    expect(await s.send('GET', file('/'), { as: 'Reader' })).toMatchObject({ status: 400, error: 'not_a_file' })
    await mkdir(s, '/a')
    expect(await s.send('DELETE', file('/a'), { as: 'Writer' })).toMatchObject({
      status: 409,
      error: 'folder_not_empty',
    })
    expect(await s.send('DELETE', file('/d'), { as: 'Writer' })).toMatchObject({ deleted: true })
  })

  it.each(['a', '', '/a/../b', '/..', '/a//b', '/./a', `/${'x'.repeat(1_024)}`, '/a\0'])(
    'have proper paths, not %j',
    async (path) => {
      const s = await start()
      expect(await write(s, path, 'x')).toMatchObject({ status: 400, error: 'invalid_path' })
      expect(await s.send('GET', `/fs/7/ls?path=${encodeURIComponent(path)}`, { as: 'Reader' })).toMatchObject({
        status: 400,
      })
      expect((await s.store.bucket(BUCKET))!.leafCount).toBe(0n)
    },
  )
})
