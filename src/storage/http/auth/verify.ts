import { verifySignature } from '../../../chain/signing/signature.ts'
import type { Signature } from '../../../chain/signing/signer.ts'

const TYPES = ['sr25519', 'ed25519'] as const

/** As wallets do with what is no extrinsic. */
const wrapped = (text: string) => `<Bytes>${text}</Bytes>`

/** Whether a text was signed by a key, as it is or wrapped. */
export const isSignedText = (text: string, signature: string, key: string): boolean =>
  [text, wrapped(text)].some((each) => signatureOver(Buffer.from(each), signature, key) !== undefined)

/** The signature with its type, when it is one of the key over these bytes. */
export const signatureOver = (bytes: Uint8Array, value: string, key: string): Signature | undefined =>
  TYPES.map((type) => ({ type, value })).find((signature) => verifySignature(bytes, signature, key))
