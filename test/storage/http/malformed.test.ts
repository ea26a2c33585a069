import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/kernel/index.ts'
import { buildTree } from '../../../src/storage/store/chunk-tree.ts'
import { ZERO } from '../../../src/storage/store/hashing.ts'
import { type AppStage, BUCKET, useApp } from './stage.ts'

const start = useApp()

const PATHS = [
  '/health',
  '/info',
  '/stats',
  '/node',
  '/exists',
  '/fetch_nodes',
  '/commit',
  '/read',
  '/commitment',
  '/commitments',
  '/checkpoint-signature',
  '/mmr_proof',
  '/chunk_proof',
  '/buckets',
  '/delete',
  '/mmr_peaks',
  '/mmr_subtree',
  '/leaves',
  '/checkpoint/sign',
  '/checkpoint/duty',
  '/checkpoint/trigger',
  '/replica/historical_roots',
  '/replica/sync_status',
  '/replica/sync',
  '/s3/7/object',
  '/s3/7/objects',
  '/s3/7/index_root',
  '/s3/x/object',
  '/fs/7/file',
  '/fs/7/ls',
  '/fs/7/mkdir',
  '/fs/7/index_root',
  '/fs/18446744073709551616/ls',
  '/nowhere',
]

const FIELDS = [
  'bucket_id',
  'hash',
  'hashes',
  'data',
  'children',
  'data_roots',
  'data_root',
  'offset',
  'length',
  'leaf_index',
  'chunk_index',
  'new_start_seq',
  'admin_signature',
  'admin',
  'peak_index',
  'depth',
  'from_seq',
  'count',
  'mmr_root',
  'start_seq',
  'leaf_count',
  'window',
  'key',
  'path',
  'prefix',
  'delimiter',
  'start_after',
  'continuation_token',
  'max_keys',
  'recursive',
]

const root = buildTree([Buffer.from('there')]).root
const MOST = 2n ** 64n - 1n

/** What a field may have: what it should, what is near it, and anything. */
const word = fc.oneof(
  fc.constantFrom(
    '7',
    '8',
    '0',
    '-1',
    '1e3',
    String(MOST),
    String(MOST + 1n),
    '9'.repeat(400),
    'true',
    '/',
    '/a',
    'a',
    '',
  ),
  fc.constantFrom(ZERO, root, root.slice(2), root.toUpperCase(), `${root}00`, '0x'),
  fc.string({ unit: 'binary', maxLength: 30 }),
)
const anything = fc.oneof(
  word,
  fc.integer(),
  fc.double(),
  fc.constantFrom(7, null, true, [], {}),
  fc.array(word, { maxLength: 3 }),
  fc.jsonValue({ maxDepth: 2 }),
)
const fields = fc.dictionary(fc.constantFrom(...FIELDS), anything, { maxKeys: 8 })
const body = fc.oneof(
  { weight: 4, arbitrary: fields.map((each) => JSON.stringify(each)) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 100 }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 100 }).map((each) => Buffer.from(each)) },
)
const query = fc.dictionary(fc.constantFrom(...FIELDS), word, { maxKeys: 6 }).map((each) =>
  Object.entries(each)
    .map(([name, value]) => `${name}=${value.isWellFormed() ? encodeURIComponent(value) : '%ff%zz'}`)
    .join('&'),
)
const rawQuery = fc.string({ maxLength: 60 }).map((each) => each.replace(/[#\s\\]/g, '%'))
const token = fc.stringMatching(/^[\x20-\x7e]{0,200}$/)
const headers = fc.record(
  {
    authorization: fc.oneof(
      token,
      token.map((each) => `Web3Storage ${each}`),
      token.map((each) => `Web3Storage2 ${each}`),
    ),
    range: fc.oneof(
      token,
      token.map((each) => `bytes=${each}`),
    ),
    'if-none-match': token,
    'content-type': token,
    'content-length': token,
    'x-amz-meta-a': token,
    'x-amz-meta-__proto__': token,
    'x-forwarded-for': token,
    origin: token,
  },
  { requiredKeys: [] },
)

const request = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'),
  path: fc.constantFrom(...PATHS),
  query: fc.oneof(query, rawQuery),
  body,
  headers,
})

/** Every answer is a success, or a refusal that says which; none is this provider's fault. */
async function check(
  s: AppStage,
  { method, path, query, body, headers }: typeof request extends fc.Arbitrary<infer Sent> ? Sent : never,
): Promise<number> {
  const hasBody = method === 'PUT' || method === 'POST' || method === 'DELETE' || method === 'PATCH'
  const response = await s.request(method, `${path}?${query}`, { headers, ...(hasBody && { body }) })
  const text = await response.text()
  if (response.status >= 400 && method !== 'HEAD')
    expect(JSON.parse(text)).toMatchObject({
      error: expect.stringMatching(/^[a-z_]+$/),
      details: { message: expect.any(String) },
    })
  if (response.status === 500) expect(path).toBe('/checkpoint/trigger')
  expect(s.logged).toEqual([])
  return response.status
}

async function withSomething(config: Record<string, unknown>) {
  const s = await start({ config })
  const { nodes } = buildTree([Buffer.from('there')])
  for (const node of nodes) await s.store.putNode(BUCKET, node)
  await s.store.commit(BUCKET, [root])
  return s
}

const runs = { numRuns: 1_500, seed: 20_261 }

describe('malformed input', () => {
  it('is refused with a code, whoever sends it', async () => {
    const s = await withSomething({ rates: { requests: { perSecond: 1_000_000, burst: 1_000_000 } } })
    const before = await s.store.bucket(BUCKET)
    await fc.assert(
      fc.asyncProperty(request, async (each) => void (await check(s, each))),
      runs,
    )
    // Nobody has signed anything: nothing is stored.
    expect(await s.store.bucket(BUCKET)).toEqual(before)
    expect(await s.store.buckets()).toHaveLength(1)
    expect(s.records.objects.stats(BUCKET)).toEqual({ files: 0, folders: 0, bytes: 0 })
  })

  it('is refused with a code where nobody has to sign, too', async () => {
    const s = await withSomething({
      auth: { open: true },
      rates: { requests: { perSecond: 1_000_000, burst: 1_000_000 }, sign: { perSecond: 1_000_000, burst: 1_000_000 } },
    })
    const statuses = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(request, async (each) => {
        const status = await check(s, each)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }),
      runs,
    )
    // Otherwise it would have shown little.
    for (const status of [200, 400, 404]) expect(statuses.get(status)).toBeGreaterThan(20)
  })

  it('that was sound before somebody changed it is refused, or is sound', async () => {
    const s = await start({ config: { auth: { open: true } } })
    const random = createRandom(5)
    const { nodes } = buildTree([Buffer.from('one'), Buffer.from('two')])
    const [chunk] = nodes
    const sound = JSON.stringify({ bucket_id: 7, hash: chunk!.hash, data: Buffer.from(chunk!.data).toString('base64') })
    for (let round = 0; round < 300; round += 1) {
      const at = Math.floor(random() * sound.length)
      const changed = `${sound.slice(0, at)}${String.fromCharCode(32 + Math.floor(random() * 95))}${sound.slice(at + 1)}`
      const answer = await s.send('PUT', '/node', { body: changed })
      expect([200, 400]).toContain(answer['status'])
    }
    for (const { hash } of nodes.slice(1)) expect(await s.store.node(hash)).toBe(null)
  })
})
