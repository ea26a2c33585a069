import { multiSignature, verifySignature } from '../../chain/signing/signature.ts'
import type { SignatureType } from '../../chain/signing/signer.ts'

/** A key of 64 bytes can be registered too, but nothing signs by it that could be checked here. */
const TYPES_BY_LENGTH: Readonly<Record<number, readonly SignatureType[]>> = {
  32: ['sr25519', 'ed25519'],
  33: ['ecdsa'],
}

const HEX = /^0x([0-9a-f]{2})+$/

/**
 * A provider's signature in the form that calls take, if it is one by the key that the provider has registered: the chain goes by
 * that key and not by the account. Which scheme the key is of is not registered, so each that fits is tried.
 *
 * @param signature raw, hex; from anybody @returns hex, SCALE `MultiSignature`
 */
export function verifiedMulti(statement: Uint8Array, signature: string, publicKey: string): string | undefined {
  if (!HEX.test(signature) || !HEX.test(publicKey)) return undefined
  const types = TYPES_BY_LENGTH[publicKey.length / 2 - 1] ?? []
  const type = types.find((each) => verifySignature(statement, { type: each, value: signature }, publicKey))
  return type === undefined ? undefined : multiSignature({ type, value: signature })
}
