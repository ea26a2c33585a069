export type SignatureType = 'sr25519' | 'ed25519' | 'ecdsa'

/** An extrinsic about to be signed: the bytes, and what they say for whoever has to judge them. Hex throughout. */
export interface SigningPayload {
  /**
   * All that the signature covers: the call, what the extensions carry, what they add. Never hashed here, so that a signer
   * can read it; what is signed is `signedMessage` of it.
   */
  readonly raw: string
  readonly account: string
  readonly genesisHash: string
  readonly specVersion: number
  readonly transactionVersion: number
  /** Block numbers: the first in which the extrinsic may be, and the first in which it no longer can. */
  readonly mortality: { readonly birth: number; readonly death: number }
  readonly nonce: number
  readonly tip: bigint
  readonly call: { readonly pallet: string; readonly name: string; readonly bytes: string }
}

export interface Signature {
  readonly type: SignatureType
  /** Hex, without the byte for the type: 64 bytes, or 65 of ecdsa. */
  readonly value: string
}

/** The chain behind an endpoint, as it describes itself. */
export interface ChainIdentity {
  readonly endpoint: string
  readonly genesisHash: string
  /** `Development`, `Local`, `Live`, or a name of its own. */
  readonly chainType: string
}

/** What an extrinsic's signature covers besides its call takes more: versions, two hashes, era, nonce and tip. */
export const LONGEST_STATEMENT = 72

/** Bytes longer than a statement that are no extrinsic all the same, and say what they are. */
export interface RecordForm {
  /** What each begins with. No call of the chain that the account is of may begin with it. */
  readonly prefix: string
  readonly bytes: number
}

export interface AttestOptions {
  readonly signal?: AbortSignal
  /** Of a record; without one it is a statement. */
  readonly form?: RecordForm
}

/** Who signs. Where the secret is kept is the signer's own affair: nothing else of the program ever has it. */
export interface Signer {
  /** 32 bytes, hex. */
  readonly account: string
  readonly type: SignatureType
  /** The account that the signing one is a proxy of; 32 bytes, hex. */
  readonly actsFor?: string
  /** Asked at each new connection. @throws SigningError `wrong-chain` when nothing is to be signed for this chain */
  admit?(chain: ChainIdentity): void
  /** @throws SigningError */
  sign(payload: SigningPayload, options?: { readonly signal?: AbortSignal }): Promise<Signature>
  /**
   * Signs bytes that are no extrinsic, as they are: what a provider states to its peers and users. Shorter than
   * `LONGEST_STATEMENT`, so that they cannot be the bytes of an extrinsic, or a record of the form that is named. @throws SigningError
   */
  attest(statement: Uint8Array, options?: AttestOptions): Promise<Signature>
}
