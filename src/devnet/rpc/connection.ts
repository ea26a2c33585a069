import { RpcError } from '../chain/errors.ts'
import type { RpcClient, RpcContext, ServerContext } from './method.ts'
import { methods, subscriptions, unsubscribeNames } from './registry.ts'

/** One client: answers its requests and ends its subscriptions with it. */
export interface RpcConnection {
  receive(text: string): void
  close(): void
}

interface Request {
  readonly id?: unknown
  readonly method?: unknown
  readonly params?: unknown
}

interface Reply {
  readonly message: object
  /** What happens once the reply has gone out. */
  readonly after?: () => void
}

/** Of all connections: ids that meet again under another subscription would be a trap for who reconnects. */
let ids = 0

export function createConnection(
  server: ServerContext,
  send: (text: string) => void,
  onError: (error: unknown) => void,
): RpcConnection {
  const running = new Map<string, () => void>()
  let afterReply: Array<() => void> = []
  const client: RpcClient = {
    follows: new Map(),
    broadcasts: new Map(),
    nextId: () => `${((ids += 1)).toString(36)}x`,
    afterReply: (run) => void afterReply.push(run),
  }
  const context: RpcContext = { ...server, client }

  function subscribe(method: string, params: readonly unknown[], id: unknown): Reply {
    const subscription = subscriptions[method]!
    const name = client.nextId()
    const early: string[] = []
    let announced = false
    const notify = (result: unknown) => {
      const text = JSON.stringify({
        jsonrpc: '2.0',
        method: subscription.notification,
        params: { subscription: name, result },
      })
      if (announced) send(text)
      else early.push(text)
    }
    running.set(name, subscription.start(params, context, notify, name))
    return {
      message: { jsonrpc: '2.0', id, result: name },
      after() {
        announced = true
        for (const text of early) send(text)
      },
    }
  }

  function unsubscribe(params: readonly unknown[]): boolean {
    const name = String(params[0])
    running.get(name)?.()
    return running.delete(name)
  }

  function answer({ id, method, params = [] }: Request): Reply {
    try {
      if (typeof method !== 'string' || !Array.isArray(params)) throw new RpcError(-32600, 'Invalid request')
      if (Object.hasOwn(subscriptions, method)) return subscribe(method, params, id)
      if (unsubscribeNames.has(method)) return { message: { jsonrpc: '2.0', id, result: unsubscribe(params) } }
      const call = Object.hasOwn(methods, method) ? methods[method] : undefined
      if (call === undefined) throw new RpcError(-32601, `Method not found: ${method}`)
      return { message: { jsonrpc: '2.0', id, result: call(params, context) } }
    } catch (error) {
      return { message: { jsonrpc: '2.0', id: id ?? null, error: errorOf(error, onError) } }
    }
  }

  return {
    receive(text) {
      const parsed = parse(text)
      if (parsed === undefined) {
        send(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32700, message: 'Parse error' } }))
        return
      }
      const replies = (Array.isArray(parsed) ? parsed : [parsed]).map((request: unknown) =>
        answer((request ?? {}) as Request),
      )
      const messages = replies.map(({ message }) => message)
      send(JSON.stringify(Array.isArray(parsed) ? messages : messages[0]))
      for (const { after } of replies) after?.()
      const waiting = afterReply
      afterReply = []
      for (const run of waiting) run()
    },
    close() {
      for (const stop of [...running.values(), ...client.broadcasts.values()]) stop()
      running.clear()
      client.broadcasts.clear()
    },
  }
}

function errorOf(error: unknown, onError: (error: unknown) => void): { code: number; message: string; data?: unknown } {
  if (error instanceof RpcError)
    return { code: error.code, message: error.message, ...(error.data === undefined ? {} : { data: error.data }) }
  onError(error)
  return { code: -32603, message: `Internal error: ${error instanceof Error ? error.message : String(error)}` }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
