import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { createAttestor } from '../../../src/storage/attest/attestor.ts'
import { CosignCheckpoint } from '../../../src/storage/checkpoint/events.ts'
import { PartOf, RoleOf } from '../../../src/storage/membership/events.ts'
import { createIntroducer } from '../../../src/storage/peers/introduction.ts'
import { ZERO } from '../../../src/storage/store/hashing.ts'
import { useFolder } from '../../folder.ts'
import { accountOf, keyOf, looseHeader, strictHeader } from './clients.ts'
import { type AppStage, BUCKET, NOW, PROVIDER, Refusing, useApp } from './stage.ts'

const start = useApp()
const folder = useFolder()

const FILE = '/s3/7/object?key=a'

const PEOPLE = ['Admin', 'Writer', 'Reader', 'Stranger'] as const

/** What takes which role, and what anybody may do. */
const MATRIX: ReadonlyArray<readonly [string, string, (typeof PEOPLE)[number] | 'anybody', object?]> = [
  ['PUT', '/node', 'Writer', { bucket_id: 7, hash: ZERO, data: '' }],
  ['POST', '/commit', 'Writer', { bucket_id: 7, data_roots: [] }],
  ['POST', '/delete', 'Admin', { bucket_id: 7, new_start_seq: 0 }],
  ['POST', '/checkpoint/trigger?bucket_id=7', 'Writer'],
  ['POST', '/replica/sync', 'Writer', { bucket_id: 7 }],
  ['PUT', FILE, 'Writer'],
  ['GET', FILE, 'Reader'],
  ['HEAD', FILE, 'Reader'],
  ['DELETE', FILE, 'Writer'],
  ['GET', '/s3/7/objects', 'Reader'],
  ['GET', '/s3/7/index_root', 'Reader'],
  ['PUT', '/fs/7/file?path=/a', 'Writer'],
  ['GET', '/fs/7/file?path=/a', 'Reader'],
  ['DELETE', '/fs/7/file?path=/a', 'Writer'],
  ['POST', '/fs/7/mkdir?path=/d', 'Writer'],
  ['GET', '/fs/7/ls', 'Reader'],
  ['GET', '/fs/7/index_root', 'Reader'],
  ['GET', `/node?hash=${ZERO}`, 'anybody'],
  ['POST', '/exists', 'anybody', { bucket_id: 7, hashes: [] }],
  ['POST', '/fetch_nodes', 'anybody', { bucket_id: 7, hashes: [] }],
  ['GET', `/read?data_root=${ZERO}&offset=0&length=1`, 'anybody'],
  ['GET', `/chunk_proof?data_root=${ZERO}&chunk_index=0`, 'anybody'],
  ['GET', '/mmr_proof?bucket_id=7&leaf_index=0', 'anybody'],
  ['GET', '/mmr_peaks?bucket_id=7', 'anybody'],
  ['GET', '/mmr_subtree?bucket_id=7&peak_index=0&depth=0', 'anybody'],
  ['GET', '/leaves?bucket_id=7&from_seq=0', 'anybody'],
  ['GET', '/commitment?bucket_id=7', 'anybody'],
  ['GET', `/commitments?bucket_id=7&mmr_root=${ZERO}`, 'anybody'],
  ['GET', '/checkpoint-signature?bucket_id=7', 'anybody'],
  ['GET', '/checkpoint/duty?bucket_id=7', 'anybody'],
  ['POST', '/checkpoint/sign', 'anybody', { bucket_id: 7, mmr_root: ZERO, start_seq: 0, leaf_count: 0, window: 0 }],
  ['GET', '/replica/historical_roots?bucket_id=7', 'anybody'],
  ['GET', '/replica/sync_status?bucket_id=7', 'anybody'],
  ['GET', '/buckets', 'anybody'],
  ['GET', '/stats', 'anybody'],
  ['GET', '/info', 'anybody'],
  ['GET', '/health', 'anybody'],
]

const CASES = MATRIX.map(([method, path, needs, json]) => ({ method, path, needs, options: json && { json } }))
const READS = CASES.filter(({ path, needs }) => needs === 'anybody' && /bucket_id|hash|root|exists|fetch/.test(path))
const REFUSED = new Set([401, 403])

describe('who may do what', () => {
  it.each(CASES)('$method $path: $needs', async ({ method, path, needs, options }) => {
    const s = await start()
    const status = async (as?: string) => (await s.request(method, path, { ...options, ...(as && { as }) })).status
    if (needs === 'anybody') {
      expect(REFUSED).not.toContain(await status())
      return
    }
    expect(await status()).toBe(401)
    for (const [rank, person] of PEOPLE.entries()) {
      const found = await status(person)
      if (rank <= PEOPLE.indexOf(needs)) expect(REFUSED, person).not.toContain(found)
      else expect(found, person).toBe(403)
    }
  })

  it.each(CASES)('$method $path, where nobody has to sign', async ({ method, path, options }) => {
    const s = await start({ config: { auth: { open: true } } })
    expect(REFUSED).not.toContain((await s.request(method, path, options)).status)
  })

  it.each(READS)('$method $path, where reading takes a signature', async ({ method, path, options }) => {
    const s = await start({ config: { auth: { reads: true } } })
    const isOpen = ['/checkpoint/duty', '/replica'].some((each) => path.startsWith(each))
    const asked = /\?(hash|data_root)=/.test(path) ? `${path}&bucket_id=7` : path
    const [without, signed] = [
      await s.request(method, asked, options),
      await s.request(method, asked, { ...options, as: 'Reader' }),
    ]
    expect(without.status).toBe(isOpen ? signed.status : 401)
    expect(REFUSED).not.toContain(signed.status)
  })

  it('names a bucket of its own to read what only another has', async () => {
    const s = await start({ config: { auth: { reads: true } } })
    s.roles.set(accountOf(keyOf('Stranger')), 'Reader')
    s.answer(RoleOf, ({ bucketId }) => ({ role: bucketId === 8n ? 'Reader' : null }))
    const { dataRoot } = await putDirectly(s)
    const send = (path: string, bucket: bigint) =>
      s.send('GET', `${path}&bucket_id=${bucket}`, { as: 'Stranger', bucket })
    expect(await send(`/node?hash=${dataRoot}`, 8n)).toMatchObject({ status: 404, error: 'not_found' })
    expect(await send(`/node?hash=${dataRoot}`, BUCKET)).toMatchObject({ status: 403 })
    expect(await s.send('GET', `/node?hash=${dataRoot}`, { as: 'Stranger' })).toMatchObject({
      error: 'invalid_request',
    })
    const json = { bucket_id: 8, hashes: [dataRoot] }
    expect(await s.send('POST', '/fetch_nodes', { as: 'Stranger', bucket: 8n, json })).toEqual({
      status: 200,
      nodes: [],
    })
  })
})

describe('another provider that keeps the bucket', () => {
  const of = (part: string | null) => (s: AppStage) => void s.answer(PartOf, () => ({ part }))
  /** By Bob's key, as of now. */
  async function introduced({ provider = PROVIDER, bucketId = BUCKET, now = NOW * 1_000 } = {}) {
    const bob = createAttestor(await createLocalSigner('//Bob'), accountOf(keyOf('Bob')))
    return { headers: { authorization: (await createIntroducer(bob)({ provider, bucketId, now }))! } }
  }
  const LEAVES = '/leaves?bucket_id=7&from_seq=0'
  const nodes = { json: { bucket_id: 7, hashes: [] } }

  it.each(['primary', 'replica'])('may read as a %s where reading takes a signature', async (part) => {
    const s = await start({ config: { auth: { reads: true, strict: true } } })
    of(part)(s)
    expect((await s.request('POST', '/fetch_nodes', { ...nodes, ...(await introduced()) })).status).toBe(200)
    await putDirectly(s)
    expect((await s.request('GET', LEAVES, await introduced())).status).toBe(200)
    expect(s.asked).toContainEqual({ type: PartOf.type, payload: { bucketId: BUCKET, key: accountOf(keyOf('Bob')) } })
  })

  it('may do nothing else, and not with an introduction to somebody else, for another bucket or of long ago', async () => {
    const s = await start({ config: { auth: { reads: true } } })
    of('primary')(s)
    const status = async (options: Parameters<typeof introduced>[0] = {}, method = 'GET', path = LEAVES, more = {}) =>
      (await s.request(method, path, { ...(await introduced(options)), ...more })).status
    expect(await status({}, 'POST', '/commit', { json: { bucket_id: 7, data_roots: [] } })).toBe(401)
    expect(await status({}, 'GET', FILE)).toBe(401)
    for (const wrong of [{ provider: ZERO }, { bucketId: 8n }, { now: (NOW - 301) * 1_000 }])
      expect(await status(wrong)).toBe(401)
    of(null)(s)
    expect(await status()).toBe(403)
    s.answer(PartOf, () => new Refusing('refused', 'unavailable'))
    expect(await status()).toBe(503)
  })

  it('is the only one that has checkpoints co-signed, where that is wanted, and as a primary', async () => {
    const s = await start({ config: { checkpoint: { peersOnly: true } } })
    s.answer(CosignCheckpoint, () => ({ agreed: false, signature: null, localMmrRoot: ZERO }))
    const json = { bucket_id: 7, mmr_root: ZERO, start_seq: 0, leaf_count: 0, window: 0 }
    const sign = async (more: object = {}) => (await s.request('POST', '/checkpoint/sign', { json, ...more })).status
    of('primary')(s)
    expect([await sign(), await sign({ as: 'Admin' }), await sign(await introduced())]).toEqual([401, 401, 200])
    of('replica')(s)
    expect(await sign(await introduced())).toBe(403)
    expect(s.asked.filter(({ type }) => type === CosignCheckpoint.type)).toHaveLength(1)
  })
})

describe('reading by a body', () => {
  it('takes a signature over that body', async () => {
    const s = await start({ config: { auth: { reads: true, strict: true } } })
    const json = { bucket_id: 7, hashes: [] }
    const signed = { pair: keyOf('Reader'), method: 'POST', seconds: NOW }
    const sent = (path: string, body: string) => {
      const authorization = strictHeader(signed, { provider: PROVIDER, path, body })
      return s.request('POST', path, { json, headers: { authorization } })
    }
    for (const path of ['/fetch_nodes', '/exists']) {
      expect((await sent(path, JSON.stringify(json))).status).toBe(200)
      expect((await sent(path, '')).status).toBe(400)
    }
  })
})

async function putDirectly({ store }: AppStage) {
  const { buildTree } = await import('../../../src/storage/store/chunk-tree.ts')
  const { root, nodes } = buildTree([Buffer.from('secret')])
  for (const node of nodes) await store.putNode(BUCKET, node)
  await store.commit(BUCKET, [root])
  return { dataRoot: root }
}

describe('a signature for a method and a bucket', () => {
  const list = (s: AppStage, authorization: string, path = '/s3/7/objects') =>
    s.send('GET', path, { headers: { authorization } })
  const signed = { pair: keyOf('Reader'), method: 'GET', seconds: NOW }

  it('is taken raw and wrapped, sr25519 and ed25519', async () => {
    const s = await start()
    const wrapped = (method: string, bucket: bigint, seconds: number) =>
      `<Bytes>web3storage:${method}:${bucket}:${seconds}</Bytes>`
    expect(await list(s, looseHeader(signed, BUCKET))).toMatchObject({ status: 200 })
    expect(await list(s, looseHeader(signed, BUCKET, wrapped))).toMatchObject({ status: 200 })
    const other = keyOf('Reader', 'ed25519')
    s.roles.set(accountOf(other), 'Reader')
    expect(await list(s, looseHeader({ ...signed, pair: other }, BUCKET))).toMatchObject({ status: 200 })
    expect(await list(s, looseHeader({ ...signed, pair: other }, BUCKET, wrapped))).toMatchObject({ status: 200 })
  })

  it.each([
    ['another method', looseHeader({ ...signed, method: 'PUT' }, BUCKET)],
    ['another bucket', looseHeader(signed, 8n)],
    ['no prefix', looseHeader(signed, BUCKET).slice('Web3Storage '.length)],
    ['another prefix', looseHeader(signed, BUCKET).replace('Web3Storage', 'Bearer')],
    [
      'somebody else’s key',
      looseHeader(signed, BUCKET).replace(/ [0-9a-f]+/, ` ${accountOf(keyOf('Admin')).slice(2)}`),
    ],
    ['another time', looseHeader(signed, BUCKET).replace(/\d+$/, String(NOW + 1))],
    ['an empty header', ''],
    ['half of it', looseHeader(signed, BUCKET).slice(0, 90)],
    ['too long ago', looseHeader({ ...signed, seconds: NOW - 301 }, BUCKET)],
    ['too far ahead', looseHeader({ ...signed, seconds: NOW + 301 }, BUCKET)],
  ])('is refused for %s', async (_, header) => {
    const s = await start()
    expect(await list(s, header)).toMatchObject({ status: 401, error: 'auth_required' })
    expect(s.asked).toEqual([])
  })

  it.each([-300, 300])('is taken %d s off', async (off) => {
    const s = await start()
    expect(await list(s, looseHeader({ ...signed, seconds: NOW + off }, BUCKET))).toMatchObject({ status: 200 })
  })

  it('is not answered while the members are not known', async () => {
    const s = await start()
    for (const refusing of [new Refusing('refused', 'unavailable'), new Refusing('no-owner'), new Refusing('late')]) {
      s.answer(RoleOf, () => refusing)
      expect(await list(s, looseHeader(signed, BUCKET))).toMatchObject({ status: 503, error: 'unavailable' })
    }
  })

  it('is refused where only those for one request are taken', async () => {
    const s = await start({ config: { auth: { strict: true } } })
    expect(await list(s, looseHeader(signed, BUCKET))).toMatchObject({ status: 401, error: 'auth_required' })
  })
})

describe('a signature for one request', () => {
  const path = '/s3/7/object?key=a%20b'
  const signed = { pair: keyOf('Writer'), method: 'PUT', seconds: NOW }
  const put = (s: AppStage, authorization: string, body = 'content', to = path) =>
    s.send('PUT', to, { body, headers: { authorization } })

  it('is taken once', async () => {
    const s = await start({ config: { auth: { strict: true } } })
    const header = strictHeader(signed, { provider: PROVIDER, path, body: 'content' })
    expect(await put(s, header)).toMatchObject({ status: 200, size: 7 })
    expect(await put(s, header)).toMatchObject({ status: 401, error: 'auth_required' })
    expect(await put(s, strictHeader(signed, { provider: PROVIDER, path, body: 'content' }))).toMatchObject({
      status: 200,
    })
  })

  it('is taken once through a restart, too', async () => {
    const header = strictHeader(signed, { provider: PROVIDER, path, body: 'content' })
    const before = await start({ folder: folder.path })
    expect(await put(before, header)).toMatchObject({ status: 200 })
    await before.close()
    expect(await put(await start({ folder: folder.path }), header)).toMatchObject({ status: 401 })
  })

  it.each([
    ['another path', { path: '/s3/7/object?key=b' }],
    ['another provider', { provider: ZERO }],
  ])('is refused for %s', async (_, other) => {
    const s = await start()
    const header = strictHeader(signed, { provider: PROVIDER, path, body: 'content', ...other })
    expect(await put(s, header)).toMatchObject({ status: 401, error: 'auth_required' })
  })

  it('is refused for another body, and nothing is there then', async () => {
    const s = await start()
    const header = strictHeader(signed, { provider: PROVIDER, path, body: 'content' })
    expect(await put(s, header, 'something else')).toMatchObject({ status: 400, error: 'digest_mismatch' })
    expect((await s.store.bucket(BUCKET))!.leafCount).toBe(0n)
    expect(await s.send('GET', path, { as: 'Reader' })).toMatchObject({ status: 404, error: 'object_not_found' })
    const json = JSON.stringify({ bucket_id: 7, data_roots: [] })
    const commit = strictHeader({ ...signed, method: 'POST' }, { provider: PROVIDER, path: '/commit', body: json })
    const send = (body: string) => s.send('POST', '/commit', { body, headers: { authorization: commit } })
    expect(await send(`${json} `)).toMatchObject({ status: 400, error: 'digest_mismatch' })
  })

  it('is for no body where there is none', async () => {
    const s = await start()
    const reading = { ...signed, method: 'GET' }
    const get = (body?: string) =>
      s.send('GET', '/s3/7/objects', {
        headers: { authorization: strictHeader(reading, { provider: PROVIDER, path: '/s3/7/objects', body }) },
      })
    expect(await get()).toMatchObject({ status: 200 })
    expect(await get('x')).toMatchObject({ status: 400, error: 'digest_mismatch' })
  })

  it('of a stranger is not remembered', async () => {
    const s = await start({ config: { auth: { nonces: 1 } } })
    const header = (pair = keyOf('Stranger')) =>
      strictHeader({ ...signed, pair }, { provider: PROVIDER, path, body: 'content' })
    expect(await put(s, header())).toMatchObject({ status: 403 })
    expect(await put(s, header(keyOf('Writer')))).toMatchObject({ status: 200 })
  })

  it('is refused for a while when more are remembered than there is room for', async () => {
    const s = await start({ config: { auth: { nonces: 2 } } })
    const fresh = (seconds: number) =>
      strictHeader({ ...signed, seconds }, { provider: PROVIDER, path, body: 'content', nonce: randomUUID() })
    expect(await put(s, fresh(NOW))).toMatchObject({ status: 200 })
    expect(await put(s, fresh(NOW))).toMatchObject({ status: 200 })
    expect(await put(s, fresh(NOW))).toMatchObject({ status: 503, error: 'unavailable' })
    s.pass(301)
    expect(await put(s, fresh(NOW + 301))).toMatchObject({ status: 200 })
  })
})
