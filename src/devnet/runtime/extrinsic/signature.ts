import { blake2AsHex, ed25519Verify, secp256k1Verify, sr25519Verify } from '#polkadot'
import type { Infer } from '../../scale/index.ts'
import type { AccountId, multiSignature } from '../primitives/index.ts'

export type MultiSignature = Infer<typeof multiSignature>

export type VerifySignature = (payload: Uint8Array, signature: MultiSignature, signer: AccountId) => boolean

const REMEMBERED = 4_096

/**
 * Checks signatures and remembers its answers: an extrinsic is validated by the pool, by the block that takes it, and
 * again by each block on a fork, and a check costs milliseconds.
 */
export function createSignatureCheck(): VerifySignature {
  const answers = new Map<string, boolean>()
  return (payload, signature, signer) => {
    const question = blake2AsHex(Buffer.concat([signer, signature.value, Buffer.from(signature.type), payload]), 256)
    const known = answers.get(question)
    if (known !== undefined) return known
    const answer = verify(payload, signature, signer)
    if (answers.size >= REMEMBERED) answers.delete(answers.keys().next().value ?? question)
    answers.set(question, answer)
    return answer
  }
}

/** Accounts are sr25519 and ed25519 keys, and hashes of ecdsa keys; those of Ethereum are none on this chain. */
function verify(payload: Uint8Array, signature: MultiSignature, signer: AccountId): boolean {
  try {
    if (signature.type === 'Sr25519') return sr25519Verify(payload, signature.value, signer)
    if (signature.type === 'Ed25519') return ed25519Verify(payload, signature.value, signer)
    // Over the message's hash; the key is recovered, and its hash is the account.
    if (signature.type === 'Ecdsa') return secp256k1Verify(payload, signature.value, signer)
    return false
  } catch {
    // A signature or key that is no point of the curve.
    return false
  }
}
