import type { z } from 'zod'
import type { Refusal } from '../../../../kernel/index.ts'
import { MessageError } from '../../errors.ts'

/** @throws MessageError `wrong-payload`, naming each field */
export function payloadOf<Value>(schema: z.ZodType<Value>, payload: unknown): Value {
  const parsed = schema.safeParse(payload ?? {})
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the payload'}: ${message}`)
  throw new MessageError('wrong-payload', wrong.join('; '))
}

/** What the owner of a command said, as another twin is told it. */
export function refusedBy(
  { code, reason = code, detail, retryable }: Refusal,
  texts: Readonly<Record<string, string>> = {},
): MessageError {
  const text = texts[reason] ?? reason
  return new MessageError(reason, text, { retryable, ...(isPlain(detail) && { detail }) })
}

const isPlain = (detail: unknown): boolean => typeof detail === 'object' && detail !== null
