import type { ErrorClass } from '../../kernel/index.ts'

export type LaneErrorPayload =
  /** What the call would leave of the balance is kept for urgent ones; planck. */
  | { code: 'below-floor'; usable: bigint; fee: bigint; floor: bigint }
  /** The runtime encodes these otherwise than when they were first used. */
  | { code: 'runtime-changed'; specVersion: number; changed: readonly string[] }

/** Why the lane signs nothing now. Both pass: by a payment to the account, by a word of the operator. */
export class LaneError extends Error {
  readonly code: LaneErrorPayload['code']
  readonly payload: LaneErrorPayload
  readonly errorClass: ErrorClass = 'retryable'

  constructor(payload: LaneErrorPayload, message: string) {
    super(message)
    this.name = 'LaneError'
    this.code = payload.code
    this.payload = payload
  }
}
