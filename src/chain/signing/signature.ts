import { blake2AsU8a, ed25519Verify, hexToU8a, secp256k1Verify, sr25519Verify } from '#polkadot'
import type { Signature, SignatureType } from './signer.ts'

/** A longer payload is signed by its hash. */
const LONGEST_SIGNED_AS_IS = 256

/** The bytes that a signature is over, given all that it covers. */
export const signedMessage = (raw: Uint8Array): Uint8Array =>
  raw.length > LONGEST_SIGNED_AS_IS ? blake2AsU8a(raw) : raw

const VERIFY: Readonly<Record<SignatureType, typeof sr25519Verify>> = {
  sr25519: sr25519Verify,
  ed25519: ed25519Verify,
  // The account is the hash of the key, which is recovered from the signature.
  ecdsa: (message, signature, account) => secp256k1Verify(message, signature, account),
}

/** Whether the signature over this message is the account's. */
export function verifySignature(message: Uint8Array, { type, value }: Signature, account: string): boolean {
  try {
    return VERIFY[type](message, hexToU8a(value), hexToU8a(account))
  } catch {
    // A signature or key that is no point of the curve.
    return false
  }
}

const PREFIX: Readonly<Record<SignatureType, string>> = { ed25519: '00', sr25519: '01', ecdsa: '02' }

/** As a `MultiSignature`, hex. */
export const multiSignature = ({ type, value }: Signature): `0x${string}` => `0x${PREFIX[type]}${value.slice(2)}`
