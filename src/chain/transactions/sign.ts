import { z } from 'zod'
import { blake2AsHex, encodeAddress } from '#polkadot'
import { finalizedHead } from '../connection/finalized-head.ts'
import type { Connection } from '../connection/link.ts'
import { draftExtrinsic } from '../signing/draft.ts'
import type { Signer } from '../signing/signer.ts'
import { buildCall } from './build-call.ts'
import type { Call } from './events.ts'
import type { Nonces } from './nonces.ts'

/** A signed extrinsic, complete: these bytes, and no others, may land. */
export interface SignedTransaction {
  readonly hex: string
  /** blake2-256 of the bytes: how it is recognised in a block. */
  readonly hash: string
  readonly nonce: number
  /** First block in which it may be. */
  readonly birth: number
  /** First block in which it can no longer be. */
  readonly death: number
}

export interface SignOptions {
  readonly signer: Signer
  readonly nonces: Nonces
  /** Blocks. */
  readonly eraPeriod: number
  readonly signal: AbortSignal
}

/** @throws what building the call throws, SigningError, and ChainError when the chain cannot be asked; no nonce is taken then */
export async function signTransaction(
  { session, runtime, genesisHash }: Connection,
  call: Call,
  { signer, nonces, eraPeriod, signal }: SignOptions,
): Promise<SignedTransaction> {
  const extrinsic = buildCall(runtime.api, call)
  const { number: current, hash: blockHash } = await finalizedHead(session)
  if (!nonces.certain) nonces.learn(await nextNonce({ session }, signer.account))
  const mortality = { current, blockHash, period: eraPeriod }
  const nonce = nonces.take()
  try {
    const draft = draftExtrinsic(runtime, extrinsic, { account: signer.account, genesisHash, nonce, mortality })
    const bytes = draft.complete(await signer.sign(draft.payload, { signal }))
    signal.throwIfAborted()
    return { hex: bytes, hash: blake2AsHex(bytes), nonce, ...draft.payload.mortality }
  } catch (error) {
    // Whatever may have been signed has not left the node.
    nonces.giveBack(nonce)
    throw error
  }
}

/** The next nonce of an account, those waiting in the endpoint's pool included. */
export async function nextNonce({ session }: Pick<Connection, 'session'>, account: string): Promise<number> {
  return z.number().parse(await session.request('system_accountNextIndex', [encodeAddress(account)]))
}
