import { ChainError } from '../../errors.ts'
import type { Session } from '../session.ts'
import { createBlockHashes } from './block-hashes.ts'

/** Without peers smoldot never answers these, nor anything that is asked on the same connection after them. */
const NEVER_ASKED: ReadonlySet<string> = new Set(['system_health', 'system_peers'])

/** A session with a light client, made to answer as one with a full node does. */
export function adaptSession(session: Session): Session {
  const hashes = createBlockHashes({ request })

  /** A light client says nothing at all where it has nobody to ask. */
  async function request(method: string, params: readonly unknown[]): Promise<unknown> {
    if (NEVER_ASKED.has(method)) throw notServed(method)
    try {
      return await session.request(method, params)
    } catch (error) {
      if (error instanceof ChainError && error.payload.code === 'request-timeout')
        throw syncing(session.endpoint, `${method}: no reply`, error.payload.milliseconds)
      throw error
    }
  }

  return {
    ...session,
    async request(method, params) {
      const [of] = params
      // That of the genesis is in the chain spec.
      if (method !== 'chain_getBlockHash' || of === 0 || of === undefined) return request(method, params)
      const found = await hashes.of((Array.isArray(of) ? of : [of]) as number[])
      return Array.isArray(of) ? found : found[0]
    },
  }
}

export const syncing = (endpoint: string, what: string, milliseconds: number): ChainError =>
  new ChainError(
    { code: 'light-client-syncing', endpoint, milliseconds },
    `${what} in ${milliseconds} ms: the light client ${endpoint} has no peers, or is not synchronized yet`,
  )

const notServed = (method: string): ChainError => {
  const message = 'not served by a light client'
  return new ChainError({ code: 'rpc-error', method, rpcCode: -32601, message }, `${method}: ${message}`)
}
