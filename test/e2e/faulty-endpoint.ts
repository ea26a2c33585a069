import { WebSocket as Client, type WebSocket, WebSocketServer } from 'ws'
import type { Random } from '../../src/kernel/index.ts'

/** Ways in which an endpoint goes wrong, each with how likely it is for a connection. */
export interface Faults {
  /** It accepts the connection and drops it before it has answered anything. */
  readonly dropsAtOnce: number
  /** It goes silent after a while: the socket stays, nothing comes any more. */
  readonly stalls: number
  /** It sends something that is not JSON-RPC. */
  readonly garbage: number
  /** It cuts the connection after a while. */
  readonly cuts: number
  /** Messages after which what is to happen happens, at most. */
  readonly within: number
}

export interface FaultyEndpoint {
  readonly url: string
  /** How often each fault has happened. */
  readonly happened: Readonly<Record<string, number>>
  stop(): Promise<void>
}

/** Stands between a node and a real endpoint, and fails by lot. */
export async function faultyEndpoint(target: string, faults: Faults, random: Random): Promise<FaultyEndpoint> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const happened: Record<string, number> = {}
  const note = (what: string) => {
    happened[what] = (happened[what] ?? 0) + 1
  }

  function planFor(): { readonly fault: keyof Faults | undefined; readonly after: number } {
    const after = 1 + Math.floor(random() * faults.within)
    let left = random()
    for (const fault of ['dropsAtOnce', 'stalls', 'garbage', 'cuts'] as const) {
      left -= faults[fault]
      if (left < 0) return { fault, after }
    }
    return { fault: undefined, after }
  }

  server.on('connection', (socket: WebSocket) => {
    const { fault, after } = planFor()
    if (fault === 'dropsAtOnce') {
      note(fault)
      socket.once('message', () => socket.terminate())
      return
    }
    const upstream = new Client(target)
    const early: string[] = []
    let passed = 0
    let silent = false
    socket.on('message', (data) => {
      if (upstream.readyState === Client.OPEN) upstream.send(String(data))
      else early.push(String(data))
    })
    upstream.on('open', () => {
      for (const message of early) upstream.send(message)
    })
    upstream.on('message', (data) => {
      passed += 1
      if (fault !== undefined && passed === after) {
        note(fault)
        if (fault === 'stalls') silent = true
        else if (fault === 'garbage') socket.send('{"jsonrpc":"2.0","id":')
        else socket.terminate()
      }
      if (!silent && socket.readyState === Client.OPEN) socket.send(String(data))
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
    happened,
    async stop() {
      for (const client of server.clients) client.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
