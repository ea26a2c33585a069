import { Buffer } from 'node:buffer'
import type { Context } from 'hono'
import type { Api } from './api.ts'
import { HttpError } from './errors.ts'

/**
 * What a client sends, read no further than `most` bytes.
 *
 * @throws HttpError `payload_too_large`, or `invalid_request` when the client goes away
 */
export async function* bodyOf({ traffic }: Pick<Api, 'traffic'>, c: Context, most: number): AsyncGenerator<Uint8Array> {
  const tooLarge = () => new HttpError('payload_too_large', { message: `a body has ${most} bytes at the most`, most })
  if (Number(c.req.header('content-length') ?? 0) > most) throw tooLarge()
  let bytes = 0
  const stream: ReadableStream<Uint8Array> | null = c.req.raw.body
  if (stream === null) return
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new HttpError('invalid_request', { message: 'the body broke off' })
      })
      if (done) return
      bytes += value.length
      traffic.received(value.length)
      if (bytes > most) throw tooLarge()
      yield value
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

/** All of it. */
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

/** The same bytes in pieces of `size`, the last one shorter; one empty piece for no bytes at all. */
export async function* regrouped(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let piece = Buffer.allocUnsafe(size)
  let filled = 0
  let isFirst = true
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length; ) {
      const part = chunk.subarray(from, from + size - filled)
      piece.set(part, filled)
      filled += part.length
      from += part.length
      if (filled < size) continue
      yield piece
      piece = Buffer.allocUnsafe(size)
      filled = 0
      isFirst = false
    }
  }
  if (filled > 0 || isFirst) yield piece.subarray(0, filled)
}
