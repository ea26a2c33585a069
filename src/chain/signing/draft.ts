import { type SubmittableExtrinsic, u8aToHex } from '#polkadot'
import type { ChainRuntime } from '../runtime/runtime.ts'
import { assertExtensionsKnown } from './extensions.ts'
import { multiSignature } from './signature.ts'
import type { Signature, SigningPayload } from './signer.ts'

/** Blocks counted from the finalized one that the era starts at. */
export interface Mortality {
  /** Number and hash of that block. */
  readonly current: number
  readonly blockHash: string
  /** A power of two. */
  readonly period: number
}

export interface DraftOptions {
  readonly account: string
  readonly genesisHash: string
  readonly nonce: number
  readonly mortality: Mortality
  /** Planck. */
  readonly tip: bigint
}

/** An extrinsic that lacks nothing but its signature. */
export interface Draft {
  readonly payload: SigningPayload
  /** The bytes to submit, hex. */
  complete(signature: Signature): string
}

/**
 * What has to be signed for an extrinsic, by the signed extensions of the runtime. Fees are paid in the native
 * asset, and of a `CheckMetadataHash` no use is made.
 *
 * @throws SigningError `unknown-extension`
 */
export function draftExtrinsic(
  { api }: ChainRuntime,
  extrinsic: SubmittableExtrinsic<'promise'>,
  { account, genesisHash, nonce, tip, mortality: { current, blockHash, period } }: DraftOptions,
): Draft {
  const { registry, runtimeVersion } = api
  assertExtensionsKnown(api)
  const era = registry.createType('ExtrinsicEra', { current, period })
  const { specVersion, transactionVersion } = runtimeVersion
  const bytes = extrinsic.method.toHex()
  const signed = registry.createType(
    'ExtrinsicPayload',
    { blockHash, era, genesisHash, method: bytes, nonce, tip, specVersion, transactionVersion },
    // Without the bit that says whether it is signed: it may have been completed before.
    { version: extrinsic.type },
  )
  const { section, method } = registry.findMetaCall(extrinsic.method.callIndex)
  return {
    payload: {
      // Without the length of the call: that is not signed.
      raw: u8aToHex(signed.toU8a(true)),
      account,
      genesisHash,
      specVersion: specVersion.toNumber(),
      transactionVersion: transactionVersion.toNumber(),
      mortality: { birth: era.asMortalEra.birth(current), death: era.asMortalEra.death(current) },
      nonce,
      tip: signed.tip.toBigInt(),
      call: { pallet: section, name: method, bytes },
    },
    complete: (signature) => extrinsic.addSignature(account, multiSignature(signature), signed.toU8a()).toHex(),
  }
}
