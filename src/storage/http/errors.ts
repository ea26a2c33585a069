/** What a client is told went wrong, and the status of the answer. */
export const STATUS = {
  invalid_request: 400,
  invalid_hash: 400,
  invalid_node: 400,
  invalid_object_key: 400,
  invalid_path: 400,
  invalid_signature: 400,
  digest_mismatch: 400,
  children_missing: 400,
  not_a_file: 400,
  auth_required: 401,
  insufficient_role: 403,
  no_agreement: 403,
  not_found: 404,
  bucket_not_found: 404,
  root_not_found: 404,
  object_not_found: 404,
  file_not_found: 404,
  commitment_unknown: 404,
  folder_not_empty: 409,
  not_a_folder: 409,
  checkpoint_refused: 409,
  payload_too_large: 413,
  range_not_satisfiable: 416,
  rate_limited: 429,
  internal_error: 500,
  signing_unavailable: 503,
  unavailable: 503,
  quota_exceeded: 507,
} as const satisfies Record<string, number>

export type HttpErrorCode = keyof typeof STATUS

/** A request that comes to nothing. Its answer is `{error: code, details}` with the status of the code. */
export class HttpError extends Error {
  readonly code: HttpErrorCode
  readonly details: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor(
    code: HttpErrorCode,
    details: Readonly<Record<string, unknown>> & { readonly message: string },
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(details.message)
    this.name = 'HttpError'
    this.code = code
    this.details = details
    this.headers = headers
  }
}

/** Why the HTTP API cannot be where it is to be. */
export type ListenErrorCode = 'address-in-use' | 'address-unknown' | 'not-permitted' | 'cannot-listen'

const BY_SYSTEM: Readonly<Record<string, { readonly code: ListenErrorCode; readonly wayOut: string }>> = {
  EADDRINUSE: { code: 'address-in-use', wayOut: 'end the other program, or let "storage.listen" name another port' },
  EADDRNOTAVAIL: { code: 'address-unknown', wayOut: 'let "storage.listen" name an address of this machine' },
  ENOTFOUND: { code: 'address-unknown', wayOut: 'let "storage.listen" name an address of this machine' },
  EACCES: { code: 'not-permitted', wayOut: 'let "storage.listen" name a port above 1023, or give the node the right' },
}

export class ListenError extends Error {
  readonly code: ListenErrorCode
  readonly address: string

  constructor(address: string, cause: NodeJS.ErrnoException) {
    const { code, wayOut } = BY_SYSTEM[cause.code ?? ''] ?? {
      code: 'cannot-listen' as const,
      wayOut: 'look at "storage.listen"',
    }
    super(`cannot listen on ${address}: ${cause.message}; ${wayOut}`, { cause })
    this.name = 'ListenError'
    this.code = code
    this.address = address
  }
}
