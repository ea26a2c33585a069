/** What messages come to nothing by here; what the other side says is a code of its own. */
export type MessageErrorCode =
  /** More bytes than a message may have. */
  | 'too-large'
  | 'malformed'
  | 'not-for-us'
  /** Its time is over, or has not come, by more than clocks may differ. */
  | 'expired'
  | 'too-early'
  | 'unknown-twin'
  | 'wrong-signature'
  /** Nothing came back while the message lived. */
  | 'no-answer'
  | 'cancelled'
  /** There is no connection to the grid, or no more. */
  | 'not-connected'
  | 'unknown-command'
  | 'wrong-payload'
  | 'not-authorized'
  /** Too much was asked of this side lately, by all or by this twin. */
  | 'busy'
  | 'failed'

const PASSING: ReadonlySet<string> = new Set(['no-answer', 'not-connected', 'busy', 'too-early'])

export interface MessageErrorOptions {
  /** By its code, unless the other side has said so. */
  readonly retryable?: boolean
  readonly detail?: unknown
}

/** Why a message was not answered: by this side, or as the other one says. */
export class MessageError extends Error {
  readonly code: string
  readonly retryable: boolean
  readonly detail: unknown

  constructor(code: MessageErrorCode | (string & {}), message: string, options: MessageErrorOptions = {}) {
    super(message)
    this.name = 'MessageError'
    this.code = code
    this.retryable = options.retryable ?? PASSING.has(code)
    this.detail = options.detail
  }
}
