import type { Clock } from '../../../kernel/index.ts'
import { createSession, type RequestOptions, type Session } from '../session.ts'
import { adaptSession, syncing } from './adapt.ts'
import type { LightClient } from './client.ts'

export interface LightSessionOptions extends RequestOptions {
  /** Milliseconds until the client must know a finalized block. It goes on synchronizing when it does not. */
  readonly syncTimeout?: number
}

/**
 * A session with the chain of a light client, once the client knows its finalized head: before, hardly anything is answered.
 *
 * @throws ChainError `connection-failed` or `light-client-syncing`
 */
export async function openLightSession(
  endpoint: string,
  client: LightClient,
  clock: Clock,
  { syncTimeout = 10_000, ...options }: LightSessionOptions = {},
): Promise<Session> {
  const session = createSession(endpoint, await client.connect(endpoint), clock, options)
  try {
    await finalizedHead(session, clock, syncTimeout)
    return adaptSession(session)
  } catch (error) {
    session.close('not synchronized yet')
    throw error
  }
}

function finalizedHead(session: Session, clock: Clock, timeout: number): Promise<unknown> {
  const head = Promise.withResolvers<unknown>()
  const timer = clock.setTimeout(() => head.reject(syncing(session.endpoint, 'no finalized block', timeout)), timeout)
  const heads = session
    .subscribe('chain_subscribeFinalizedHeads', 'chain_unsubscribeFinalizedHeads', [])
    .subscribe({ next: head.resolve, error: head.reject })
  return head.promise.finally(() => {
    clock.clearTimeout(timer)
    heads.unsubscribe()
  })
}
