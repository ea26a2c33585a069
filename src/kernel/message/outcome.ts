/** Why a command came to nothing. */
export type RefusalCode =
  | 'refused'
  | 'no-owner'
  | 'mailbox-full'
  | 'late'
  | 'cancelled'
  | 'owner-failed'
  | 'not-granted'
  | 'stopping'

/** The owner's reason, or the kernel's. `retryable` says whether asking again later can help. */
export interface Refusal {
  readonly code: RefusalCode
  /** The owner's own code for a `refused` command, e.g. `insufficient-funds`. */
  readonly reason?: string
  readonly detail?: unknown
  readonly retryable: boolean
}

export type Outcome<Result> =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly refusal: Refusal }

export const RETRYABLE: Readonly<Record<RefusalCode, boolean>> = {
  refused: false,
  'no-owner': true,
  'mailbox-full': true,
  late: true,
  cancelled: false,
  'owner-failed': true,
  'not-granted': false,
  stopping: false,
}

export const refusal = (code: Exclude<RefusalCode, 'refused'>): Refusal => ({ code, retryable: RETRYABLE[code] })

/** The outcome of a command that came to nothing by the kernel's own doing. */
export const refused = (code: Exclude<RefusalCode, 'refused'>): Outcome<never> => ({
  ok: false,
  refusal: refusal(code),
})
