import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { HttpConfig } from './config.ts'
import { ListenError } from './errors.ts'

/** A server that takes requests. */
export interface Listener {
  /** Where it really is. */
  readonly url: string
  /** Resolves when nothing is open any more. @throws what has broken the server */
  readonly closed: Promise<void>
  /** Takes no new connection, and closes those there are as soon as they have their answers. */
  finish(): void
  /** Closes everything at once. */
  destroy(): void
}

type Fetch = Parameters<typeof getRequestListener>[0]

/** Milliseconds for the head of a request. */
const HEAD_WITHIN = 30_000

/** @param address host and port @throws ListenError */
export async function listen(
  fetch: Fetch,
  address: string,
  { connections, idle }: Pick<HttpConfig['limits'], 'connections' | 'idle'>,
): Promise<Listener> {
  const answer = getRequestListener(fetch, { overrideGlobalObjects: false, errorHandler: unreadable })
  const server = createServer(
    // An upload takes as long as it takes: it is ended when nothing moves any more.
    { headersTimeout: HEAD_WITHIN, requestTimeout: 0, connectionsCheckingInterval: HEAD_WITHIN / 2 },
    (incoming, outgoing) => {
      outgoing.once('close', () => {
        if (!server.listening) server.closeIdleConnections()
      })
      void answer(incoming, outgoing)
    },
  )
  server.maxConnections = connections
  server.timeout = idle
  const { promise: closed, resolve, reject } = Promise.withResolvers<void>()
  server.once('close', resolve)
  const { port, host } = placeOf(address)
  await new Promise<void>((listening, failed) => {
    server.once('error', (error) => failed(new ListenError(address, error)))
    server.listen(port, host, listening)
  })
  server.on('error', reject)

  return {
    url: urlOf(server.address() as AddressInfo),
    closed,
    finish: () => void server.close(),
    destroy() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** For what is no request at all. */
const unreadable = () =>
  Response.json({ error: 'invalid_request', details: { message: 'this is no HTTP request' } }, { status: 400 })

function placeOf(address: string): { readonly host: string; readonly port: number } {
  const at = address.lastIndexOf(':')
  return { host: address.slice(0, at).replace(/^\[(.*)\]$/, '$1'), port: Number(address.slice(at + 1)) }
}

const urlOf = ({ address, family, port }: AddressInfo): string =>
  `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
