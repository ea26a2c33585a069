import type { ErrorClass } from '../kernel/index.ts'

export type ChainErrorPayload =
  | { code: 'not-connected' }
  | { code: 'connection-failed'; endpoint: string; reason: string }
  | { code: 'light-client-syncing'; endpoint: string; milliseconds: number }
  | { code: 'disconnected'; endpoint: string; reason: string }
  | { code: 'request-timeout'; method: string; milliseconds: number }
  | { code: 'rpc-error'; method: string; rpcCode: number; message: string; data?: unknown }
  | { code: 'malformed-reply'; method: string; reason: string }
  | { code: 'wrong-genesis'; endpoint: string; expected: string; found: string }
  | { code: 'foreign-data'; kept: string; found: string }
  | { code: 'different-history'; number: number; expected: string; found: string }
  | { code: 'broken-link'; number: number; parent: string; expected: string }
  | { code: 'wrong-header-hash'; endpoint: string; number: number; hash: string; computed: string }
  | { code: 'wrong-extrinsics'; endpoint: string; number: number; hash: string }
  | { code: 'block-forgotten'; endpoint: string; number: number }
  | { code: 'stalled'; milliseconds: number }
  | { code: 'unrelated'; number: number; hash: string }
  | { code: 'witness-mismatch'; endpoint: string; witness: string; number: number; hash: string; found: string }
  | { code: 'witness-silent'; witness: string; number: number; reason: string }
  | { code: 'bad-proof'; endpoint: string; key: string; reason: string }
  | { code: 'undecodable'; what: string; reason: string }
  | { code: 'unknown-item'; what: string; known: readonly string[] }

// Doing it again against the same chain gives the same answer.
const PERMANENT: ReadonlySet<ChainErrorPayload['code']> = new Set(['unknown-item'])

/** What can go wrong between this node and a chain. */
export class ChainError extends Error {
  readonly code: ChainErrorPayload['code']
  readonly payload: ChainErrorPayload
  readonly errorClass: ErrorClass = 'retryable'

  constructor(payload: ChainErrorPayload, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ChainError'
    this.code = payload.code
    this.payload = payload
  }

  get retryable(): boolean {
    return !PERMANENT.has(this.code)
  }
}

/**
 * Whether an endpoint has forgotten the block that it was asked about, or its state: by default a node keeps all blocks, and the
 * states of the last 256.
 */
export function isPruned(error: unknown): boolean {
  if (!(error instanceof ChainError)) return false
  if (error.payload.code === 'block-forgotten') return true
  if (error.payload.code !== 'rpc-error') return false
  const { message, data } = error.payload
  return /state already discarded|unknown ?block|state .*(pruned|not available)/i.test(
    `${message} ${String(data ?? '')}`,
  )
}

export const connectionFailed = (endpoint: string, reason: string, cause?: unknown): ChainError =>
  new ChainError(
    { code: 'connection-failed', endpoint, reason },
    `cannot connect to ${endpoint}: ${reason}`,
    cause === undefined ? {} : { cause },
  )
