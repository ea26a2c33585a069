import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { ReadFailed } from '../../chain/reader/read.ts'
import { type Log, messageOf } from '../../kernel/index.ts'
import { StoreError } from '../store/errors.ts'
import { HttpError, type HttpErrorCode, STATUS } from './errors.ts'
import { json } from './json.ts'

/** What SQLite says when the disk is full. */
const SQLITE_FULL = 13

/** Answers for what a request's handling threw. Only what is this node's own fault is logged. */
export function answerFailure(error: unknown, c: Context, log: Log): Response {
  const known = knownFailure(error)
  if (known !== undefined) return answer(known, c)
  log.error({ error: messageOf(error), route: c.req.path }, 'a request failed')
  return answer(new HttpError('internal_error', { message: 'the provider failed to answer; its log says why' }), c)
}

const answer = ({ code, details, headers }: HttpError, c: Context): Response =>
  json(c, { error: code, details }, STATUS[code] as ContentfulStatusCode, headers)

function knownFailure(error: unknown): HttpError | undefined {
  if (error instanceof HttpError) return error
  if (error instanceof StoreError && error.code !== 'corrupt')
    return new HttpError(error.code, { ...error.details, message: error.message })
  if (error instanceof ReadFailed)
    return new HttpError('unavailable', { message: `the chain cannot be read: ${error.message}` })
  if (error instanceof HTTPException) return new HttpError('invalid_request', { message: error.message })
  if ((error as { errcode?: number }).errcode === SQLITE_FULL)
    return new HttpError('quota_exceeded', { message: "the provider's disk is full" })
  return undefined
}

/** For who asks an actor that is not there, or has no answer now. */
export const refused = (code: HttpErrorCode, message: string, more: Record<string, unknown> = {}): HttpError =>
  new HttpError(code, { ...more, message })
