import type { Connection } from '../../connection/link.ts'
import { ChainError } from '../../errors.ts'
import type { SignedTransaction } from '../sign.ts'

/**
 * What an endpoint says to an extrinsic that it sees for the first time. Only a refusal is certain; where the nonce was taken, it
 * is somebody else's now.
 */
export type SendVerdict =
  | { readonly verdict: 'sent' }
  | { readonly verdict: 'refused'; readonly reason: string; readonly cause: 'nonce-taken' | 'unaffordable' | 'invalid' }

const INVALID = 1010
const TOO_LOW_PRIORITY = 1014

/** @throws ChainError when it may or may not have arrived */
export async function sendTransaction({ session }: Connection, { hex }: SignedTransaction): Promise<SendVerdict> {
  try {
    await session.request('author_submitExtrinsic', [hex])
    return { verdict: 'sent' }
  } catch (error) {
    const refusal = refusalIn(error)
    if (refusal !== undefined) return refusal
    throw error
  }
}

function refusalIn(error: unknown): SendVerdict | undefined {
  if (!(error instanceof ChainError) || error.payload.code !== 'rpc-error') return undefined
  const { rpcCode, message, data } = error.payload
  const reason = typeof data === 'string' ? data : message
  // Both say that somebody else has used this nonce.
  if (rpcCode === TOO_LOW_PRIORITY) return { verdict: 'refused', reason, cause: 'nonce-taken' }
  return rpcCode === INVALID ? { verdict: 'refused', reason, cause: causeOf(`${message} ${reason}`) } : undefined
}

function causeOf(text: string): 'nonce-taken' | 'unaffordable' | 'invalid' {
  if (/outdated|stale/i.test(text)) return 'nonce-taken'
  return /payment|pay some fees/i.test(text) ? 'unaffordable' : 'invalid'
}
