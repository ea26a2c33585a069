import { ChainError } from '../errors.ts'

/** Runs a decoder on bytes from outside and turns whatever it throws into a typed error. */
export function decoding<Result>(what: string, decode: () => Result): Result {
  try {
    return decode()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ChainError({ code: 'undecodable', what, reason }, `cannot decode ${what}: ${reason}`, { cause: error })
  }
}
