import { verifySignature } from '../../chain/signing/signature.ts'
import type { SignatureType } from '../../chain/signing/signer.ts'

const TYPES: Readonly<Record<string, SignatureType>> = { '00': 'ed25519', '01': 'sr25519', '02': 'ecdsa' }

/** Whether a SCALE `MultiSignature` (hex) under a statement is by this key (hex). */
export function isSignedBy(statement: Uint8Array, multi: string, key: string): boolean {
  const type = TYPES[multi.slice(2, 4)]
  return type !== undefined && verifySignature(statement, { type, value: `0x${multi.slice(4)}` }, key)
}
