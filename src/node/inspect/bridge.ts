import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { System } from '../../kernel/index.ts'
import { createFeed } from './feed.ts'
import { isForUs, isFromOurPage } from './guard.ts'
import { PAGE, pageHeaders } from './page.ts'
import { RECORDS_PATH } from './relay.ts'

export interface BridgeOptions {
  /** 0 for any free one; one that cannot be had is replaced by a free one. */
  readonly port: number
  /** Bytes that may wait for a viewer before records are left out; default 1 MiB. */
  readonly buffer?: number
}

export interface ViewerInfo {
  /** Bytes that wait to be sent. */
  readonly buffered: number
  /** Records left out because its socket was slow. */
  readonly dropped: number
  /** Actors to be shown as soon as there is room. */
  readonly waiting: number
}

/** Shows a running system to the Stately inspector, on this machine only. */
export interface Bridge {
  /** Of the page. */
  readonly url: string
  readonly port: number
  /** Whether the wanted port could not be had, so that a free one was used. */
  readonly portTaken: boolean
  /** Whether the system is watched: only while somebody looks. */
  readonly attached: boolean
  readonly viewers: readonly ViewerInfo[]
  close(): Promise<void>
}

// There is no option for another one: whoever reaches the page sees all state.
const HOST = '127.0.0.1'
const MOST_VIEWERS = 8
const DEFAULT_BUFFER = 1024 * 1024

/** Viewers may come once the system has been started. */
export async function openBridge(system: System, options: BridgeOptions): Promise<Bridge> {
  const feed = createFeed(system, { buffer: options.buffer ?? DEFAULT_BUFFER })
  const { server, portTaken } = await listen(options.port)
  const { port } = server.address() as AddressInfo
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false })

  server.on('request', (request, response) => answer(request, response, port))
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => {})
    const status = refusalOf(request)
    if (status === undefined) sockets.handleUpgrade(request, stream, head, admit)
    else stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\n\r\n`)
  })

  function refusalOf(request: IncomingMessage): number | undefined {
    if (!isFromOurPage(request, port)) return 403
    if (request.url !== RECORDS_PATH) return 404
    return feed.viewers.size >= MOST_VIEWERS ? 503 : undefined
  }

  function admit(socket: WebSocket): void {
    // A broken frame is an error and then a close.
    socket.on('error', () => {})
    try {
      const viewer = feed.add(socket)
      socket.on('close', () => feed.remove(viewer))
      // Our page has nothing to say.
      socket.on('message', () => socket.close(1008))
    } catch {
      socket.close(1013, 'the node has not started yet')
    }
  }

  return {
    url: `http://${HOST}:${port}`,
    port,
    portTaken,
    get attached() {
      return feed.attached
    },
    get viewers() {
      return [...feed.viewers].map(({ buffered, dropped, waiting }) => ({ buffered, dropped, waiting }))
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answer(request: IncomingMessage, response: ServerResponse, port: number): void {
  if (!isForUs(request, port)) response.writeHead(421).end()
  else if (request.url !== '/') response.writeHead(404).end()
  else if (request.method !== 'GET' && request.method !== 'HEAD') response.writeHead(405, { allow: 'GET, HEAD' }).end()
  else response.writeHead(200, pageHeaders(port)).end(PAGE)
}

async function listen(port: number): Promise<{ server: Server; portTaken: boolean }> {
  try {
    return { server: await open(port), portTaken: false }
  } catch (error) {
    if (!['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    return { server: await open(0), portTaken: true }
  }
}

function open(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    // Stays, so that a connection which cannot be accepted later ends nothing.
    server.on('error', reject)
    server.listen({ host: HOST, port }, () => resolve(server))
  })
}
