import { blake2AsHex } from '#polkadot'
import { type AccountId, type MultiSignature, verifySignature } from '../primitives/index.ts'

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
    const answer = verifySignature(payload, signature, signer)
    if (answers.size >= REMEMBERED) answers.delete(answers.keys().next().value ?? question)
    answers.set(question, answer)
    return answer
  }
}
