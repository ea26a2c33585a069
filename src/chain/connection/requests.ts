import type { Clock } from '../../kernel/index.ts'
import { ChainError } from '../errors.ts'
import type { Reply } from './message.ts'

interface Pending {
  readonly method: string
  resolve(result: unknown): void
  reject(error: ChainError): void
}

/** Requests that are under way: each ends by its own reply, by its deadline, or with all the others. */
export interface Requests {
  /** @param send is given the id that the reply will have */
  start(method: string, send: (id: number) => void): Promise<unknown>
  answer(reply: Reply): void
  failAll(error: ChainError): void
}

/** @param timeout of each request, milliseconds */
export function createRequests(clock: Clock, timeout: number): Requests {
  const pending = new Map<number, Pending>()
  let lastId = 0
  return {
    start(method, send) {
      const id = ++lastId
      return new Promise((resolve, reject) => {
        const timer = clock.setTimeout(() => {
          pending.delete(id)
          reject(
            new ChainError(
              { code: 'request-timeout', method, milliseconds: timeout },
              `${method}: no reply in ${timeout} ms`,
            ),
          )
        }, timeout)
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
        send(id)
      })
    },
    answer(reply) {
      const request = pending.get(reply.id)
      if (request === undefined) return
      pending.delete(reply.id)
      if ('error' in reply) request.reject(rpcError(request.method, reply.error))
      else request.resolve(reply.result)
    },
    failAll(error) {
      for (const request of pending.values()) request.reject(error)
      pending.clear()
    },
  }
}

function rpcError(method: string, { code, message, data }: Extract<Reply, { error: unknown }>['error']): ChainError {
  const detail = typeof data === 'string' ? ` (${data})` : ''
  return new ChainError({ code: 'rpc-error', method, rpcCode: code, message, data }, `${method}: ${message}${detail}`)
}
