import { Observable } from 'rxjs'
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { Clock } from '../../kernel/index.ts'
import { ChainError } from '../errors.ts'
import { keepAlive } from './keep-alive.ts'

/** One WebSocket to one endpoint. It never reconnects: what was subscribed on it ends with it. */
export interface Session {
  readonly endpoint: string
  /** Settles with the reason once the socket is gone. */
  readonly closed: Promise<string>
  /** @throws ChainError `rpc-error`, `request-timeout`, `disconnected` or `malformed-reply` */
  request(method: string, params: readonly unknown[]): Promise<unknown>
  /** Notifications of a subscription; unsubscribing tells the endpoint, a lost socket is an error. */
  subscribe(method: string, unsubscribe: string, params: readonly unknown[]): Observable<unknown>
  close(reason: string): void
}

export interface SessionOptions {
  readonly connectTimeout?: number
  readonly requestTimeout?: number
  /** Largest message taken from an endpoint, bytes. */
  readonly maxMessage?: number
}

const DEFAULTS = { connectTimeout: 10_000, requestTimeout: 30_000, maxMessage: 64 * 1024 * 1024 }

const incoming = z.union([
  z.object({ id: z.number(), result: z.unknown() }),
  z.object({
    id: z.number(),
    error: z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() }),
  }),
  z.object({
    method: z.string(),
    params: z.object({ subscription: z.union([z.string(), z.number()]), result: z.unknown() }),
  }),
])

interface Pending {
  readonly method: string
  resolve(result: unknown): void
  reject(error: ChainError): void
}

/** @throws ChainError `connection-failed` */
export function openSession(endpoint: string, clock: Clock, options: SessionOptions = {}): Promise<Session> {
  const { connectTimeout, requestTimeout, maxMessage } = { ...DEFAULTS, ...options }
  const socket = new WebSocket(endpoint, {
    maxPayload: maxMessage,
    handshakeTimeout: connectTimeout,
    perMessageDeflate: false,
  })
  const pending = new Map<number, Pending>()
  const listeners = new Map<string | number, (result: unknown) => void>()
  // A notification may come before the reply that tells which subscription it belongs to is handled.
  const early = new Map<string | number, unknown[]>()
  const closed = Promise.withResolvers<string>()
  let lastId = 0
  let ended: string | undefined

  function end(reason: string): void {
    if (ended !== undefined) return
    ended = reason
    socket.terminate()
    for (const request of pending.values()) request.reject(disconnected())
    pending.clear()
    closed.resolve(reason)
  }

  const disconnected = () =>
    new ChainError(
      { code: 'disconnected', endpoint, reason: ended ?? 'closed' },
      `lost ${endpoint}: ${ended ?? 'closed'}`,
    )

  function receive(text: string): void {
    const parsed = incoming.safeParse(parse(text))
    if (!parsed.success) {
      end('the endpoint sent something that is not JSON-RPC')
      return
    }
    const message = parsed.data
    if ('params' in message) {
      const { subscription, result } = message.params
      const listener = listeners.get(subscription)
      if (listener !== undefined) listener(result)
      else early.set(subscription, [...(early.get(subscription) ?? []).slice(-63), result])
      return
    }
    const request = pending.get(message.id)
    if (request === undefined) return
    pending.delete(message.id)
    if ('error' in message) {
      const { code, message: text, data } = message.error
      request.reject(
        new ChainError(
          { code: 'rpc-error', method: request.method, rpcCode: code, message: text, data },
          `${request.method}: ${text}${typeof data === 'string' ? ` (${data})` : ''}`,
        ),
      )
    } else request.resolve(message.result)
  }

  function request(method: string, params: readonly unknown[]): Promise<unknown> {
    if (ended !== undefined) return Promise.reject(disconnected())
    const id = ++lastId
    return new Promise((resolve, reject) => {
      const timer = clock.setTimeout(() => {
        pending.delete(id)
        reject(
          new ChainError(
            { code: 'request-timeout', method, milliseconds: requestTimeout },
            `${method}: no reply in ${requestTimeout} ms`,
          ),
        )
      }, requestTimeout)
      pending.set(id, {
        method,
        resolve(result) {
          clock.clearTimeout(timer)
          resolve(result)
        },
        reject(error) {
          clock.clearTimeout(timer)
          reject(error)
        },
      })
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
    })
  }

  const session: Session = {
    endpoint,
    closed: closed.promise,
    request,
    subscribe: (method, unsubscribe, params) =>
      new Observable((subscriber) => {
        let id: string | number | undefined
        request(method, params).then(
          (reply) => {
            id = z.union([z.string(), z.number()]).parse(reply)
            if (subscriber.closed) return void request(unsubscribe, [id]).catch(() => {})
            listeners.set(id, (result) => subscriber.next(result))
            for (const result of early.get(id) ?? []) subscriber.next(result)
            early.delete(id)
          },
          (error) => subscriber.error(error),
        )
        closed.promise.then(() => subscriber.error(disconnected()))
        return () => {
          if (id === undefined) return
          listeners.delete(id)
          if (ended === undefined) request(unsubscribe, [id]).catch(() => {})
        }
      }),
    close: end,
  }

  return new Promise((resolve, reject) => {
    socket.on('error', (error) => {
      end(error.message)
      reject(
        new ChainError(
          { code: 'connection-failed', endpoint, reason: error.message },
          `cannot connect to ${endpoint}: ${error.message}`,
          { cause: error },
        ),
      )
    })
    socket.on('close', (code) => end(`closed by the endpoint (${code})`))
    socket.on('message', (data) => receive(String(data)))
    socket.on('open', () => {
      keepAlive(socket, clock, end, closed.promise)
      resolve(session)
    })
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
