import { isPruned } from '../errors.ts'
import type { Session } from './session.ts'

/** Requests that are answered by null, in a list or by itself, about blocks that an endpoint does not keep. */
const BY_NULL: ReadonlySet<string> = new Set(['chain_getBlockHash', 'chain_getHeader', 'chain_getBlock'])

const lacksSome = (method: string, reply: unknown): boolean =>
  BY_NULL.has(method) && (reply === null || (Array.isArray(reply) && reply.includes(null)))

/**
 * A session that asks an archive for what its endpoint has forgotten. The archive is only opened when it is needed, and what
 * goes wrong there leaves the endpoint's own answer: that it is gone.
 */
export function withArchive(session: Session, openArchive: () => Promise<Session>): Session {
  let archive: Promise<Session> | undefined

  async function fromArchive(method: string, params: readonly unknown[]): Promise<unknown> {
    try {
      archive ??= openArchive()
      return await (await archive).request(method, params)
    } catch (error) {
      close('it failed')
      throw error
    }
  }

  function close(reason: string): void {
    archive?.then((opened) => opened.close(reason)).catch(() => {})
    archive = undefined
  }

  session.closed.then(close)
  return {
    ...session,
    async request(method, params) {
      try {
        const reply = await session.request(method, params)
        return lacksSome(method, reply) ? await fromArchive(method, params).catch(() => reply) : reply
      } catch (gone) {
        if (!isPruned(gone)) throw gone
        return fromArchive(method, params).catch((error: unknown) => {
          throw Object.assign(gone as Error, { archive: error })
        })
      }
    },
  }
}
