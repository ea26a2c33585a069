import { z } from 'zod'
import type { Connection } from '../../connection/link.ts'
import { ChainError } from '../../errors.ts'
import type { SignedTransaction } from '../sign.ts'

/**
 * What an endpoint says to an extrinsic that it sees for the first time. Only a refusal is certain; where the nonce was taken, it
 * is somebody else's now.
 */
export type SendVerdict =
  | { readonly verdict: 'sent' }
  | { readonly verdict: 'refused'; readonly reason: string; readonly cause: RefusalCause }

/** `upgrading`: the best block has another runtime than the one for which it was signed. */
export type RefusalCause = 'nonce-taken' | 'unaffordable' | 'upgrading' | 'invalid'

const versioned = z.object({ specVersion: z.number() })

const INVALID = 1010
const TOO_LOW_PRIORITY = 1014

/** @throws ChainError when it may or may not have arrived */
export async function sendTransaction(connection: Connection, signed: SignedTransaction): Promise<SendVerdict> {
  try {
    await connection.session.request('author_submitExtrinsic', [signed.hex])
    return { verdict: 'sent' }
  } catch (error) {
    const refusal = refusalIn(error)
    if (refusal === undefined) throw error
    const isUpgrading = refusal.cause === 'invalid' && (await hasOtherRuntime(connection, signed))
    return isUpgrading ? { ...refusal, cause: 'upgrading' } : refusal
  }
}

/** A signature is for one version of the runtime; the pool judges it by that of the best block. */
async function hasOtherRuntime({ session, runtime }: Connection, signed: SignedTransaction): Promise<boolean> {
  const { specVersion } = versioned.parse(await session.request('state_getRuntimeVersion', []))
  // What is known may be of after the upgrade by now.
  return specVersion !== (signed.specVersion ?? runtime.specVersion)
}

function refusalIn(error: unknown): Extract<SendVerdict, { verdict: 'refused' }> | undefined {
  if (!(error instanceof ChainError) || error.payload.code !== 'rpc-error') return undefined
  const { rpcCode, message, data } = error.payload
  const reason = typeof data === 'string' ? data : message
  // Both say that somebody else has used this nonce.
  if (rpcCode === TOO_LOW_PRIORITY) return { verdict: 'refused', reason, cause: 'nonce-taken' }
  return rpcCode === INVALID ? { verdict: 'refused', reason, cause: causeOf(`${message} ${reason}`) } : undefined
}

function causeOf(text: string): RefusalCause {
  if (/outdated|stale/i.test(text)) return 'nonce-taken'
  return /payment|pay some fees/i.test(text) ? 'unaffordable' : 'invalid'
}
