export type ScaleErrorCode =
  | 'scale.truncated'
  | 'scale.trailing'
  | 'scale.length'
  | 'scale.variant'
  | 'scale.compact'
  | 'scale.text'
  | 'scale.bool'
  | 'scale.range'
  | 'scale.depth'

/** Bytes that are no encoding of the type asked for, or a value the type cannot carry. */
export class ScaleError extends Error {
  readonly code: ScaleErrorCode
  readonly type: string

  constructor(code: ScaleErrorCode, type: string, message: string) {
    super(`${type}: ${message}`)
    this.name = 'ScaleError'
    this.code = code
    this.type = type
  }
}
