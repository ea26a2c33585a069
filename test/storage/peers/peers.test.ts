import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { PeerError } from '../../../src/storage/peers/errors.ts'
import { createIntroducer, introduction } from '../../../src/storage/peers/introduction.ts'
import { createPeers } from '../../../src/storage/peers/peers.ts'

const answer = z.object({ count: z.number() })
const peers = createPeers()
const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** A provider's HTTP API that answers like this. @returns its multiaddr */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `/ip4/127.0.0.1/tcp/${(server.address() as AddressInfo).port}`
}

interface Asking {
  readonly path?: string
  readonly body?: unknown
  readonly maxBytes?: number
  readonly signal?: AbortSignal
}

const ask = (peer: string, { path = '/things', signal = new AbortController().signal, ...more }: Asking = {}) =>
  peers.ask({ peer, path, answer, signal, ...more })

const failure = async (asking: Promise<unknown>): Promise<PeerError> =>
  asking.then(
    () => {
      throw new Error('it was answered')
    },
    (error: unknown) => {
      expect(error).toBeInstanceOf(PeerError)
      return error as PeerError
    },
  )

describe('asking another provider', () => {
  it('gets by GET, and posts JSON when there is something to post', async () => {
    const seen: string[] = []
    const peer = await serve((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        seen.push(`${request.method} ${request.url} ${request.headers['content-type'] ?? '-'} ${body}`)
        response.end('{"count":3,"more":true}')
      })
    })
    expect(await ask(peer, { path: '/things?x=1' })).toEqual({ count: 3 })
    expect(await ask(`${peer}/http/http-path/api%2Fv1`, { path: '/x', body: { bucket_id: 7 } })).toEqual({ count: 3 })
    expect(seen).toEqual(['GET /things?x=1 - ', 'POST /api/v1/x application/json {"bucket_id":7}'])
  })

  it('says who asks, to whom it is for, by one signature a minute', async () => {
    const seen: Array<string | undefined> = []
    const peer = await serve((request, response) => {
      seen.push(request.headers.authorization)
      response.end('{"count":3}')
    })
    const statements: Uint8Array[] = []
    const attestor = {
      provider: `0x${'aa'.repeat(32)}`,
      key: `0x${'bb'.repeat(32)}`,
      type: 'sr25519' as const,
      attest: async (statement: Uint8Array) => {
        statements.push(statement)
        if (statements.length === 1) throw new Error('the signer is away')
        return { raw: `0x${String(statements.length).repeat(128)}`, multi: '' }
      },
    }
    const known = createPeers({ introduce: createIntroducer(attestor) })
    const send = (provider: string, now: number) =>
      known.ask({ peer, path: '/x', answer, signal: new AbortController().signal, to: { provider, bucketId: 7n, now } })
    const key = 'bb'.repeat(32)
    for (const now of [5_000, 5_500, 64_000, 66_000]) await send('0x01', now)
    await send('0x02', 66_000)
    await ask(peer)
    const header = (digit: string, seconds: number) => `Web3StoragePeer ${key}:${digit.repeat(128)}:${seconds}`
    expect(seen).toEqual([undefined, header('2', 5), header('2', 5), header('3', 66), header('4', 66), undefined])
    expect(Buffer.from(statements[3]!).equals(Buffer.from(introduction('0x02', 7n, 66)))).toBe(true)
    expect(introduction('0x02', 2n ** 64n - 1n, 2 ** 40).length).toBe(49)
  })

  it('says bad-address before it sends anything', async () => {
    expect(await failure(ask('/ip4/127.0.0.1/udp/1'))).toMatchObject({ code: 'bad-address', retryable: false })
  })

  it('says unreachable when nobody listens', async () => {
    const peer = await serve(() => {})
    const [server] = servers.splice(0)
    await new Promise((resolve) => server!.close(resolve))
    expect(await failure(ask(peer))).toMatchObject({ code: 'unreachable', retryable: true, peer })
  })

  it('says unreachable when the connection is cut, before the answer or within it', async () => {
    const cut = await serve((request) => request.socket.destroy())
    expect(await failure(ask(cut))).toMatchObject({ code: 'unreachable' })
    const half = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"count":', () => request.socket.destroy())
    })
    expect(await failure(ask(half))).toMatchObject({ code: 'unreachable', retryable: true })
  })

  it('says late when there is no whole answer in time', async () => {
    const ending = new AbortController()
    const silent = await serve(() => ending.abort())
    expect(await failure(ask(silent, { signal: ending.signal }))).toMatchObject({ code: 'late', retryable: true })
    const endingToo = new AbortController()
    const slow = await serve((_, response) => {
      response.write('{"count":', () => endingToo.abort())
    })
    expect(await failure(ask(slow, { signal: endingToo.signal }))).toMatchObject({ code: 'late' })
    const before = AbortSignal.abort()
    expect(await failure(ask(silent, { signal: before }))).toMatchObject({ code: 'late' })
  })

  it('says refused with the status, and what was said in a few words', async () => {
    const peer = await serve((_, response) => {
      response.writeHead(503)
      response.end(`{"error":"signing_unavailable"}${'x'.repeat(5_000)}`)
    })
    const error = await failure(ask(peer))
    expect(error).toMatchObject({ code: 'refused', status: 503, retryable: true })
    expect(error.message).toContain('signing_unavailable')
    expect(error.message.length).toBeLessThan(400)
  })

  it('does not follow to where it is sent', async () => {
    let asked = 0
    const elsewhere = await serve((_, response) => {
      asked += 1
      response.end('{"count":1}')
    })
    const port = elsewhere.split('/').at(-1)
    const peer = await serve((_, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${port}/things` })
      response.end()
    })
    expect((await failure(ask(peer))).code).not.toBe('late')
    expect(asked).toBe(0)
  })

  it.each(['', 'count', '[1]', '{"count":"3"}', '{"count":', 'null', '\u0000'])(
    'says malformed to %j',
    async (text) => {
      const peer = await serve((_, response) => void response.end(text))
      expect(await failure(ask(peer))).toMatchObject({ code: 'malformed', retryable: false })
    },
  )

  it('reads no further than it was told to', async () => {
    let written = 0
    const peer = await serve((_, response) => {
      const more = () => {
        written += 1
        if (response.write('x'.repeat(1_000))) setImmediate(more)
      }
      response.on('drain', more)
      more()
    })
    expect(await failure(ask(peer, { maxBytes: 10_000 }))).toMatchObject({ code: 'too-large', retryable: false })
    expect(written).toBeLessThan(20_000)
    const exact = await serve((_, response) => void response.end('{"count":1}'))
    expect(await ask(exact, { maxBytes: 11 })).toEqual({ count: 1 })
    expect(await failure(ask(exact, { maxBytes: 10 }))).toMatchObject({ code: 'too-large' })
  })
})
