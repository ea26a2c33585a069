import type { ErrorClass } from '../../kernel/index.ts'

export type SigningErrorPayload =
  /** The signer has looked at the payload and will not sign it. */
  | { code: 'refused'; reason: string }
  /** No answer of the signer: it is away, gone in between, or late. */
  | { code: 'no-answer'; address: string; reason: string }
  | { code: 'bad-answer'; address: string; reason: string }
  /** The account must not sign for this chain. */
  | { code: 'wrong-chain'; genesisHash: string }
  /** The runtime has a signed extension that is not known here. */
  | { code: 'unknown-extension'; extension: string }

const PASSING: ReadonlySet<SigningErrorPayload['code']> = new Set(['no-answer'])

/** Why something was not signed. */
export class SigningError extends Error {
  readonly code: SigningErrorPayload['code']
  readonly payload: SigningErrorPayload
  readonly errorClass: ErrorClass = 'retryable'

  constructor(payload: SigningErrorPayload, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SigningError'
    this.code = payload.code
    this.payload = payload
  }

  get retryable(): boolean {
    return PASSING.has(this.code)
  }
}
