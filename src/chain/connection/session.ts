import { Observable } from 'rxjs'
import type { Clock } from '../../kernel/index.ts'
import { ChainError } from '../errors.ts'
import { readMessage, type SubscriptionId, subscriptionId } from './message.ts'
import { createNotifications } from './notifications.ts'
import { createRequests } from './requests.ts'
import type { Transport } from './transports/transport.ts'
import { openWebSocket, type WebSocketOptions } from './transports/web-socket.ts'

/** JSON-RPC over one transport to one endpoint. It never reconnects: what was subscribed on it ends with it. */
export interface Session {
  readonly endpoint: string
  /** Settles with the reason once the endpoint is gone. */
  readonly closed: Promise<string>
  /** @throws ChainError `rpc-error`, `request-timeout`, `disconnected` or `malformed-reply` */
  request(method: string, params: readonly unknown[]): Promise<unknown>
  /** Notifications of a subscription; unsubscribing tells the endpoint, a lost endpoint is an error. */
  subscribe(method: string, unsubscribe: string, params: readonly unknown[]): Observable<unknown>
  close(reason: string): void
}

/** @throws ChainError `connection-failed` or `light-client-syncing` */
export type OpenSession = (endpoint: string, clock: Clock) => Promise<Session>

export interface RequestOptions {
  /** Milliseconds until a request without a reply is given up. */
  readonly requestTimeout?: number
}

export type SessionOptions = RequestOptions & WebSocketOptions

/** A session over a WebSocket. @throws ChainError `connection-failed` */
export async function openSession(endpoint: string, clock: Clock, options: SessionOptions = {}): Promise<Session> {
  return createSession(endpoint, await openWebSocket(endpoint, clock, options), clock, options)
}

export function createSession(
  endpoint: string,
  transport: Transport,
  clock: Clock,
  { requestTimeout = 30_000 }: RequestOptions = {},
): Session {
  const requests = createRequests(clock, requestTimeout)
  const notifications = createNotifications()
  const closed = Promise.withResolvers<string>()
  let ended: string | undefined

  function end(reason: string): void {
    if (ended !== undefined) return
    ended = reason
    transport.close(reason)
    requests.failAll(disconnected())
    closed.resolve(reason)
  }

  const disconnected = () =>
    new ChainError(
      { code: 'disconnected', endpoint, reason: ended ?? 'closed' },
      `lost ${endpoint}: ${ended ?? 'closed'}`,
    )

  function receive(text: string): void {
    if (ended !== undefined) return
    const message = readMessage(text)
    if (message === undefined) end('the endpoint sent something that is not JSON-RPC')
    else if ('params' in message) notifications.deliver(message.params.subscription, message.params.result)
    else requests.answer(message)
  }

  async function request(method: string, params: readonly unknown[]): Promise<unknown> {
    if (ended !== undefined) throw disconnected()
    return requests.start(method, (id) => transport.send(JSON.stringify({ jsonrpc: '2.0', id, method, params })))
  }

  function subscribe(method: string, unsubscribe: string, params: readonly unknown[]): Observable<unknown> {
    return new Observable((subscriber) => {
      let id: SubscriptionId | undefined
      request(method, params).then(
        (reply) => {
          id = subscriptionId.safeParse(reply).data
          if (id === undefined) return subscriber.error(withoutId(method))
          if (subscriber.closed) return void request(unsubscribe, [id]).catch(() => {})
          notifications.listen(id, (result) => subscriber.next(result))
        },
        (error) => subscriber.error(error),
      )
      closed.promise.then(() => subscriber.error(disconnected()))
      return () => {
        if (id === undefined) return
        notifications.forget(id)
        if (ended === undefined) request(unsubscribe, [id]).catch(() => {})
      }
    })
  }

  transport.messages.subscribe(receive)
  transport.closed.then(end)
  return { endpoint, closed: closed.promise, request, subscribe, close: end }
}

const withoutId = (method: string) =>
  new ChainError(
    { code: 'malformed-reply', method, reason: 'no id of a subscription' },
    `${method}: the reply is no id of a subscription`,
  )
