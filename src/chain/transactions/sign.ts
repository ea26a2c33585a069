import { z } from 'zod'
import { blake2AsHex, encodeAddress, type SubmittableExtrinsic } from '#polkadot'
import type { Connection } from '../connection/link.ts'
import type { BlockRef } from '../decoder/chain-fact.ts'
import { type DraftOptions, draftExtrinsic } from '../signing/draft.ts'
import type { Signature, Signer } from '../signing/signer.ts'

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
  /** Planck. */
  readonly tip: bigint
  /** Version of the runtime that it is signed for: under another one it cannot land. Null when that was not noted. */
  readonly specVersion: number | null
}

/** What an extrinsic is signed with, but for its nonce. */
export interface Envelope {
  readonly signer: Signer
  /** The finalized block that its era starts at. */
  readonly head: BlockRef
  /** Blocks, a power of two. */
  readonly eraPeriod: number
  readonly tip: bigint
}

const optionsOf = (genesisHash: string, nonce: number, { signer, head, eraPeriod, tip }: Envelope): DraftOptions => ({
  account: signer.account,
  genesisHash,
  nonce,
  tip,
  mortality: { current: head.number, blockHash: head.hash, period: eraPeriod },
})

/** @throws what the signer throws, and SigningError `unknown-extension` */
export async function signTransaction(
  { runtime, genesisHash }: Connection,
  extrinsic: SubmittableExtrinsic<'promise'>,
  nonce: number,
  envelope: Envelope,
  signal: AbortSignal,
): Promise<SignedTransaction> {
  const { payload, complete } = draftExtrinsic(runtime, extrinsic, optionsOf(genesisHash, nonce, envelope))
  const bytes = complete(await envelope.signer.sign(payload, { signal }))
  signal.throwIfAborted()
  const { tip } = envelope
  return { hex: bytes, hash: blake2AsHex(bytes), nonce, ...payload.mortality, tip, specVersion: runtime.specVersion }
}

/**
 * The bytes as they will be but for the signature: what its price is asked by. One of zeros would be taken for none, and the price of
 * what nobody signs is 0.
 */
export function unsignedBytes(
  { runtime, genesisHash }: Connection,
  extrinsic: SubmittableExtrinsic<'promise'>,
  envelope: Envelope,
): string {
  const { type } = envelope.signer
  const blank: Signature = { type, value: `0x${'01'.repeat(type === 'ecdsa' ? 65 : 64)}` }
  return draftExtrinsic(runtime, extrinsic, optionsOf(genesisHash, 0, envelope)).complete(blank)
}

/**
 * The longest era that is allowed and does not outlive the deadline, so that nothing lands that is of no use any more; four blocks
 * at least, which is the shortest there is.
 */
export function eraWithin(head: number, eraPeriod: number, deadline: number | undefined): number {
  let period = eraPeriod
  while (deadline !== undefined && period > 4 && head + period > deadline) period /= 2
  return period
}

/** The next nonce of an account, those waiting in the endpoint's pool included. */
export async function nextNonce({ session }: Pick<Connection, 'session'>, account: string): Promise<number> {
  return z.number().parse(await session.request('system_accountNextIndex', [encodeAddress(account)]))
}
