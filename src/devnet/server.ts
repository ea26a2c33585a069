import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { createConnection } from './rpc/connection.ts'
import type { ServerContext } from './rpc/method.ts'

const MAX_MESSAGE = 16 * 1024 * 1024

/** The WebSocket side of the development chain. */
export interface RpcServer {
  readonly port: number
  /** Whether the wanted port was taken, so that a free one was used. */
  readonly portTaken: boolean
  readonly connections: number
  /** Cuts every connection at once, without a word. */
  dropConnections(): void
  /** While true, new connections are cut as soon as they are made. */
  rejectConnections(reject: boolean): void
  stop(): Promise<void>
}

/** @param port 0 for any free one; a taken one is replaced by a free one. */
export async function listen(
  given: Omit<ServerContext, 'dropConnections'>,
  { host, port }: { readonly host: string; readonly port: number },
  onError: (error: unknown) => void,
): Promise<RpcServer> {
  let portTaken = false
  const server = await open(host, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    portTaken = true
    return open(host, 0)
  })
  let rejecting = false
  const { faults } = given
  const dropConnections = () => {
    for (const socket of server.clients) socket.terminate()
  }
  const context: ServerContext = { ...given, dropConnections }

  server.on('connection', (socket) => {
    const fate = rejecting ? 'refused' : faults.fateOfConnection()
    if (fate === 'refused') return socket.terminate()
    const send = (text: string) => faults.pass(text, (told) => socket.readyState === socket.OPEN && socket.send(told))
    const connection = createConnection(context, send, onError)
    socket.on('message', (data) => {
      if (fate === 'cut-first') socket.terminate()
      else if (!faults.stalled) connection.receive(String(data))
    })
    socket.on('close', () => connection.close())
    socket.on('error', onError)
  })

  return {
    port: (server.address() as AddressInfo).port,
    portTaken,
    get connections() {
      return server.clients.size
    },
    dropConnections,
    rejectConnections(reject) {
      rejecting = reject
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        dropConnections()
      }),
  }
}

function open(host: string, port: number): Promise<WebSocketServer> {
  return new Promise((resolve, reject) => {
    const server = new WebSocketServer({ host, port, maxPayload: MAX_MESSAGE, perMessageDeflate: false })
    server.once('listening', () => resolve(server))
    server.once('error', reject)
  })
}
