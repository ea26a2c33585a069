import { connect } from 'node:net'
import { WebSocket } from 'ws'
import type { Clock } from '../../../kernel/index.ts'
import { SigningError } from '../errors.ts'
import { createLines } from './lines.ts'
import { LONGEST_LINE } from './protocol.ts'

export interface ExchangeOptions {
  /** Milliseconds in which the answer must come. */
  readonly deadline: number
  readonly clock: Clock
  readonly signal?: AbortSignal | undefined
}

/** A line sent and the line that came back, over a connection of their own: a signer that was away meanwhile is no matter. */
export function exchange(address: string, line: string, options: ExchangeOptions): Promise<string> {
  const { deadline, clock, signal } = options
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const fail = (reason: string, cause?: unknown) =>
    reject(new SigningError({ code: 'no-answer', address, reason }, `the signer at ${address}: ${reason}`, { cause }))
  const open = address.includes('://') ? overWebSocket : overSocket
  const close = open(address, line, { answer: resolve, fail })
  const timer = clock.setTimeout(() => fail(`no answer in ${deadline} ms`), deadline)
  const abort = () => fail('no longer wanted')
  signal?.addEventListener('abort', abort, { once: true })
  if (signal?.aborted === true) abort()
  return promise.finally(() => {
    clock.clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    close()
  })
}

interface Ends {
  answer(line: string): void
  fail(reason: string, cause?: unknown): void
}

function overSocket(path: string, line: string, { answer, fail }: Ends): () => void {
  const socket = connect(path)
  const lines = createLines(answer)
  socket.setEncoding('utf8')
  socket.on('connect', () => socket.write(`${line}\n`))
  socket.on('data', (text) => {
    if (!lines.take(String(text))) fail('an answer without an end')
  })
  socket.on('error', (error) => fail(error.message, error))
  socket.on('close', () => fail('closed the connection without an answer'))
  return () => socket.destroy()
}

function overWebSocket(url: string, line: string, { answer, fail }: Ends): () => void {
  const socket = new WebSocket(url, { maxPayload: LONGEST_LINE, perMessageDeflate: false })
  socket.on('open', () => socket.send(line))
  socket.on('message', (data) => answer(String(data)))
  socket.on('error', (error) => fail(error.message, error))
  socket.on('close', () => fail('closed the connection without an answer'))
  return () => socket.terminate()
}
