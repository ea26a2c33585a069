import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { httpConfig } from '../../../src/storage/http/config.ts'
import { listen } from '../../../src/storage/http/server.ts'
import { ZERO } from '../../../src/storage/store/hashing.ts'
import { startNode } from './node.ts'
import { BUCKET } from './stage.ts'

const PIECE = 100_000

const piece = (n: number) => Buffer.alloc(PIECE, `piece ${n} `)
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** A body that is made as it is sent. @param before is waited for before each piece */
function pieces(count: number, before: (n: number) => unknown = () => {}): ReadableStream<Uint8Array> {
  let n = 0
  return new ReadableStream({
    async pull(controller) {
      await before(n)
      if (n === count) return controller.close()
      controller.enqueue(piece(n))
      n += 1
    },
  })
}

const streamed = (body: ReadableStream, more: object = {}): RequestInit =>
  ({ body, duplex: 'half', ...more }) as RequestInit

describe('the HTTP API on a socket', () => {
  it('takes an object of 20 MB as it comes, and gives it back whole and in part', async () => {
    const s = await startNode()
    const hash = createHash('sha256')
    for (let n = 0; n < 200; n += 1) hash.update(piece(n))
    const put = await s.send('PUT', '/s3/7/object?key=big', streamed(pieces(200)))
    expect([put.status, ((await put.json()) as { size: number }).size]).toEqual([200, 200 * PIECE])
    const got = await s.send('GET', '/s3/7/object?key=big')
    expect(sha256(Buffer.from(await got.arrayBuffer()))).toBe(hash.digest('hex'))
    const range = `bytes=${150 * PIECE - 3}-${150 * PIECE + 6}`
    const part = await s.send('GET', '/s3/7/object?key=big', { headers: { range } })
    const expected = Buffer.concat([piece(149), piece(150)]).subarray(PIECE - 3, PIECE + 7)
    expect([part.status, await part.text()]).toEqual([206, expected.toString()])
    const head = await s.send('HEAD', '/s3/7/object?key=big')
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(200 * PIECE)])
  })

  it('has nothing of an upload that its client has given up', async () => {
    const s = await startNode()
    const controller = new AbortController()
    const body = pieces(200, (n) => n === 30 && controller.abort())
    const options = streamed(body, { signal: controller.signal })
    await expect(s.send('PUT', '/s3/7/object?key=half', options)).rejects.toThrow()
    // The next request is behind it on the same store.
    expect(((await (await s.send('GET', '/s3/7/objects')).json()) as { key_count: number }).key_count).toBe(0)
    expect((await s.store.bucket(BUCKET))!.leafCount).toBe(0n)
    expect(s.logged.filter((line) => line.includes('failed'))).toEqual([])
  })

  it('takes many uploads at a time', async () => {
    const s = await startNode()
    const names = Array.from({ length: 12 }, (_, n) => `object ${n}`)
    const answers = await Promise.all(
      names.map((name, n) => s.send('PUT', `/s3/7/object?key=${encodeURIComponent(name)}`, streamed(pieces(n + 1)))),
    )
    const leaves = await Promise.all(
      answers.map(async (each) => ((await each.json()) as { leaf_index: number }).leaf_index),
    )
    expect(leaves.sort((a, b) => a - b)).toEqual(names.map((_, n) => n))
    for (const [n, name] of names.entries()) {
      const got = await s.send('GET', `/s3/7/object?key=${encodeURIComponent(name)}`)
      expect((await got.arrayBuffer()).byteLength).toBe((n + 1) * PIECE)
    }
  })

  it('cuts off an answer that it cannot finish, so that nobody takes a part for the whole', async () => {
    const chunk = { chunkHash: ZERO, chunk: new Uint8Array(1_000), index: 0n, proof: { siblings: [], path: [] } }
    async function* read() {
      for (let n = 0; n < 50; n += 1) yield chunk
      throw new Error('the disk is gone')
    }
    const s = await startNode({ store: { read } })
    const response = await s.send('GET', `/read?data_root=${ZERO}&offset=0&length=1`)
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
    expect(s.logged.at(-1)).toMatch(/an answer broke off.*the disk is gone/)
    expect((await s.send('GET', '/health')).status).toBe(200)
  })

  it('goes on with what a client sends that is no HTTP', async () => {
    const s = await startNode()
    const { hostname, port } = new URL(await s.listening)
    const say = async (text: string): Promise<string> => {
      const socket = connect(Number(port), hostname)
      const parts: Buffer[] = []
      socket.on('data', (data) => parts.push(data))
      socket.end(text)
      await once(socket, 'close')
      return Buffer.concat(parts).toString()
    }
    expect(await say('HELLO\r\n\r\n')).toMatch(/^HTTP\/1.1 400/)
    expect(await say('GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400.*"invalid_request"/s,
    )
    expect(await say(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`)).toMatch(/^HTTP\/1.1 431/)
    expect(await say('GET //health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 404/)
    expect(await say('GET /node?hash=%ff%fe%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400/,
    )
    expect((await s.send('GET', '/health')).status).toBe(200)
  })
})

/** Until something of an upload is there. */
const underWay = ({ store }: Awaited<ReturnType<typeof startNode>>) =>
  expect.poll(async () => (await store.bucket(BUCKET))!.nodeCount).toBeGreaterThan(0n)

describe('the HTTP API that ends', () => {
  it('finishes what is under way, and takes nothing new', async () => {
    const s = await startNode()
    const url = await s.listening
    const gate = Promise.withResolvers<void>()
    const upload = s.send('PUT', '/s3/7/object?key=last', streamed(pieces(20, (n) => n === 10 && gate.promise)))
    await underWay(s)
    const ended = s.system.stop('enough')
    const knock = () =>
      fetch(`${url}/health`).then(
        ({ status }) => status,
        () => 'refused',
      )
    await expect.poll(knock).toBe('refused')
    gate.resolve()
    expect(await (await upload).json()).toMatchObject({ size: 20 * PIECE })
    expect(await ended).toMatchObject({ outcome: 'stopped' })
    expect(s.logged.filter((line) => line.includes('still busy'))).toEqual([])
  })

  it('does not wait for connections that nobody uses', async () => {
    const s = await startNode({ unit: { shutdown: '30s' } })
    await (await s.send('GET', '/health')).text()
    await s.system.stop('enough')
    expect(s.logged.filter((line) => line.includes('still busy'))).toEqual([])
  })

  it('waits no longer than it is given', async () => {
    const s = await startNode({ unit: { shutdown: '50ms' } })
    const body = pieces(20, (n) => n === 10 && new Promise(() => {}))
    const upload = s.send('PUT', '/s3/7/object?key=never', streamed(body)).catch(() => 'cut off')
    await underWay(s)
    await s.system.stop('enough')
    expect(await upload).toBe('cut off')
    expect((await s.store.bucket(BUCKET))!.leafCount).toBe(0n)
  })
})

describe('an address that cannot be had', () => {
  const { limits } = httpConfig.parse({})

  async function occupied() {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    return { other, address: `127.0.0.1:${(other.address() as { port: number }).port}` }
  }

  it('is named, with the way out', async () => {
    const { other, address } = await occupied()
    const fetch = () => new Response()
    await expect(listen(fetch, address, limits)).rejects.toMatchObject({
      code: 'address-in-use',
      address,
      message: expect.stringMatching(/already in use.*storage\.listen/),
    })
    await expect(listen(fetch, '203.0.113.1:1', limits)).rejects.toMatchObject({ code: 'address-unknown' })
    other.close()
  })

  it('fails the actor, and the node when it stays so', async () => {
    const { other, address } = await occupied()
    const s = await startNode({ config: { listen: address }, unit: { restart: { intensity: 0 } } })
    expect(await s.system.ended).toMatchObject({ outcome: 'aborted', reason: expect.stringContaining(address) })
    other.close()
  })

  it('is taken as soon as it is free', async () => {
    const { other, address } = await occupied()
    const backoff = { min: '5ms', max: '20ms' } as const
    const s = await startNode({ config: { listen: address }, unit: { restart: { intensity: 1_000, backoff } } })
    await expect.poll(() => s.system.actors().find(({ name }) => name === 'http-api')!.status).toBe('backing-off')
    other.close()
    expect(await s.listening).toBe(`http://${address}`)
  })
})
