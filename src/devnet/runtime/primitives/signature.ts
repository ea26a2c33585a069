import { ed25519Verify, secp256k1Verify, sr25519Verify } from '#polkadot'
import type { Infer } from '../../scale/index.ts'
import type { multiSignature } from './account.ts'

export type MultiSignature = Infer<typeof multiSignature>

/**
 * Whether a key made a signature. The key is sr25519, ed25519, a compressed ecdsa key, or in place of such a one the account that
 * is its hash; keys of Ethereum are none on this chain.
 */
export function verifySignature(payload: Uint8Array, { type, value }: MultiSignature, key: Uint8Array): boolean {
  try {
    if (type === 'Sr25519') return sr25519Verify(payload, value, key)
    if (type === 'Ed25519') return ed25519Verify(payload, value, key)
    // Over the message's hash.
    return type === 'Ecdsa' && secp256k1Verify(payload, value, key)
  } catch {
    // A signature or key that is no point of the curve.
    return false
  }
}
