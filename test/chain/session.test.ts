import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { openSession, type Session, type SessionOptions } from '../../src/chain/connection/session.ts'
import { createSystemClock, createVirtualClock, type VirtualClock } from '../../src/kernel/index.ts'

type Answer = (request: { id: number; method: string; params: unknown[] }, socket: WebSocket) => void

const cleanups: Array<() => void> = []

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

const reply =
  (result: unknown): Answer =>
  ({ id }, socket) =>
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, result }))

/** A server that answers as the test says, and a session to it. */
async function connect(answer: Answer, options: SessionOptions = {}, clock: VirtualClock | undefined = undefined) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, autoPong: clock === undefined })
  await new Promise((resolve) => server.once('listening', resolve))
  const seen: string[] = []
  server.on('connection', (socket) =>
    socket.on('message', (data) => {
      const request = JSON.parse(String(data))
      seen.push(request.method)
      answer(request, socket)
    }),
  )
  const session: Session = await openSession(
    `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clock ?? createSystemClock(),
    options,
  )
  cleanups.push(() => {
    session.close('test over')
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  return { session, server, seen }
}

describe('a session', () => {
  it('gives each request its own answer, in whatever order they come', async () => {
    const held: Array<() => void> = []
    const { session } = await connect((request, socket) => {
      held.unshift(() => reply(request.params[0])(request, socket))
      if (held.length === 3) for (const answer of held) answer()
    })
    expect(await Promise.all([1, 2, 3].map((n) => session.request('echo', [n])))).toEqual([1, 2, 3])
  })

  it('tells an error of the endpoint with method, code and data', async () => {
    const { session } = await connect(({ id }, socket) =>
      socket.send(
        JSON.stringify({
          jsonrpc: '2.0',
          id,
          error: { code: 1010, message: 'Invalid Transaction', data: 'Transaction is outdated' },
        }),
      ),
    )
    await expect(session.request('author_submitExtrinsic', ['0x'])).rejects.toMatchObject({
      code: 'rpc-error',
      message: 'author_submitExtrinsic: Invalid Transaction (Transaction is outdated)',
      payload: { rpcCode: 1010, data: 'Transaction is outdated' },
    })
  })

  it('gives up a request that is not answered, and goes on', async () => {
    const { session } = await connect(
      ({ id, method }, socket) => {
        if (method === 'fast') reply('done')({ id, method, params: [] }, socket)
      },
      { requestTimeout: 20 },
    )
    await expect(session.request('slow', [])).rejects.toMatchObject({ code: 'request-timeout' })
    expect(await session.request('fast', [])).toBe('done')
  })

  it('fails what is pending, and all that follows, when the socket is lost', async () => {
    const { session, server } = await connect(() => {
      for (const socket of server.clients) socket.terminate()
    })
    await expect(session.request('any', [])).rejects.toMatchObject({ code: 'disconnected' })
    await expect(session.request('more', [])).rejects.toMatchObject({ code: 'disconnected' })
    expect(await session.closed).toContain('closed by the endpoint')
  })

  it.each([
    ['not JSON', 'garbage'],
    ['JSON that is no message', '{"hello":1}'],
  ])('ends when the endpoint sends %s', async (_, text) => {
    const { session } = await connect((_request, socket) => socket.send(text))
    await expect(session.request('any', [])).rejects.toMatchObject({ code: 'disconnected' })
    expect(await session.closed).toBe('the endpoint sent something that is not JSON-RPC')
  })

  it('ends when a message is larger than it takes', async () => {
    const { session } = await connect((request, socket) => reply('x'.repeat(5_000))(request, socket), {
      maxMessage: 1_000,
    })
    await expect(session.request('any', [])).rejects.toMatchObject({ code: 'disconnected' })
  })

  it('hands out notifications of a subscription, those before its reply too, and unsubscribes', async () => {
    const note = (result: number) =>
      JSON.stringify({ jsonrpc: '2.0', method: 'n', params: { subscription: 's1', result } })
    const unsubscribed = Promise.withResolvers<void>()
    const { session, seen } = await connect((request, socket) => {
      if (request.method === 'unsub') return unsubscribed.resolve()
      socket.send(note(1))
      reply('s1')(request, socket)
      socket.send(note(2))
    })
    const got: unknown[] = []
    await new Promise<void>((resolve) => {
      const subscription = session.subscribe('sub', 'unsub', []).subscribe((value) => {
        got.push(value)
        if (got.length < 2) return
        resolve()
        queueMicrotask(() => subscription.unsubscribe())
      })
    })
    await unsubscribed.promise
    expect(got).toEqual([1, 2])
    expect(seen).toEqual(['sub', 'unsub'])
  })

  it('fails a subscription when the socket is lost', async () => {
    const { session, server } = await connect(reply('s1'))
    const failed = new Promise((_, reject) => session.subscribe('sub', 'unsub', []).subscribe({ error: reject }))
    await session.request('any', [])
    for (const socket of server.clients) socket.terminate()
    await expect(failed).rejects.toMatchObject({ code: 'disconnected' })
  })

  it('fails a subscription that is given no id', async () => {
    const { session } = await connect(reply({ not: 'an id' }))
    const failed = new Promise((_, reject) => session.subscribe('sub', 'unsub', []).subscribe({ error: reject }))
    await expect(failed).rejects.toMatchObject({ code: 'malformed-reply', payload: { method: 'sub' } })
  })

  it('ends when a ping is not answered: a half-open connection says nothing by itself', async () => {
    const clock = createVirtualClock()
    const { session } = await connect(() => {}, {}, clock)
    clock.advance(15_000)
    clock.advance(15_000)
    expect(await session.closed).toContain('no answer to a ping')
  })

  it('says which endpoint cannot be connected to', async () => {
    await expect(openSession('ws://127.0.0.1:9', createSystemClock())).rejects.toMatchObject({
      code: 'connection-failed',
      message: expect.stringContaining('cannot connect to ws://127.0.0.1:9'),
    })
  })
})
