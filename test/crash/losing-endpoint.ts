import { WebSocket as Client, type WebSocket, WebSocketServer } from 'ws'
import type { Random } from '../../src/kernel/index.ts'

export interface LosingEndpoint {
  readonly url: string
  /** How many extrinsics never got to the chain, and how many did without the sender's being told. */
  readonly lost: { sends: number; acknowledgements: number }
  stop(): void
}

/** How likely a connection is to lose something, and up to which of the extrinsics sent on it. */
const LOSES = 0.7
const WITHIN = 10

/** Stands between a sender and a chain, and loses an extrinsic, or the answer to one, and with it the connection. */
export async function losingEndpoint(target: string, random: Random): Promise<LosingEndpoint> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const lost = { sends: 0, acknowledgements: 0 }

  server.on('connection', (socket: WebSocket) => {
    const upstream = new Client(target)
    const early: string[] = []
    const fatal = random() < LOSES ? 1 + Math.floor(random() * WITHIN) : Number.POSITIVE_INFINITY
    const losesSend = random() < 0.5
    let extrinsics = 0
    let muted = false
    socket.on('message', (data) => {
      const text = String(data)
      if (text.includes('"author_submit')) extrinsics += 1
      if (extrinsics >= fatal && !muted) {
        muted = true
        if (losesSend) {
          lost.sends += 1
          return socket.terminate()
        }
        lost.acknowledgements += 1
        // It has gone through by the time that anything comes back.
        upstream.once('message', () => socket.terminate())
      }
      if (upstream.readyState === Client.OPEN) upstream.send(text)
      else early.push(text)
    })
    upstream.on('open', () => {
      for (const text of early) upstream.send(text)
    })
    upstream.on('message', (data) => {
      if (!muted && socket.readyState === Client.OPEN) socket.send(String(data))
    })
    const end = () => {
      socket.terminate()
      upstream.terminate()
    }
    for (const each of [socket, upstream]) each.on('close', end).on('error', end)
  })

  const { port } = server.address() as { port: number }
  return {
    url: `ws://127.0.0.1:${port}`,
    lost,
    stop() {
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}
