import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CosignCheckpoint, TriggerCheckpoint } from '../../../src/storage/checkpoint/events.ts'
import { commitmentPayload, proposalPayload } from '../../../src/storage/commitment/payloads.ts'
import { signatureOver } from '../../../src/storage/http/auth/verify.ts'
import { DescribeProvider } from '../../../src/storage/provider-state/events.ts'
import { ForceSync, SyncStatus } from '../../../src/storage/replica-sync/events.ts'
import { buildTree, chunksOf } from '../../../src/storage/store/chunk-tree.ts'
import { hashOf, ZERO } from '../../../src/storage/store/hashing.ts'
import type { Hash, TreeNode } from '../../../src/storage/store/types.ts'
import { isChunkOf, isLeafAt } from '../../../src/storage/store/verify.ts'
import { useFolder } from '../../folder.ts'
import { damage } from '../store/stage.ts'
import { type AppStage, BUCKET, PROVIDER, Refusing, useApp } from './stage.ts'

const start = useApp()
const folder = useFolder()
const ROOT = hashOf(Buffer.from('nothing'))

const upload = ({ hash, data, children }: TreeNode) => ({
  bucket_id: Number(BUCKET),
  hash,
  data: Buffer.from(data).toString('base64'),
  children: children.length === 0 ? null : children,
})

/** Puts an object node by node, as clients do. @returns its root */
async function put(s: AppStage, text: string, size = 8): Promise<Hash> {
  const { root, nodes } = buildTree(chunksOf(Buffer.from(text), size))
  for (const node of nodes)
    expect(await s.send('PUT', '/node', { as: 'Writer', json: upload(node) })).toEqual({ status: 200, stored: true })
  return root
}

const commit = (s: AppStage, ...roots: Hash[]) =>
  s.send('POST', '/commit', { as: 'Writer', json: { bucket_id: Number(BUCKET), data_roots: roots } })

const isSigned = (bytes: Uint8Array, signature: unknown) =>
  signatureOver(bytes, String(signature), PROVIDER) !== undefined

describe('what the provider says of itself', () => {
  it('is alive without a chain', async () => {
    const s = await start()
    expect(await s.send('GET', '/health')).toEqual({ status: 'healthy', version: expect.any(String) })
    expect((await s.request('GET', '/health')).headers.get('access-control-allow-origin')).toBe('*')
  })

  it('gives its registration, and says what it is ready for', async () => {
    const s = await start()
    expect(await s.send('GET', '/info')).toMatchObject({
      provider_account: PROVIDER,
      provider_id: '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY',
      provider_registration_info: null,
      readiness: { signing_configured: true, provider_info_loaded: false, deregistering: false },
    })
    s.answer(DescribeProvider, () => ({
      provider: PROVIDER,
      at: 9,
      isRegistered: true,
      multiaddr: '/ip4/1.2.3.4/tcp/3333',
      publicKey: PROVIDER,
      stake: 10n ** 20n,
      committedBytes: 5n,
      deregisterAt: 77,
    }))
    expect(await s.send('GET', '/info')).toMatchObject({
      provider_registration_info: { stake: '100000000000000000000', committed_bytes: 5, deregister_at: 77 },
      readiness: { provider_info_loaded: true, deregistering: true },
    })
  })

  it('counts what it holds, and its requests', async () => {
    const s = await start()
    await commit(s, await put(s, 'some bytes'))
    expect(await s.send('GET', '/stats')).toMatchObject({
      total_buckets: 1,
      total_nodes: 3,
      total_bytes: 74,
      buckets: [{ bucket_id: 7, leaf_count: 1, node_count: 3, bytes_stored: 74 }],
    })
    await s.request('GET', '/nowhere')
    const { requests, inFlight, received } = s.traffic.read()
    expect(inFlight).toBe(0)
    expect(received).toBeGreaterThan(74)
    expect(requests.map(({ method, route, status, count }) => `${method} ${route} ${status} ${count}`)).toEqual([
      'PUT /node 200 3',
      'POST /commit 200 1',
      'GET /stats 200 1',
      'GET none 404 1',
    ])
  })
})

describe('nodes', () => {
  it('come back as they were put', async () => {
    const s = await start()
    const root = await put(s, 'some bytes')
    expect(await s.send('GET', `/node?hash=${root.slice(2).toUpperCase()}`)).toMatchObject({
      hash: root,
      children: [hashOf(Buffer.from('some byt')), hashOf(Buffer.from('es'))],
    })
    const chunk = await s.send('GET', `/node?hash=${hashOf(Buffer.from('es'))}`)
    expect(chunk).toEqual({ status: 200, hash: hashOf(Buffer.from('es')), data: Buffer.from('es').toString('base64') })
    expect(await s.send('GET', `/node?hash=${ROOT}`)).toMatchObject({ status: 404, error: 'not_found' })
  })

  it('are told apart by being here or not, and fetched many at a time', async () => {
    const s = await start()
    const root = await put(s, 'short')
    const json = { bucket_id: '7', hashes: [ROOT, root] }
    expect(await s.send('POST', '/exists', { json })).toEqual({ status: 200, exists: [root], missing: [ROOT] })
    expect(await s.send('POST', '/fetch_nodes', { json })).toEqual({
      status: 200,
      nodes: [{ hash: root, data: Buffer.from('short').toString('base64') }],
    })
    expect(await s.send('POST', '/fetch_nodes', { json: { ...json, hashes: [] } })).toEqual({ status: 200, nodes: [] })
  })

  it('that have changed on disk are left out of many, said to be missing, and there again once they are put again', async () => {
    const s = await start({ folder: folder.path })
    const root = await put(s, 'some bytes')
    const hash = hashOf(Buffer.from('some byt'))
    damage(join(folder.path, 'content.db'), hash)
    const json = { bucket_id: 7, hashes: [hash, root] }
    const fetched = async () => (await s.send('POST', '/fetch_nodes', { json }))['nodes']
    expect(await fetched()).toMatchObject([{ hash: root }])
    expect(s.logged).toEqual(['a node has changed on disk'])
    expect(await s.send('GET', `/node?hash=${hash}`)).toMatchObject({ status: 500, error: 'internal_error' })
    expect(await s.send('POST', '/exists', { json })).toMatchObject({ missing: [hash] })
    await put(s, 'some bytes')
    expect(await s.send('POST', '/exists', { json })).toMatchObject({ missing: [] })
    expect(await fetched()).toMatchObject([{ hash, data: Buffer.from('some byt').toString('base64') }, { hash: root }])
  })

  it('are refused with a code when they are not what they say', async () => {
    const s = await start()
    const { nodes } = buildTree(chunksOf(Buffer.from('some bytes'), 8))
    const send = (node: object) => s.send('PUT', '/node', { as: 'Writer', json: node })
    const [first, , above] = nodes.map(upload)
    expect(await send({ ...first, hash: ROOT })).toMatchObject({ status: 400, error: 'invalid_hash' })
    expect(await send(above!)).toMatchObject({ status: 400, error: 'children_missing' })
    expect(await send({ ...first, hash: '0x12' })).toMatchObject({
      status: 400,
      error: 'invalid_hash',
      details: { fields: [{ field: 'hash', value: '0x12', expected: 'a hash: 0x and 64 hex digits' }] },
    })
    expect(await send({ ...first, data: 'no base64!' })).toMatchObject({ status: 400, error: 'invalid_request' })
    expect(await send({ ...first, bucket_id: -1 })).toMatchObject({ status: 400, error: 'invalid_request' })
    await s.store.setQuota(BUCKET, 4n)
    expect(await send(first!)).toMatchObject({ status: 507, error: 'quota_exceeded' })
    expect((await s.store.bucket(BUCKET))!.nodeCount).toBe(0n)
  })
})

describe('an object', () => {
  it('is committed to, with a count of 0 and with the real one', async () => {
    const s = await start()
    const roots = [await put(s, 'first'), await put(s, 'second, and longer')]
    const done = await commit(s, ...roots)
    expect(done).toMatchObject({ status: 200, start_seq: 0, leaf_count: 2, leaf_indices: [0, 1] })
    const commitment = { mmrRoot: String(done['mmr_root']), startSeq: 0n, leafCount: 2n }
    const uncounted = commitmentPayload(BUCKET, { ...commitment, leafCount: 0n })
    expect(isSigned(uncounted, done['provider_signature'])).toBe(true)
    const later = await s.send('GET', '/commitment?bucket_id=7')
    expect(later).toMatchObject({ bucket_id: 7, mmr_root: commitment.mmrRoot, start_seq: 0, leaf_count: 2 })
    expect(isSigned(uncounted, later['provider_signature'])).toBe(true)
    const checkpoint = await s.send('GET', '/checkpoint-signature?bucket_id=7')
    expect(isSigned(commitmentPayload(BUCKET, commitment), checkpoint['provider_signature'])).toBe(true)
    expect(await s.send('GET', '/buckets')).toMatchObject({ buckets: [{ bucket_id: 7, leaf_count: 2 }] })
    expect(await s.send('GET', `/commitments?bucket_id=7&mmr_root=${commitment.mmrRoot}`)).toMatchObject({
      commitments: [{ mmr_root: commitment.mmrRoot, start_seq: 0, leaf_count: 2 }],
    })
    expect(await s.send('GET', '/checkpoint/duty?bucket_id=7')).toMatchObject({ leaf_count: 2, ready: true })
  })

  it('that is not here is not committed to', async () => {
    const s = await start()
    expect(await commit(s, await put(s, 'first'), ROOT)).toMatchObject({ status: 404, error: 'root_not_found' })
    expect((await s.store.bucket(BUCKET))!.leafCount).toBe(0n)
  })

  it('is committed to though nobody can sign for it, and that is said', async () => {
    const s = await start({ attestor: { attest: () => Promise.reject(new Error('away')) } })
    const done = await commit(s, await put(s, 'first'))
    expect(done).toMatchObject({
      status: 503,
      error: 'signing_unavailable',
      details: { leaf_indices: [0], leaf_count: 1 },
    })
    expect(await s.send('GET', '/commitment?bucket_id=7')).toMatchObject({ status: 503, error: 'signing_unavailable' })
  })

  it('is read in part, each chunk with its proof', async () => {
    const s = await start()
    const root = await put(s, 'chunk 0.chunk 1.chunk 2.end')
    await commit(s, root)
    const { chunks } = (await s.send('GET', `/read?data_root=${root}&offset=9&length=8`)) as unknown as {
      chunks: Array<{ hash: Hash; data: string; proof: Hash[] }>
    }
    expect(chunks.map(({ data }) => Buffer.from(data, 'base64').toString())).toEqual(['chunk 1.', 'chunk 2.'])
    const [first] = chunks
    const proof = { siblings: first!.proof, path: [true, false] }
    expect(isChunkOf(root, Buffer.from('chunk 1.'), 1n, proof)).toBe(true)
    expect(await s.send('GET', `/read?data_root=${ROOT}&offset=0&length=1`)).toMatchObject({ error: 'root_not_found' })
    expect(await s.send('GET', `/read?data_root=${root}&offset=99&length=1`)).toMatchObject({ status: 404 })
  })

  it('is proven, chunk and leaf', async () => {
    const s = await start()
    const roots = [await put(s, 'chunk 0.chunk 1.'), await put(s, 'other'), await put(s, 'third')]
    const before = await commit(s, roots[0]!, roots[1]!)
    const done = await commit(s, roots[2]!)
    const chunk = (await s.send('GET', `/chunk_proof?data_root=${roots[0]}&chunk_index=1`)) as never as {
      chunk_data: string
      proof: { siblings: Hash[]; path: boolean[] }
    }
    expect(isChunkOf(roots[0]!, Buffer.from(chunk.chunk_data, 'base64'), 1n, chunk.proof)).toBe(true)
    const leafAt = async (query: string) => {
      const { leaf, proof } = (await s.send('GET', `/mmr_proof?bucket_id=7&${query}`)) as never as {
        leaf: { data_root: Hash; data_size: number; total_size: number }
        proof: { peaks: Hash[]; siblings: Hash[]; path: boolean[] }
      }
      const { data_root: dataRoot, data_size, total_size } = leaf
      const { peaks, ...leafProof } = proof
      return { peaks, leaf: { dataRoot, dataSize: BigInt(data_size), totalSize: BigInt(total_size) }, leafProof }
    }
    expect(isLeafAt(String(done['mmr_root']), 3n, 2n, await leafAt('leaf_index=2'))).toBe(true)
    const past = `leaf_index=1&mmr_root=${before['mmr_root']}&start_seq=0&leaf_count=2`
    expect(isLeafAt(String(before['mmr_root']), 2n, 1n, await leafAt(past))).toBe(true)
    expect(await s.send('GET', '/mmr_proof?bucket_id=7&leaf_index=3')).toMatchObject({ status: 404 })
    expect(await s.send('GET', `/chunk_proof?data_root=${roots[0]}&chunk_index=2`)).toMatchObject({ status: 404 })
  })

  it('has a place among the peaks and leaves that replicas ask for', async () => {
    const s = await start()
    const roots = [await put(s, 'one'), await put(s, 'two'), await put(s, 'three')]
    await commit(s, ...roots)
    const { peaks, mmr_root } = (await s.send('GET', '/mmr_peaks?bucket_id=7')) as never as {
      peaks: Hash[]
      mmr_root: Hash
    }
    expect(mmr_root).toBe((await s.store.bucket(BUCKET))!.mmrRoot)
    expect(peaks).toEqual(await s.store.peaks(BUCKET))
    expect(await s.send('GET', '/mmr_subtree?bucket_id=7&peak_index=0&depth=3')).toEqual({
      status: 200,
      nodes: [{ position: 2, hash: peaks[0] }],
    })
    expect(await s.send('GET', '/mmr_subtree?bucket_id=7&peak_index=1&depth=0')).toMatchObject({
      nodes: [{ position: 3 }],
    })
    expect(await s.send('GET', '/mmr_subtree?bucket_id=7&peak_index=2&depth=0')).toMatchObject({ status: 404 })
    expect(await s.send('GET', '/leaves?bucket_id=7&from_seq=1&count=9')).toEqual({
      status: 200,
      start_seq: 1,
      leaves: [
        { data_root: roots[1], data_size: 3, total_size: 6 },
        { data_root: roots[2], data_size: 5, total_size: 11 },
      ],
    })
    await s.store.prune(BUCKET, 2n, null)
    expect(await s.send('GET', '/leaves?bucket_id=7&from_seq=0')).toMatchObject({
      start_seq: 2,
      leaves: [{ total_size: 11 }],
    })
    expect(await s.send('GET', '/leaves?bucket_id=7&from_seq=99')).toMatchObject({ start_seq: 99, leaves: [] })
    expect(await s.send('GET', '/leaves?bucket_id=8&from_seq=0')).toMatchObject({
      status: 404,
      error: 'bucket_not_found',
    })
  })
})

describe('a bucket without an agreement', () => {
  const agreement = (expiresAt: number) => ({
    owner: PROVIDER,
    maxBytes: 100,
    paymentLocked: 1,
    pricePerByte: 1,
    expiresAt,
    extensionsBlocked: false,
    role: { primary: null },
    startedAt: 1,
  })
  const send = (s: AppStage) =>
    s.send('PUT', '/node', { as: 'Writer', json: upload(buildTree([Buffer.from('x')]).nodes[0]!) })

  it('cannot have anything here; with one it has what that allows', async () => {
    const s = await start()
    await s.store.setQuota(BUCKET, null)
    expect(await send(s)).toMatchObject({ status: 403, error: 'no_agreement' })
    s.state.set(`StorageAgreements/7/${PROVIDER}`, agreement(100))
    expect(await send(s)).toMatchObject({ status: 403, error: 'no_agreement' })
    s.state.set(`StorageAgreements/7/${PROVIDER}`, agreement(101))
    expect(await send(s)).toMatchObject({ status: 200 })
    expect((await s.store.bucket(BUCKET))!.quota).toBe(100n)
  })

  it('is not told apart while the chain cannot be read', async () => {
    const s = await start()
    await s.store.setQuota(BUCKET, null)
    s.state.set(`StorageAgreements/7/${PROVIDER}`, 'nonsense')
    expect(await send(s)).toMatchObject({ status: 503, error: 'unavailable' })
  })
})

describe('checkpoints', () => {
  const json = { bucket_id: 7, mmr_root: ROOT, start_seq: 1, leaf_count: '18446744073709551615', window: 3 }

  it('are co-signed by the one who knows how', async () => {
    const s = await start()
    s.answer(CosignCheckpoint, ({ bucketId, window, ...commitment }) => ({
      agreed: commitment.leafCount === 2n ** 64n - 1n,
      signature: `0x${Buffer.from(proposalPayload(bucketId, commitment, window)).toString('hex')}`,
      localMmrRoot: ROOT,
    }))
    expect(await s.send('POST', '/checkpoint/sign', { json })).toMatchObject({
      status: 200,
      signer: '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY',
      agreed: true,
      local_mmr_root: ROOT,
    })
    s.answer(CosignCheckpoint, () => ({ agreed: false, signature: null, localMmrRoot: ZERO }))
    expect(await s.send('POST', '/checkpoint/sign', { json })).toMatchObject({ agreed: false, signature: '' })
    s.answer(CosignCheckpoint, () => ({ agreed: true, signature: null, localMmrRoot: ZERO }))
    expect(await s.send('POST', '/checkpoint/sign', { json })).toMatchObject({
      status: 503,
      error: 'signing_unavailable',
    })
  })

  it.each([
    ['no-data', 404, 'bucket_not_found'],
    ['not-primary', 409, 'checkpoint_refused'],
    ['wrong-window', 409, 'checkpoint_refused'],
    ['disabled', 409, 'checkpoint_refused'],
    ['too-often', 429, 'rate_limited'],
    ['unavailable', 503, 'unavailable'],
  ])('are refused for %s', async (reason, status, error) => {
    const s = await start()
    s.answer(CosignCheckpoint, () => new Refusing('refused', reason))
    expect(await s.send('POST', '/checkpoint/sign', { json })).toMatchObject({ status, error })
  })

  it('are signed for one client and bucket only so often', async () => {
    const s = await start({ config: { rates: { sign: { perSecond: 1, burst: 2 } } } })
    s.answer(CosignCheckpoint, () => ({ agreed: false, signature: null, localMmrRoot: ZERO }))
    const sign = (more: object = {}) => s.send('POST', '/checkpoint/sign', { json: { ...json, ...more } })
    const answers = [await sign(), await sign(), await sign(), await sign({ bucket_id: 8 })]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 200])
    s.pass(1)
    expect((await sign()).status).toBe(200)
  })

  it('say so where nobody makes them', async () => {
    const s = await start()
    expect(await s.send('POST', '/checkpoint/sign', { json })).toMatchObject({ status: 503, error: 'unavailable' })
    expect(await s.send('POST', '/checkpoint/trigger?bucket_id=7', { as: 'Writer' })).toMatchObject({
      status: 500,
      error: 'internal_error',
    })
    s.answer(TriggerCheckpoint, () => ({ triggered: true, message: 'made' }))
    expect(await s.send('POST', '/checkpoint/trigger?bucket_id=7', { as: 'Writer' })).toEqual({
      status: 200,
      bucket_id: 7,
      triggered: true,
      message: 'made',
    })
    expect(await s.send('POST', '/checkpoint/trigger?bucket_id=7')).toMatchObject({ status: 401 })
    expect(await s.send('GET', '/checkpoint/duty?bucket_id=9')).toMatchObject({
      status: 404,
      error: 'bucket_not_found',
    })
  })
})

describe('replicas', () => {
  it('learn the roots that the chain takes', async () => {
    const s = await start()
    s.state.set('Buckets/7', {
      members: [],
      frozenStartSeq: null,
      minProviders: 1,
      primaryProviders: [],
      snapshot: { mmrRoot: ROOT, startSeq: 0, leafCount: 1, checkpointBlock: 42, primarySigners: '0x01' },
      historicalRoots: Array.from({ length: 6 }, (_, at) => [at, ZERO]),
    })
    expect(await s.send('GET', '/replica/historical_roots?bucket_id=7')).toEqual({
      status: 200,
      bucket_id: 7,
      current_root: ROOT,
      historical_roots: Array(6).fill(ZERO),
      snapshot_block: 42,
    })
    expect(await s.send('GET', '/replica/historical_roots?bucket_id=8')).toMatchObject({ status: 404 })
  })

  it('say how far they are, and are told to go on', async () => {
    const s = await start()
    const status = (more: object) => ({
      bucket_id: 7,
      local_leaf_count: 0,
      syncing: false,
      last_sync_block: null,
      ...more,
    })
    expect(await s.send('GET', '/replica/sync_status?bucket_id=7')).toMatchObject(status({ is_replica: null }))
    s.answer(SyncStatus, () => ({
      isReplica: true,
      running: true,
      localRoot: null,
      chainRoot: ROOT,
      lastSyncBlock: 9,
      blocksLeft: 3,
    }))
    expect(await s.send('GET', '/replica/sync_status?bucket_id=7')).toMatchObject(
      status({ is_replica: true, syncing: true, last_sync_block: 9, chain_root: ROOT, blocks_left: 3 }),
    )
    const force = (as: string) => s.send('POST', '/replica/sync', { as, json: { bucket_id: 7 } })
    expect(await force('Writer')).toMatchObject({ status: 503, error: 'unavailable' })
    s.answer(ForceSync, () => ({ started: true, message: 'off it goes' }))
    expect(await force('Reader')).toMatchObject({ status: 403, error: 'insufficient_role' })
    expect(await force('Writer')).toEqual({ status: 200, bucket_id: 7, queued: true, message: 'off it goes' })
  })
})

describe('any request', () => {
  it('is answered only so often for each client, and told when to come back', async () => {
    const s = await start({ config: { rates: { requests: { perSecond: 0.5, burst: 2 } }, trustProxy: true } })
    const send = (client: string) =>
      s.request('GET', '/health', { headers: { 'x-forwarded-for': `spoofed, ${client}` } })
    const answers = [await send('10.0.0.1'), await send('10.0.0.1'), await send('10.0.0.1'), await send('10.0.0.2')]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 200])
    expect(answers[2]!.headers.get('retry-after')).toBe('2')
    // Of an IPv6 network all addresses are one client.
    const many = [await send('2001:db8::1'), await send('2001:db8::2'), await send('2001:db8:0:0:ffff::3')]
    expect(many.map(({ status }) => status)).toEqual([200, 200, 429])
  })

  it('is one of so many that a client has under way', async () => {
    const s = await start({ config: { rates: { atOnce: 2 }, trustProxy: true } })
    const gate = Promise.withResolvers<Refusing>()
    s.answer(DescribeProvider, () => gate.promise)
    const send = (client: string) => s.request('GET', '/info', { headers: { 'x-forwarded-for': client } })
    const waiting = [send('10.0.0.1'), send('10.0.0.1'), send('10.0.0.2')]
    expect((await send('10.0.0.1')).status).toBe(429)
    gate.resolve(new Refusing('late'))
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200])
    expect((await send('10.0.0.1')).status).toBe(200)
  })

  it('may come from the pages that the config names', async () => {
    const s = await start({ config: { cors: { origins: ['https://app.example'] } } })
    const origin = async (page: string) => {
      const headers = {
        origin: page,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'x-amz-meta-a',
      }
      return (await s.request('OPTIONS', '/node', { headers })).headers.get('access-control-allow-origin')
    }
    expect(await origin('https://app.example')).toBe('https://app.example')
    expect(await origin('https://other.example')).toBe(null)
  })

  it('has a body of so many bytes at the most', async () => {
    const s = await start({ config: { limits: { json: 100 } } })
    const json = { bucket_id: 7, hashes: Array(9).fill(ROOT) }
    expect(await s.send('POST', '/exists', { json })).toMatchObject({ status: 413, error: 'payload_too_large' })
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(64).fill(32)),
    })
    expect(await s.send('POST', '/exists', { body: stream })).toMatchObject({ status: 413 })
    expect(await s.send('POST', '/exists', { json: { bucket_id: 7, hashes: [] } })).toMatchObject({ status: 200 })
  })

  it('that fails on this side is logged and tells nothing', async () => {
    const s = await start()
    s.api.store.close()
    expect(await s.send('GET', '/buckets')).toMatchObject({
      status: 500,
      error: 'internal_error',
      details: { message: expect.not.stringContaining('database') },
    })
    expect(s.logged).toEqual(['a request failed'])
  })

  it('has all digits of a number, in and out', async () => {
    const s = await start({ config: { auth: { open: true } } })
    const most = 2n ** 64n - 1n
    const { nodes } = buildTree([Buffer.from('x')])
    const body = JSON.stringify(upload(nodes[0]!)).replace('"bucket_id":7', `"bucket_id":${most}`)
    expect(await s.send('PUT', '/node', { body })).toMatchObject({ status: 200 })
    expect(await (await s.request('GET', '/buckets')).text()).toContain(`"bucket_id":${most},`)
  })
})
