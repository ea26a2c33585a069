import { verifySignature } from '../../chain/signing/signature.ts'
import type { Signature, SignatureType } from '../../chain/signing/signer.ts'

const TYPES: Readonly<Record<string, SignatureType>> = { '00': 'ed25519', '01': 'sr25519', '02': 'ecdsa' }

/** Of a SCALE `MultiSignature` in hex; undefined for what is none that can be checked. */
export function readSignature(multi: string): Signature | undefined {
  const type = TYPES[multi.slice(2, 4)]
  return type === undefined ? undefined : { type, value: `0x${multi.slice(4)}` }
}

/** Whether a SCALE `MultiSignature` (hex) under these bytes is an account's (hex). */
export function isSignedBy(bytes: Uint8Array, multi: string, account: string): boolean {
  const signature = readSignature(multi)
  return signature !== undefined && verifySignature(bytes, signature, account)
}
