import { isPruned } from '../errors.ts'
import type { Session } from './session.ts'

/**
 * A session that asks an archive for what its endpoint has forgotten. The archive is only opened when it is needed, and what
 * goes wrong there leaves the endpoint's own answer: that the state is gone.
 */
export function withArchive(session: Session, openArchive: () => Promise<Session>): Session {
  let archive: Promise<Session> | undefined

  async function fromArchive(method: string, params: readonly unknown[], gone: unknown): Promise<unknown> {
    try {
      archive ??= openArchive()
      return await (await archive).request(method, params)
    } catch (error) {
      close('it failed')
      throw Object.assign(gone as Error, { archive: error })
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
        return await session.request(method, params)
      } catch (error) {
        if (!isPruned(error)) throw error
        return fromArchive(method, params, error)
      }
    },
  }
}
