import { HttpError } from './errors.ts'

/** @param after seconds */
export const tooMany = (after: number): HttpError =>
  new HttpError(
    'rate_limited',
    { message: `too many requests; again in ${after} s`, retry_after: after },
    { 'retry-after': String(after) },
  )
