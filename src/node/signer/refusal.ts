/** Why a payload or a statement is not signed. */
export type RefusalCode =
  | 'malformed'
  | 'other-account'
  | 'unknown-runtime'
  | 'unknown-genesis'
  | 'call-not-allowed'
  | 'tip-too-high'
  | 'fee-asset'
  | 'immortal'
  | 'era-too-long'
  | 'nonce-too-low'
  | 'nonce-too-high'
  | 'rate-limit'
  | 'no-statement'
  | 'statement-not-allowed'
  | 'bucket-not-allowed'
  | 'other-content'

export class Refusal extends Error {
  readonly code: RefusalCode

  constructor(code: RefusalCode, detail: string) {
    super(detail)
    this.name = 'Refusal'
    this.code = code
  }
}
