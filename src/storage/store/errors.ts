/** Why the store refused. The codes are those the HTTP API answers with. */
export type StoreErrorCode =
  | 'not_found'
  | 'bucket_not_found'
  | 'root_not_found'
  | 'children_missing'
  | 'invalid_hash'
  | 'invalid_node'
  | 'quota_exceeded'
  | 'commitment_unknown'
  | 'corrupt'

/** A refusal of the content store; `corrupt` is data on disk that no longer has its hash. None of them helps to retry. */
export class StoreError extends Error {
  readonly code: StoreErrorCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: StoreErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = 'StoreError'
    this.code = code
    this.details = details
  }
}
