import { compactAddLength, type TypeRegistry, u8aConcat, u8aToHex } from '#polkadot'
import { callsIn } from './calls.ts'
import { Refusal } from './refusal.ts'

/** What the bytes to be signed say, read from nothing but them. */
export interface ReadPayload {
  readonly genesisHash: string
  readonly specVersion: number
  readonly nonce: number
  readonly tip: bigint
  /** Whether fees are paid in another asset than the native one. */
  readonly feeAsset: boolean
  /** Blocks; none when it may land for ever. */
  readonly period: number | undefined
  /** As `Pallet.call`: the outer one, then those among its arguments. */
  readonly calls: readonly string[]
}

/**
 * Reads a payload by the metadata of its runtime. Only the metadata tells where the call ends and the rest begins, so that
 * without it nothing in the bytes could be relied on.
 *
 * @throws Refusal `malformed`
 */
export function readPayload(registry: TypeRegistry, raw: Uint8Array): ReadPayload {
  try {
    const call = registry.createType('Call', raw)
    const callBytes = call.toU8a()
    const payload = registry.createType(
      'ExtrinsicPayload',
      u8aConcat(compactAddLength(callBytes), raw.subarray(callBytes.length)),
      { version: 4 },
    )
    // What was read must be all there is, in the one way it can be written.
    if (u8aToHex(payload.toU8a(true)) !== u8aToHex(raw)) throw new Error('not all of the bytes are accounted for')
    const { era, assetId } = payload
    return {
      genesisHash: payload.genesisHash.toHex(),
      specVersion: payload.specVersion.toNumber(),
      nonce: payload.nonce.toNumber(),
      tip: payload.tip.toBigInt(),
      feeAsset: assetId?.isEmpty === false,
      period: era.isMortalEra ? era.asMortalEra.period.toNumber() : undefined,
      calls: callsIn(registry, call),
    }
  } catch (error) {
    throw new Refusal('malformed', error instanceof Error ? error.message : String(error))
  }
}
