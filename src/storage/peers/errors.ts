/**
 * - `bad-address`: a multiaddr that no HTTP server can be reached by. `unreachable`: no connection, or it broke. `late`: no whole
 *   answer in time.
 * - `refused`: an answer with a status that is no success. `malformed`: not of the expected shape. `too-large`: more bytes than
 *   are taken.
 */
export type PeerErrorCode = 'bad-address' | 'unreachable' | 'late' | 'refused' | 'malformed' | 'too-large'

const PASSING: ReadonlySet<PeerErrorCode> = new Set(['unreachable', 'late', 'refused'])

/** What came of asking another provider. */
export class PeerError extends Error {
  readonly code: PeerErrorCode
  readonly peer: string
  /** HTTP status of a refusal. */
  readonly status: number | undefined

  constructor(code: PeerErrorCode, peer: string, reason: string, status?: number) {
    super(`${peer}: ${reason}`)
    this.name = 'PeerError'
    this.code = code
    this.peer = peer
    this.status = status
  }

  /** Whether asking again later may help. */
  get retryable(): boolean {
    return PASSING.has(this.code)
  }
}
