import { multiSignature } from '../../chain/signing/signature.ts'
import type { SignatureType, Signer } from '../../chain/signing/signer.ts'

/** A signature under a statement, for whoever wants it in which form. */
export interface Attested {
  /** Hex, without a byte for its type: as the HTTP API gives it. */
  readonly raw: string
  /** Hex, SCALE `MultiSignature`: as calls take it. */
  readonly multi: string
}

/** Puts the provider's name under commitments, checkpoints and syncs. */
export interface Attestor {
  /** The provider's account on chain; 32 bytes, hex. */
  readonly provider: string
  /** The account of the key, which the provider has registered; 32 bytes, hex. */
  readonly key: string
  readonly type: SignatureType
  /** @throws SigningError */
  attest(statement: Uint8Array, options?: { readonly signal?: AbortSignal }): Promise<Attested>
}

export const createAttestor = (signer: Signer, provider: string): Attestor => ({
  provider,
  key: signer.account,
  type: signer.type,
  async attest(statement, options) {
    const signature = await signer.attest(statement, options)
    return { raw: signature.value, multi: multiSignature(signature) }
  },
})
