import type { z } from 'zod'
import { type Clock, messageOf } from '../../../kernel/index.ts'
import { type Exchange, SourceError } from './source.ts'

export interface Request<Answer> extends Exchange {
  readonly url: string
  /** Posted as JSON. */
  readonly body?: unknown
  readonly shape: z.ZodType<Answer>
  /** Bytes that an answer has at most. */
  readonly limit: number
}

/** An answer in its shape. @throws SourceError; the reason of `signal` when that is aborted */
export async function request<Answer>(clock: Clock, { shape, ...asked }: Request<Answer>): Promise<Answer> {
  const text = await withinTime(clock, asked, (signal) => textOf(asked, signal))
  const parsed = shape.safeParse(jsonOf(text, asked.url))
  if (parsed.success) return parsed.data
  throw new SourceError('malformed', `${asked.url}: ${parsed.error.issues[0]?.message}`)
}

async function withinTime(
  clock: Clock,
  { signal, timeout, url }: Pick<Request<unknown>, 'signal' | 'timeout' | 'url'>,
  run: (signal: AbortSignal) => Promise<string>,
): Promise<string> {
  signal.throwIfAborted()
  const late = new AbortController()
  const timer = clock.setTimeout(() => late.abort(), timeout)
  try {
    return await run(AbortSignal.any([signal, late.signal]))
  } catch (error) {
    signal.throwIfAborted()
    if (late.signal.aborted) throw new SourceError('slow', `${url}: no complete answer within ${timeout} ms`)
    throw error instanceof SourceError ? error : new SourceError('unreachable', `${url}: ${messageOf(error)}`)
  } finally {
    clock.clearTimeout(timer)
  }
}

async function textOf(
  { url, body, limit, received }: Omit<Request<unknown>, 'shape'>,
  signal: AbortSignal,
): Promise<string> {
  const post =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  // Redirected, it would not be what stands behind the provider's address on chain.
  const response = await fetch(url, { ...post, signal, redirect: 'error' })
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body ?? []) {
    received(piece.length)
    length += piece.length
    if (length > limit) throw new SourceError('oversized', `${url}: more than ${limit} bytes`)
    pieces.push(piece)
  }
  if (response.status !== 200) throw new SourceError('unwilling', `${url}: status ${response.status}`)
  return Buffer.concat(pieces).toString('utf8')
}

function jsonOf(text: string, url: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new SourceError('malformed', `${url}: no JSON`)
  }
}
