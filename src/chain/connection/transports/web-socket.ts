import { Subject } from 'rxjs'
import { WebSocket } from 'ws'
import type { Clock } from '../../../kernel/index.ts'
import { connectionFailed } from '../../errors.ts'
import { keepAlive } from './keep-alive.ts'
import type { Transport } from './transport.ts'

export interface WebSocketOptions {
  /** Milliseconds. */
  readonly connectTimeout?: number
  /** Largest message taken from an endpoint, bytes. */
  readonly maxMessage?: number
}

const DEFAULTS = { connectTimeout: 10_000, maxMessage: 64 * 1024 * 1024 }

/** @throws ChainError `connection-failed` */
export function openWebSocket(endpoint: string, clock: Clock, options: WebSocketOptions = {}): Promise<Transport> {
  const { connectTimeout, maxMessage } = { ...DEFAULTS, ...options }
  const socket = new WebSocket(endpoint, {
    maxPayload: maxMessage,
    handshakeTimeout: connectTimeout,
    perMessageDeflate: false,
  })
  const messages = new Subject<string>()
  const closed = Promise.withResolvers<string>()

  function close(reason: string): void {
    closed.resolve(reason)
    socket.terminate()
  }

  return new Promise((resolve, reject) => {
    socket.on('error', (error) => {
      close(error.message)
      reject(connectionFailed(endpoint, error.message, error))
    })
    socket.on('close', (code) => close(`closed by the endpoint (${code})`))
    socket.on('message', (data) => messages.next(String(data)))
    socket.on('open', () => {
      keepAlive(socket, clock, close, closed.promise)
      resolve({ messages, closed: closed.promise, send: (text) => socket.send(text), close })
    })
  })
}
