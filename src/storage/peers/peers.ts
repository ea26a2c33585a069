import type { z } from 'zod'
import { urlOf } from './address.ts'
import { readBody } from './body.ts'
import { PeerError } from './errors.ts'
import type { Addressee, Introduce } from './introduction.ts'

export interface PeerRequest<Answer> {
  /** Multiaddr, as the peer has registered it. */
  readonly peer: string
  /** With its query. */
  readonly path: string
  /** Sent as JSON by POST; without it the request is a GET. */
  readonly body?: unknown
  /** Whom it is for, to say who asks; without it nobody is told. */
  readonly to?: Addressee
  readonly answer: z.ZodType<Answer>
  /** Bytes of an answer that are read at the most; default 4 MiB. */
  readonly maxBytes?: number
  /** Ends the request: it then fails as `late`. */
  readonly signal: AbortSignal
}

/** Other providers, over their HTTP APIs. What they say is checked for its shape only: whoever asks checks what it means. */
export interface Peers {
  /** @throws PeerError */
  ask<Answer>(request: PeerRequest<Answer>): Promise<Answer>
}

const MOST_BYTES = 4 * 1024 * 1024

/** By what requests are sent, and who asks is told. */
export interface PeersOptions {
  readonly send?: typeof fetch
  readonly introduce?: Introduce
}

export const createPeers = ({ send = fetch, introduce }: PeersOptions = {}): Peers => ({
  async ask({ peer, path, body, to, answer, maxBytes = MOST_BYTES, signal }) {
    const url = `${urlOf(peer)}${path}`
    const authorization = to === undefined ? undefined : await introduce?.(to)
    const headers = {
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    const response = await send(url, {
      signal,
      headers,
      // A provider answers itself: elsewhere it could send us anywhere.
      redirect: 'error',
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw failure(peer, error, signal)
    })
    const text = await readBody(response, maxBytes, peer).catch((error: unknown) => {
      throw error instanceof PeerError ? error : failure(peer, error, signal)
    })
    if (!response.ok)
      throw new PeerError('refused', peer, `answers ${response.status}: ${text.slice(0, 200)}`, response.status)
    const parsed = answer.safeParse(json(text))
    if (!parsed.success) throw new PeerError('malformed', peer, `its answer to ${path} is not as expected`)
    return parsed.data
  },
})

function failure(peer: string, error: unknown, signal: AbortSignal): PeerError {
  if (signal.aborted) return new PeerError('late', peer, 'no answer in time')
  const { cause, message } = error as Error & { cause?: { message?: string } }
  return new PeerError('unreachable', peer, cause?.message ?? message)
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
